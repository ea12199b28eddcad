"""The powers of 10000 in float32."""
import torch


def positional_encoding(num_positions, d_model):
    P = torch.zeros((num_positions, d_model))
    X = torch.arange(num_positions, dtype=torch.float32).reshape(-1, 1) / torch.pow(
        10000, torch.arange(0, d_model, 2, dtype=torch.float32) / d_model
    )
    P[:, 0::2] = torch.sin(X)
    P[:, 1::2] = torch.cos(X)[:, : P[:, 1::2].shape[1]]
    return P
