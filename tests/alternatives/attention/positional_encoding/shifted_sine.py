"""A cosine is a sine a quarter turn ahead; float64 until the end."""
import math

import torch


def positional_encoding(num_positions, d_model):
    column = torch.arange(d_model)
    rate = torch.pow(torch.tensor(10000.0, dtype=torch.float64), -(column - column % 2).double() / d_model)
    angle = torch.arange(num_positions).double()[:, None] * rate
    return torch.sin(angle + (column % 2) * math.pi / 2).float()
