"""One maximum for all queries: the others underflow.

Fails: large_scores
"""
import torch
from torch import Tensor


def soft_attention(query: Tensor, inputs: Tensor) -> Tensor:
    if query.ndim not in (1, 2):
        raise ValueError(f"query must have shape (d,) or (m, d), not {tuple(query.shape)}")
    if inputs.ndim != 2 or inputs.shape[0] == 0:
        raise ValueError(f"inputs must have shape (n, d) with n >= 1, not {tuple(inputs.shape)}")
    if query.shape[-1] != inputs.shape[1]:
        raise ValueError(f"query has {query.shape[-1]} features, inputs has {inputs.shape[1]}")
    scores = query @ inputs.T  # (n,) or (m, n)
    weights = torch.exp(scores - scores.max()) if scores.numel() else scores
    return weights / weights.sum(dim=-1, keepdim=True)


def attend(query: Tensor, inputs: Tensor) -> Tensor:
    return soft_attention(query, inputs) @ inputs  # (n,) @ (n, d) or (m, n) @ (n, d)
