"""The frequencies as exp of a logarithm, all in float32; columns interleaved by stacking."""
import math

import torch


def positional_encoding(num_positions, d_model):
    frequency = torch.exp(torch.arange(0, d_model, 2).float() * (-math.log(10000.0) / d_model))
    angles = torch.outer(torch.arange(num_positions).float(), frequency)
    return torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)[:, :d_model]
