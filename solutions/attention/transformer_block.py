"""A transformer encoder block.

Text: -
Order: 9
Needs: layer_norm, multihead_attention
"""
from collections.abc import Mapping

import torch
from torch import Tensor

### BEGIN SOLUTION
from attention.layer_norm import layer_norm
from attention.multihead_attention import multihead_attention

### END SOLUTION


def encoder_block(X: Tensor, params: Mapping[str, Tensor], num_heads: int) -> Tensor:
    """One pre-norm block: self-attention, then a small network at each position, each added to what came in.

    Z = X + MHA(LN(X; gamma1, beta1))                queries = keys = values, the scores divided by √(d / num_heads)
    Y = Z + FFN(LN(Z; gamma2, beta2))                FFN(A) = relu(A W1 + b1) W2 + b2

    LN is layer normalisation with eps 1e-5, MHA multi-head attention with W_q, W_k, W_v, W_o. Import your own
    exercises or write what you need here; `torch.softmax` and `torch.relu` are free to use, library attention and
    library layer normalisation are not.

    Args:
        X: a sequence of n >= 1 vectors, shape (n, d) or, of a batch, shape (batch_size, n, d); any float dtype, any
            device.
        params: gamma1, beta1, gamma2, beta2, b2 of shape (d,); W_q, W_k, W_v, W_o of shape (d, d); W1 of shape (d, f);
            b1 of shape (f,); W2 of shape (f, d).
        num_heads: the number of heads; divides d.

    Returns:
        Y, shape, dtype and device of X. Differentiable in X and in every parameter.

    Raises:
        ValueError: X is neither two- nor three-dimensional or has no keys (n = 0); d is not divisible by num_heads; or
            sizes disagree. The message names X, num_heads, or the key in params (of those that disagree, any).

    >>> names = ("gamma1", "beta1", "b1", "gamma2", "beta2", "b2")
    >>> params = {name: torch.zeros(2) for name in names}
    >>> params |= {name: torch.zeros(2, 2) for name in ("W_q", "W_k", "W_v", "W_o", "W1", "W2")}
    >>> encoder_block(torch.tensor([[1.0, 2.0]]), params | {"b2": torch.tensor([10.0, 20.0])}, num_heads=1)
    tensor([[11., 22.]])
    """
    ### BEGIN SOLUTION
    if X.ndim not in (2, 3) or X.shape[-2] == 0:
        raise ValueError(f"X must have shape (n, d) or (batch_size, n, d) with n >= 1, not {tuple(X.shape)}")
    d, f = X.shape[-1], params["W1"].shape[-1]
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(("gamma1", "beta1", "gamma2", "beta2", "b2"), (d,))
    shapes |= dict.fromkeys(("W_q", "W_k", "W_v", "W_o"), (d, d))
    shapes |= {"W1": (d, f), "b1": (f,), "W2": (f, d)}
    for name, shape in shapes.items():
        if params[name].shape != shape:
            raise ValueError(f"{name} must have shape {shape} for X {tuple(X.shape)}, not {tuple(params[name].shape)}")

    W_q, W_k, W_v, W_o = (params[name] for name in ("W_q", "W_k", "W_v", "W_o"))
    A = layer_norm(X, params["gamma1"], params["beta1"])  # (..., n, d)
    X = X + multihead_attention(A, A, A, W_q, W_k, W_v, W_o, num_heads, scaled=True)
    A = layer_norm(X, params["gamma2"], params["beta2"])
    hidden = torch.relu(A @ params["W1"] + params["b1"])  # (..., n, f)
    return X + hidden @ params["W2"] + params["b2"]  # (..., n, d)
    ### END SOLUTION
