"""Each head takes a chunk of the rows, with all features (as the text says: by rows).

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

    Q, K, V = queries @ W_q, keys @ W_k, values @ W_v
    chunks = zip(*(Z.chunk(num_heads, dim=-2) for Z in (Q, K, V)), strict=True)
    scale = math.sqrt(head_size) if scaled else 1.0
    heads = [torch.softmax(q @ k.transpose(-2, -1) / scale, dim=-1) @ v for q, k, v in chunks]
    return torch.cat(heads, dim=-2) @ W_o
