"""One query and one input at a time."""
import torch
from torch import Tensor


def hard_attention(query: Tensor, inputs: Tensor) -> Tensor:
    if query.ndim not in (1, 2):
        raise ValueError(f"query must have shape (d,) or (m, d), not {tuple(query.shape)}")
    if inputs.ndim != 2 or inputs.shape[0] == 0:
        raise ValueError(f"inputs must have shape (n, d) with n >= 1, not {tuple(inputs.shape)}")
    if query.shape[-1] != inputs.shape[1]:
        raise ValueError(f"query has {query.shape[-1]} features, inputs has {inputs.shape[1]}")
    scores = query @ inputs.T  # (n,) or (m, n)
    if scores.ndim == 2:
        rows = [hard_attention(q, inputs) for q in query]
        return torch.stack(rows) if rows else torch.zeros_like(scores)
    best = 0
    for i in range(len(scores)):
        if scores[i] > scores[best]:
            best = i
    weights = torch.zeros_like(scores)
    weights[best] = 1
    return weights


def hard_attend(query: Tensor, inputs: Tensor) -> Tensor:
    return hard_attention(query, inputs) @ inputs  # (n,) @ (n, d) or (m, n) @ (n, d)
