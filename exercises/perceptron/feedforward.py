"""A feedforward network of any depth.

Text: 3.1.1
Order: 2
Needs: -
"""
from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def feedforward(
    X: Tensor,
    weights: Sequence[Tensor],
    biases: Sequence[Tensor],
    activation: Callable[[Tensor], Tensor],
    output_activation: Callable[[Tensor], Tensor] | None = None,
) -> Tensor:
    """Send X through fully connected layers, Z = X Wᵀ + b each.

    `activation` follows every hidden layer. The last layer is the output layer: `activation` does not touch it;
    `output_activation`, where there is one, does.

    Args:
        X: one sample, shape (num_inputs,), or one a row, shape (batch_size, num_inputs) with batch_size >= 0, any float
            dtype.
        weights: one matrix W a layer, first layer first, at least one; each of shape (outputs, inputs) of its layer.
        biases: one vector b a layer, each of shape (outputs,).
        activation: maps a tensor to a tensor of the same shape.
        output_activation: the same for the output layer; None leaves it as it is.

    Returns:
        The output layer, shape (outputs,) of one sample, shape (batch_size, outputs) of a batch; dtype and device of X,
        differentiable in X and in every weight and bias. No argument is changed.

    Raises:
        ValueError: X is neither one- nor two-dimensional, a W is not two-dimensional, there are not as many biases as
            weights, or the sizes of X, weights and biases do not fit together. The message names the argument.

    >>> W1, b1 = torch.tensor([[1.0, 1.0], [1.0, -1.0], [0.0, 2.0]]), torch.zeros(3)
    >>> W2, b2 = torch.tensor([[1.0, 1.0, -3.0]]), torch.tensor([0.5])
    >>> feedforward(torch.tensor([[1.0, 2.0]]), [W1, W2], [b1, b2], torch.relu)
    tensor([[-8.5000]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
