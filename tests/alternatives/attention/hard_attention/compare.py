"""Comparison with the largest, and a running count to keep the first."""
from torch import Tensor


def hard_attention(query: Tensor, inputs: Tensor) -> Tensor:
    if query.ndim not in (1, 2):
        raise ValueError(f"query must have shape (d,) or (m, d), not {tuple(query.shape)}")
    if inputs.ndim != 2 or inputs.shape[0] == 0:
        raise ValueError(f"inputs must have shape (n, d) with n >= 1, not {tuple(inputs.shape)}")
    if query.shape[-1] != inputs.shape[1]:
        raise ValueError(f"query has {query.shape[-1]} features, inputs has {inputs.shape[1]}")
    scores = query @ inputs.T  # (n,) or (m, n)
    largest = scores == scores.amax(dim=-1, keepdim=True)
    first = largest & (largest.cumsum(dim=-1) == 1)
    return first.to(scores.dtype)


def hard_attend(query: Tensor, inputs: Tensor) -> Tensor:
    return hard_attention(query, inputs) @ inputs  # (n,) @ (n, d) or (m, n) @ (n, d)
