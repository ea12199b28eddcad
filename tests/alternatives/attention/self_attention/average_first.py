"""The inputs are averaged first, W_v comes last; own softmax."""

import torch
from torch import Tensor


def self_attention(X: Tensor, W_q: Tensor, W_k: Tensor, W_v: Tensor, scaled: bool = False) -> Tensor:
    if X.ndim != 2 or X.shape[0] == 0:
        raise ValueError(f"X must have shape (n, d) with n >= 1, not {tuple(X.shape)}")
    for name, W in (("W_q", W_q), ("W_k", W_k), ("W_v", W_v)):
        if W.ndim != 2 or W.shape[0] != X.shape[1]:
            raise ValueError(f"{name} {tuple(W.shape)} must have a row for each of X's {X.shape[1]} features")
    if W_q.shape[1] != W_k.shape[1]:
        raise ValueError(f"W_q has {W_q.shape[1]} columns, W_k has {W_k.shape[1]}")
    scores = (X @ W_q) @ (X @ W_k).t()
    if scaled:
        scores = scores / torch.sqrt(torch.tensor(W_q.shape[1], dtype=X.dtype, device=X.device))
    weights = torch.exp(scores - scores.max(dim=1, keepdim=True)[0])
    return (weights / weights.sum(1, keepdim=True)) @ X @ W_v
