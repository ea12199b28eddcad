"""Multi-head attention: several looks at once.

Text: 3.5.3
Order: 5
Needs: -
"""
import math

import torch
from torch import Tensor


def multihead_attention(
    queries: Tensor,
    keys: Tensor,
    values: Tensor,
    W_q: Tensor,
    W_k: Tensor,
    W_v: Tensor,
    W_o: Tensor,
    num_heads: int,
    scaled: bool = False,
) -> Tensor:
    """Attention in `num_heads` slices of the feature axis side by side; the outputs are concatenated and mixed by W_o.

    Q = queries W_q, K = keys W_k, V = values W_v
    head_h = softmax(Q_h K_hᵀ) V_h, where Q_h, K_h, V_h are columns h·s to (h + 1)·s - 1 of Q, K, V; s = p / num_heads
    output = [head_0, head_1, ...] W_o

    If `scaled`, each head's scores are divided by √s first. `torch.softmax` is free to use; library attention is not.

    Args:
        queries: m >= 0 queries, shape (m, d) or, of a batch, shape (batch_size, m, d); any float dtype, any device.
        keys: n >= 1 keys, shape (n, d) or (batch_size, n, d).
        values: one value a key, shape (n, d) or (batch_size, n, d).
        W_q, W_k, W_v: shape (d, p).
        W_o: shape (p, o).
        num_heads: the number of heads; divides p.
        scaled: divide each head's scores by the root of the head's size.

    Returns:
        Shape (m, o) or (batch_size, m, o), dtype and device of the queries. Differentiable.

    Raises:
        ValueError: queries, keys or values is neither two- nor three-dimensional, or a weight not two-dimensional;
            there are no keys; p is not divisible by num_heads; or sizes disagree: batch_size, n of keys and values, d
            with a weight's rows, p. The message names the argument (of those that disagree, any).

    >>> X, eye = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.eye(2)
    >>> multihead_attention(X, X, X, 0 * eye, eye, eye, 10 * eye, num_heads=2)
    tensor([[20., 30.],
            [20., 30.]])
    """
    ### BEGIN SOLUTION
    for name, tensor in (("queries", queries), ("keys", keys), ("values", values)):
        if tensor.ndim not in (2, 3):
            raise ValueError(f"{name} must have shape (n, d) or (batch_size, n, d), not {tuple(tensor.shape)}")
    for name, W in (("W_q", W_q), ("W_k", W_k), ("W_v", W_v), ("W_o", W_o)):
        if W.ndim != 2:
            raise ValueError(f"{name} must be a matrix, not of shape {tuple(W.shape)}")
    if not queries.shape[:-2] == keys.shape[:-2] == values.shape[:-2]:
        raise ValueError("queries, keys and values differ in their batch size")
    if keys.shape[-2] != values.shape[-2]:
        raise ValueError(f"{keys.shape[-2]} keys but {values.shape[-2]} values")
    if keys.shape[-2] == 0:
        raise ValueError("there are no keys to look at")
    for tensor, W, names in ((queries, W_q, "queries, W_q"), (keys, W_k, "keys, W_k"), (values, W_v, "values, W_v")):
        if tensor.shape[-1] != W.shape[0]:
            raise ValueError(f"{names}: {tensor.shape[-1]} features but {W.shape[0]} rows")
    if not W_q.shape[1] == W_k.shape[1] == W_v.shape[1] == W_o.shape[0]:
        raise ValueError("the columns of W_q, W_k and W_v and the rows of W_o differ in number")
    if W_q.shape[1] % num_heads != 0:
        raise ValueError(f"num_heads is {num_heads}, which does not divide the {W_q.shape[1]} features of W_q")

    head_size = W_q.shape[1] // num_heads

    def split(Z: Tensor) -> Tensor:
        slices = Z.reshape(*Z.shape[:-1], num_heads, head_size)  # (..., n, num_heads, s)
        return slices.transpose(-3, -2)  # (..., num_heads, n, s)

    Q, K, V = split(queries @ W_q), split(keys @ W_k), split(values @ W_v)
    scores = Q @ K.transpose(-2, -1)  # (..., num_heads, m, n)
    if scaled:
        scores = scores / math.sqrt(head_size)
    heads = torch.softmax(scores, dim=-1) @ V  # (..., num_heads, m, s)
    return heads.transpose(-3, -2).flatten(-2) @ W_o  # (..., m, p) @ (p, o)
    ### END SOLUTION
