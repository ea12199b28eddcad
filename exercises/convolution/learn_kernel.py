"""Learn a kernel from a picture and what it should become.

Text: 3.3.1
Order: 3
Needs: corr2d
"""
from collections.abc import Sequence

import torch
from torch import Tensor

# YOUR CODE HERE


def learn_kernel(X: Tensor, Y: Tensor, kernel_size: int | Sequence[int], lr: float, num_steps: int) -> Tensor:
    """Find the kernel that turns X into Y, by gradient descent from a start of your own choice (zeros, random, ...).

    Every step takes K to K - lr · dL/dK, with the loss L = sum_{i, j} (corr2d(X, K)[i, j] - Y[i, j])²: a sum, not a
    mean.

    Args:
        X: picture, shape (n_h, n_w), any float dtype.
        Y: what the kernel should make of it, shape (n_h - k_h + 1, n_w - k_w + 1), same dtype.
        kernel_size: (k_h, k_w); an int stands for both.
        lr: learning rate.
        num_steps: how many steps to take.

    Returns:
        The kernel after `num_steps` steps, of shape (k_h, k_w) and X's dtype. The start must not depend on Y. With
        lr = 0.01 and 300 steps on a picture of 6 × 8, every entry is within 0.05 of the kernel that made Y. X and Y are
        not changed.

    Raises:
        ValueError: X or Y is not two-dimensional, the kernel is larger than X, or Y has not the shape that X and
            kernel_size give. The message names X, Y or kernel_size.

    Autograd is fine (so is a gradient by formula); a ready-made optimizer (`torch.optim`) is not.

    >>> X = torch.tensor([[1.0, 1.0, 0.0, 0.0, 1.0, 1.0]])
    >>> Y = torch.tensor([[0.0, 1.0, 0.0, -1.0, 0.0]])
    >>> learn_kernel(X, Y, (1, 2), lr=0.05, num_steps=200).round(decimals=2)
    tensor([[ 1., -1.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
