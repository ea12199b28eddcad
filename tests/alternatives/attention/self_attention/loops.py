"""Position by position; the queries scaled, not the scores."""

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
    rows = []
    for x in X:
        q = x @ W_q
        if scaled:
            q = q / len(q) ** 0.5
        weights = torch.log_softmax(torch.stack([q @ (other @ W_k) for other in X]), dim=0).exp()
        rows.append(sum(w * (other @ W_v) for w, other in zip(weights, X, strict=True)))
    return torch.stack(rows)
