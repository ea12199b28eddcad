"""The rectified linear unit.

Text: 3.2.1
Order: 1
Needs: -
"""
import torch
from torch import Tensor


def relu(X: Tensor) -> Tensor:
    """Keep what is positive, replace what is negative by 0: max(x, 0) for each element x.

    PyTorch's own relu, leaky_relu, threshold and clamp earn no credit here, under any name; `maximum` and `where` do.

    Args:
        X: any shape (no dimensions and no elements included), any float dtype. Elements may be infinite or nan.

    Returns:
        Same shape, dtype and device as X. inf stays inf, -inf becomes 0, nan stays nan. Differentiable: the gradient
        with respect to X is 1 where X > 0 and 0 where X < 0, infinities included (at 0 it does not count). X is not
        changed.

    >>> relu(torch.tensor([-2.0, 0.0, 3.0, float("-inf"), float("nan")]))
    tensor([0., 0., 3., 0., nan])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
