"""Padding a picture, and the padding that keeps its size.

Text: 3.3.2
Order: 4
Needs: -
"""
from collections.abc import Sequence

import torch


def pad2d(X: torch.Tensor, padding: int | Sequence[int] | Sequence[Sequence[int]], value: float = 0.0) -> torch.Tensor:
    """Put rows and columns of `value` around a picture.

    Args:
        X: picture, shape (n_h, n_w), any float dtype, any device. Leading axes, as in (n, c, n_h, n_w), are welcome
            but not asked for.
        padding: how much to add per side: an int p (p on all four sides), a pair (p_h, p_w) (p_h rows at the top and
            as many at the bottom, p_w columns at the left and as many at the right), or ((top, bottom), (left, right))
            as `same_padding` returns it.
        value: what to fill the new places with; may be -inf.

    Returns:
        Shape (top + n_h + bottom, left + n_w + right), dtype and device of X. Differentiable in X; X is not changed.

    Raises:
        ValueError: X has fewer than two dimensions, or the padding is negative. The message names X or padding.

    `F.pad` and the layers for padding earn nothing here.

    >>> pad2d(torch.ones(1, 2), (0, 1))
    tensor([[0., 1., 1., 0.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def same_padding(kernel_size: int | Sequence[int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Say what to add on each side so that a stride-1 cross-correlation returns the size it was given.

    A kernel of size k takes k - 1 rows away, so k - 1 rows are added in all. An odd k puts the same number on both
    sides. An even k cannot: the extra row goes on top, the extra column on the left. (PyTorch's padding="same" puts
    them at the other end.)

    Args:
        kernel_size: (k_h, k_w); an int stands for both.

    Returns:
        ((top, bottom), (left, right)), tuples of ints.

    >>> same_padding((3, 5))
    ((1, 1), (2, 2))
    """
    # YOUR CODE HERE
    raise NotImplementedError()
