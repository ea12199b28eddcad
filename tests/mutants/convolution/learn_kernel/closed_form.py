"""The kernel is computed by least squares, not learnt.

Fails: start_knows_nothing
"""

from collections.abc import Sequence
import torch
from torch import Tensor
from convolution.corr2d import corr2d


def learn_kernel(X: Tensor, Y: Tensor, kernel_size: int | Sequence[int], lr: float, num_steps: int) -> Tensor:
    k_h, k_w = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    if X.dim() != 2:
        raise ValueError(f"X must have two dimensions, got shape {tuple(X.shape)}")
    if k_h > X.shape[0] or k_w > X.shape[1]:
        raise ValueError(f"kernel_size {(k_h, k_w)} is larger than X of shape {tuple(X.shape)}")
    if Y.shape != (X.shape[0] - k_h + 1, X.shape[1] - k_w + 1):
        raise ValueError(f"Y of shape {tuple(Y.shape)} is not what X and kernel_size give")
    windows = X.unfold(0, k_h, 1).unfold(1, k_w, 1).reshape(-1, k_h * k_w)
    return torch.linalg.lstsq(windows, Y.reshape(-1, 1)).solution.reshape(k_h, k_w)
