"""Positional encoding: telling positions apart.

Text: -
Order: 7
Needs: -
"""
import torch
from torch import Tensor


def positional_encoding(num_positions: int, d_model: int) -> Tensor:
    """A code for each position, made of sines and cosines of many wavelengths.

    P[p, 2i]     = sin(p / 10000^(2i / d_model))
    P[p, 2i + 1] = cos(p / 10000^(2i / d_model))

    Even columns hold sines, odd columns the cosines of the same angles. With an odd d_model the last sine has no
    cosine beside it.

    Args:
        num_positions: number of positions >= 0, counted from 0.
        d_model: number of columns >= 1, even or odd.

    Returns:
        P, float32, shape (num_positions, d_model).

    >>> positional_encoding(2, 3)
    tensor([[0.0000, 1.0000, 0.0000],
            [0.8415, 0.5403, 0.0022]])
    """
    ### BEGIN SOLUTION
    positions = torch.arange(num_positions, dtype=torch.float32).unsqueeze(1)  # (num_positions, 1)
    exponents = torch.arange(0, d_model, 2, dtype=torch.float32) / d_model  # 2i / d_model
    angles = positions / 10000.0**exponents  # (num_positions, ceil(d_model / 2))
    P = torch.empty(num_positions, d_model, dtype=torch.float32)
    P[:, 0::2] = torch.sin(angles)
    P[:, 1::2] = torch.cos(angles[:, : d_model // 2])
    return P
    ### END SOLUTION
