"""Off by one: a position does not see itself.

Fails: mask
"""
import torch
from torch import Tensor

from attention.scaled_dot_product import attention


def causal_mask(n: int) -> Tensor:
    return torch.ones(n, n, dtype=torch.bool).tril(diagonal=-1)


def causal_self_attention(X: Tensor, W_q: Tensor, W_k: Tensor, W_v: Tensor) -> Tensor:
    if X.ndim != 2 or X.shape[0] == 0:
        raise ValueError(f"X must have shape (n, d) with n >= 1, not {tuple(X.shape)}")
    for name, W in (("W_q", W_q), ("W_k", W_k), ("W_v", W_v)):
        if W.ndim != 2 or W.shape[0] != X.shape[1]:
            raise ValueError(f"{name} {tuple(W.shape)} must have a row for each of X's {X.shape[1]} features")
    if W_q.shape[1] != W_k.shape[1]:
        raise ValueError(f"W_q has {W_q.shape[1]} columns, W_k has {W_k.shape[1]}")
    mask = causal_mask(X.shape[0]).to(X.device)  # (n, n)
    return attention(X @ W_q, X @ W_k, X @ W_v, mask)  # (n, d_v)
