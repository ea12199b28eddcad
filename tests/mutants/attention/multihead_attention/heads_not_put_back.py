"""The heads are flattened without being put side by side.

Fails: heads_see_the_whole_sequence
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
    return heads.reshape(*heads.shape[:-3], heads.shape[-2], W_o.shape[0]) @ W_o
