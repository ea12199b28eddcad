"""Entry by entry, in Python floats."""
import math

import torch


def positional_encoding(num_positions, d_model):
    P = torch.zeros(num_positions, d_model, dtype=torch.float32)
    for p in range(num_positions):
        for i in range(0, d_model, 2):
            angle = p / 10000 ** (i / d_model)
            P[p, i] = math.sin(angle)
            if i + 1 < d_model:
                P[p, i + 1] = math.cos(angle)
    return P
