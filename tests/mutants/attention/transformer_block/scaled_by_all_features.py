"""The root of d, not of a head's size.

Fails: heads_scaled_by_the_root_of_their_size
"""
from collections.abc import Mapping

import torch
from torch import Tensor

from attention.layer_norm import layer_norm
from attention.multihead_attention import multihead_attention


def encoder_block(X: Tensor, params: Mapping[str, Tensor], num_heads: int) -> Tensor:
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
    X = X + multihead_attention(A, A, A, W_q / num_heads**0.5, W_k, W_v, W_o, num_heads, scaled=True)
    A = layer_norm(X, params["gamma2"], params["beta2"])
    hidden = torch.relu(A @ params["W1"] + params["b1"])  # (..., n, f)
    return X + hidden @ params["W2"] + params["b2"]  # (..., n, d)
