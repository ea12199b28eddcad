"""The zeros are made on the CPU.

Fails: another_device
"""
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
    first_largest = scores.argmax(dim=-1, keepdim=True)  # (1,) or (m, 1)
    return torch.zeros(scores.shape, dtype=scores.dtype).scatter(-1, first_largest, 1.0)


def hard_attend(query: Tensor, inputs: Tensor) -> Tensor:
    return hard_attention(query, inputs) @ inputs  # (n,) @ (n, d) or (m, n) @ (n, d)
