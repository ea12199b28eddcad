"""The output is the row at the index of the largest score; weights are rows of the identity."""
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
    return torch.eye(inputs.size(0), dtype=inputs.dtype, device=inputs.device)[scores.argmax(dim=-1)]


def hard_attend(query: Tensor, inputs: Tensor) -> Tensor:
    hard_attention(query, inputs)
    return inputs[(query @ inputs.T).argmax(dim=-1)]
