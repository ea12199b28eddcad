"""nn.Parameter around scaled draws."""
import torch
from torch import nn


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = nn.Parameter(sigma * torch.randn(num_inputs, num_outputs))
    b = nn.Parameter(torch.zeros(num_outputs))
    return W, b
