"""The perceptron and its activations.

Text: 3.1.1
Order: 1
Needs: -
"""
from collections.abc import Callable

import torch
from torch import Tensor


def step(z: Tensor) -> Tensor:
    """The step function: 1 where z >= 0, otherwise 0.

    Args:
        z: any shape, any float dtype.

    Returns:
        Zeros and ones, same shape, dtype and device as z; step(0) is 1.

    >>> step(torch.tensor([-2.0, 0.0, 3.0]))
    tensor([0., 1., 1.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def sigmoid(z: Tensor) -> Tensor:
    """The logistic function, 1 / (1 + exp(-z)).

    PyTorch's own sigmoid (`torch.sigmoid`, `torch.special.expit`, `nn.Sigmoid`, ...) earns no credit here.

    Args:
        z: any shape, any float dtype.

    Returns:
        Values in [0, 1], same shape, dtype and device as z. Both the value and its gradient with respect to z,
        sigmoid(z) * (1 - sigmoid(z)), are finite and right for every finite z, -10000 and 10000 included.

    >>> sigmoid(torch.tensor([0.0, 3.0]).log())
    tensor([0.0000, 0.7500])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def perceptron(X: Tensor, w: Tensor, b: float | Tensor, activation: Callable[[Tensor], Tensor]) -> Tensor:
    """The output of one perceptron, activation(w · x + b), for each row x of X.

    Args:
        X: one sample a row, shape (batch_size, num_inputs) with batch_size >= 0, any float dtype.
        w: weights, shape (num_inputs,), same dtype and device as X.
        b: bias, a float or a 0-d tensor.
        activation: maps a tensor to a tensor of the same shape, such as `step` or `sigmoid`.

    Returns:
        One output for each row, shape (batch_size,), dtype and device of X; differentiable in X, w and b. No argument
        is changed.

    Raises:
        ValueError: X is not two-dimensional, w is not one-dimensional, or w has not one weight for each column of X.
            The message names the argument.

    >>> X = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> perceptron(X, torch.tensor([1.0, 1.0]), -1.5, step)  # logical and
    tensor([0., 0., 0., 1.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def predict_label(y_hat: Tensor, threshold: float = 0.5) -> Tensor:
    """Turn outputs into labels: 1 where y_hat >= threshold, otherwise 0.

    The comparison is made in y_hat's own dtype: a float32 output of 0.7 reaches the threshold 0.7.

    Args:
        y_hat: outputs of a perceptron, shape (batch_size,), any float dtype.
        threshold: the smallest output that gets label 1.

    Returns:
        Labels, same shape and device as y_hat, dtype int64.

    >>> predict_label(torch.tensor([0.2, 0.5, 0.9]))
    tensor([0, 1, 1])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
