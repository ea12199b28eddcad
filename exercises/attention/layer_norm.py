"""Layer normalisation: every vector on the same scale.

Text: -
Order: 8
Needs: -
"""
import torch
from torch import Tensor


def layer_norm(X: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    """Bring each vector (the last axis) to mean 0 and variance 1, then scale and shift each feature.

    Y = gamma * (X - mean) / √(var + eps) + beta

    mean and var are taken over the last axis, for each vector alone; var is the biased variance (divided by d). The
    library's own layer normalisation earns no credit.

    Args:
        X: vectors of d features, shape (..., d), such as (n, d) or (batch_size, n, d); any float dtype, any device.
        gamma: the scale of each feature, shape (d,).
        beta: the shift of each feature, shape (d,).
        eps: added to the variance, inside the root, so that a constant vector is not divided by zero.

    Returns:
        Y, shape, dtype and device of X. Differentiable in X, gamma and beta.

    Raises:
        ValueError: X has no dimension, gamma or beta is not one-dimensional, or its size is not X's last. The message
            names the argument (of two that disagree, either).

    >>> layer_norm(torch.tensor([[1.0, 3.0], [10.0, 30.0]]), torch.tensor([1.0, 2.0]), torch.tensor([0.0, 5.0]))
    tensor([[-1.0000,  7.0000],
            [-1.0000,  7.0000]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
