"""The library's convolution and autograd, the gradient set to None."""

import torch
import torch.nn.functional as F
from torch import nn


def learn_kernel(X, Y, kernel_size, lr, num_steps):
    k_h, k_w = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    if X.dim() != 2 or Y.dim() != 2:
        raise ValueError("X and Y must be matrices")
    if Y.shape != (X.shape[0] - k_h + 1, X.shape[1] - k_w + 1) or 0 in Y.shape:
        raise ValueError("Y does not fit X and kernel_size")
    weight = nn.Parameter(torch.full((1, 1, k_h, k_w), 0.5, dtype=X.dtype, device=X.device))
    for _ in range(num_steps):
        F.mse_loss(F.conv2d(X[None, None], weight)[0, 0], Y, reduction="sum").backward()
        with torch.no_grad():
            weight.sub_(weight.grad, alpha=lr)
        weight.grad = None
    return weight.detach()[0, 0]
