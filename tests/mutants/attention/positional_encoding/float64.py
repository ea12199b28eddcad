"""The result is float64.

Fails: dtype
"""
import torch
from torch import Tensor


def positional_encoding(num_positions: int, d_model: int) -> Tensor:
    positions = torch.arange(num_positions, dtype=torch.float32).unsqueeze(1)  # (num_positions, 1)
    exponents = torch.arange(0, d_model, 2, dtype=torch.float32) / d_model  # 2i / d_model
    angles = positions / 10000.0**exponents  # (num_positions, ceil(d_model / 2))
    P = torch.empty(num_positions, d_model, dtype=torch.float64)
    P[:, 0::2] = torch.sin(angles)
    P[:, 1::2] = torch.cos(angles[:, : d_model // 2])
    return P
