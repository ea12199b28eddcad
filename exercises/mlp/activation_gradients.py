"""Derivatives of the activations.

Text: 3.2.1
Order: 2
Needs: -
"""
import torch
from torch import Tensor


def sigmoid_grad(z: Tensor) -> Tensor:
    """The derivative of sigmoid(z) = 1 / (1 + exp(-z)) with respect to z, for each element.

    Written as a formula: neither autograd nor a difference quotient earns credit. torch.sigmoid is free to use.

    Args:
        z: the input of the activation (not its output), any shape, any float dtype.

    Returns:
        The derivative at z, same shape, dtype and device as z; finite and right for every finite z, -10000 and
        10000 included. z is not changed.

    >>> sigmoid_grad(torch.tensor([0.0, 10000.0]))
    tensor([0.2500, 0.0000])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def tanh_grad(z: Tensor) -> Tensor:
    """The derivative of tanh(z) with respect to z, for each element.

    Written as a formula: neither autograd nor a difference quotient earns credit. torch.tanh is free to use.

    Args:
        z: the input of the activation (not its output), any shape, any float dtype.

    Returns:
        The derivative at z, same shape, dtype and device as z; finite and right for every finite z, -10000 and
        10000 included. z is not changed.

    >>> tanh_grad(torch.tensor([0.0, 10000.0]))
    tensor([1., 0.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def relu_grad(z: Tensor) -> Tensor:
    """The derivative of relu(z) = max(z, 0) with respect to z: 1 where z > 0, 0 where z < 0.

    Args:
        z: the input of the activation, any shape, any float dtype.

    Returns:
        Zeros and ones, same shape, dtype and device as z. At z = 0 the function has no derivative, and what is returned
        there does not count. z is not changed.

    >>> relu_grad(torch.tensor([-2.0, 3.0]))
    tensor([0., 1.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
