"""Pooling: the largest or the mean of each window.

Text: 3.3.5
Order: 9
Needs: padding
"""
from collections.abc import Sequence

import torch
from torch import Tensor

# YOUR CODE HERE


def pool2d(X: Tensor, pool_size: int | Sequence[int], mode: str = "max") -> Tensor:
    """Reduce every window of one map to its largest value ("max") or its mean ("avg"); the stride is 1.

    Args:
        X: map, shape (n_h, n_w), any float dtype, any device.
        pool_size: (height, width) of the window; an int stands for both.
        mode: "max" or "avg".

    Returns:
        Shape (n_h - p_h + 1, n_w - p_w + 1), dtype and device of X. Differentiable in X; X is not changed.

    Raises:
        ValueError: X is not two-dimensional, the window is larger than X, or the mode is neither of the two. The
            message names X, pool_size or mode.

    The library's pooling (`max_pool2d`, `avg_pool2d`, the adaptive forms, the layers) earns nothing in this exercise.

    >>> pool2d(torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]), (2, 2))
    tensor([[4., 5.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def pool2d_layer(
    X: Tensor,
    pool_size: int | Sequence[int],
    mode: str = "max",
    padding: int | Sequence[int] = (0, 0),
    stride: int | Sequence[int] | None = None,
) -> Tensor:
    """Pool every channel of every picture by itself, with padding and stride, as PyTorch's layers do by default.

    Args:
        X: maps, shape (n, c, n_h, n_w), any float dtype, any device; n may be 0.
        pool_size: (height, width) of the window. For this and the next two an int stands for both.
        mode: "max" or "avg".
        padding: rows and columns added per side, at most half the window. "max" never picks a padded place, however
            negative the input; "avg" counts padded places as zeros and divides by the size of the whole window.
        stride: how far the window moves; None means by its own size, so that windows do not overlap.

    Returns:
        Shape (n, c, h', w') with h' = floor((n_h - k_h + 2 p_h + s_h) / s_h) and w' likewise, dtype and device of X.
        Differentiable in X; X is not changed.

    Raises:
        ValueError: X is not four-dimensional, the window is larger than the padded input, a padding is negative or
            more than half the window, a stride is below 1, or the mode is neither of the two. The message names the
            argument.

    >>> X = torch.arange(8.0).reshape(1, 1, 2, 4)
    >>> pool2d_layer(X, 2, mode="avg")
    tensor([[[[2.5000, 4.5000]]]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
