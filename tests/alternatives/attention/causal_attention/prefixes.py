"""Position by position, each with the tokens up to it as all there are."""
import torch
from torch import Tensor


def causal_mask(n: int) -> Tensor:
    return torch.tril(torch.ones((n, n))) == 1


def causal_self_attention(X: Tensor, W_q: Tensor, W_k: Tensor, W_v: Tensor) -> Tensor:
    if X.ndim != 2 or X.shape[0] == 0:
        raise ValueError(f"X must have shape (n, d) with n >= 1, not {tuple(X.shape)}")
    for name, W in (("W_q", W_q), ("W_k", W_k), ("W_v", W_v)):
        if W.ndim != 2 or W.shape[0] != X.shape[1]:
            raise ValueError(f"{name} {tuple(W.shape)} must have a row for each of X's {X.shape[1]} features")
    if W_q.shape[1] != W_k.shape[1]:
        raise ValueError(f"W_q has {W_q.shape[1]} columns, W_k has {W_k.shape[1]}")
    rows = []
    for t in range(1, len(X) + 1):
        scores = X[:t] @ W_k @ (X[t - 1] @ W_q) / W_k.shape[1] ** 0.5
        rows.append(torch.softmax(scores, dim=0) @ (X[:t] @ W_v))
    return torch.stack(rows)
