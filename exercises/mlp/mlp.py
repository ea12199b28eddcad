"""A multilayer perceptron with one hidden layer.

Text: 3.2.2
Order: 3
Needs: -
"""
from collections.abc import Sequence

import torch
from torch import Tensor, nn


def init_mlp(num_inputs: int, num_hiddens: int, num_outputs: int, sigma: float = 0.01) -> list[nn.Parameter]:
    """Draw the weights of both layers from a normal distribution N(0, sigma²) and set the biases to zero.

    Args:
        num_inputs: features of a sample, >= 1.
        num_hiddens: units of the hidden layer, >= 1.
        num_outputs: number of outputs, >= 1.
        sigma: the standard deviation of the weights (not their variance).

    Returns:
        [W1, b1, W2, b2], each an nn.Parameter in PyTorch's default dtype: W1 (num_inputs, num_hiddens) and
        W2 (num_hiddens, num_outputs), all draws independent and others on every call; b1 (num_hiddens,) and
        b2 (num_outputs,), all zeros.

    >>> [tuple(param.shape) for param in init_mlp(64, 16, 10)]
    [(64, 16), (16,), (16, 10), (10,)]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def net(X: Tensor, params: Sequence[Tensor]) -> Tensor:
    """The logits of the network: relu(X W1 + b1) W2 + b2, after X was flattened.

    Everything net needs to know it finds in its two arguments: no sizes and no parameters come from global names.

    Args:
        X: one sample in each of batch_size >= 0 rows, shape (batch_size, ...): a row may be a vector or an image of any
            number of dimensions. Any float dtype.
        params: [W1, b1, W2, b2], in the dtype of X: W1 (num_inputs, num_hiddens), b1 (num_hiddens,),
            W2 (num_hiddens, num_outputs), b2 (num_outputs,); num_inputs is the number of elements of one sample.

    Returns:
        Logits (relu does not touch them), shape (batch_size, num_outputs), dtype and device of X; differentiable in X
        and in every parameter. No argument is changed.

    Raises:
        ValueError: X has no dimension, a sample has not num_inputs elements, a weight is not two-dimensional, a bias
            is not one-dimensional, or the sizes of params do not fit together. The message names X, params or one
            of W1, b1, W2, b2.

    >>> W1, W2 = torch.tensor([[1.0, -1.0], [1.0, -1.0]]), torch.tensor([[1.0], [-2.0]])
    >>> net(torch.tensor([[1.0, 2.0], [-1.0, -2.0]]), [W1, torch.zeros(2), W2, torch.tensor([0.5])])
    tensor([[ 3.5000],
            [-5.5000]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
