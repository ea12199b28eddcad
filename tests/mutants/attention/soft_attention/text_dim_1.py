"""The text's softmax(dim=1), which a single query has not.

Fails: weights_of_one_query
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
    return torch.softmax(scores, dim=1)


def attend(query: Tensor, inputs: Tensor) -> Tensor:
    return soft_attention(query, inputs) @ inputs  # (n,) @ (n, d) or (m, n) @ (n, d)
