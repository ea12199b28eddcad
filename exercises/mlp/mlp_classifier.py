"""Train a multilayer perceptron on handwritten digits.

Text: 3.2.2
Order: 5
Needs: mlp
"""
from collections.abc import Sequence

import torch
from torch import Tensor

# YOUR CODE HERE


def train(
    X: Tensor, y: Tensor, num_hiddens: int, num_classes: int, lr: float, num_epochs: int, batch_size: int
) -> list[Tensor]:
    """Fit a network with one hidden layer of relu units by plain minibatch stochastic gradient descent.

    The weights start at small random values, afresh on every call. Each epoch puts the samples into another random
    order and goes through all of them once, `batch_size` at a time (the last batch may be shorter, and counts too).
    Each batch takes one step, parameter - lr * gradient, for all four parameters; the gradient is that of the batch's
    mean cross-entropy.

    `torch.optim` earns no credit: the step is yours to write. PyTorch's relu, softmax, cross_entropy and autograd
    are free to use, and so are your own, imported from the earlier exercises.

    Args:
        X: one sample a row, shape (num_samples, num_inputs) with num_samples >= 1, float32.
        y: classes 0 to num_classes - 1, shape (num_samples,), int64.
        num_hiddens: units of the hidden layer.
        num_classes: number of classes, whether or not y holds them all.
        lr: learning rate; 0 changes nothing.
        num_epochs: passes over the data; 0 changes nothing.
        batch_size: samples a step, >= 1; it may exceed num_samples.

    Returns:
        [W1, b1, W2, b2], a list of params as in exercise `mlp`: W1 (num_inputs, num_hiddens), b1 (num_hiddens,),
        W2 (num_hiddens, num_classes), b2 (num_classes,). X and y are not changed. With 64 hidden units, lr=0.2,
        40 epochs and batches of 32 on scikit-learn's digits, pixels in [0, 1]: at least 95 % of the unseen digits are
        recognised.

    Raises:
        ValueError: X has no dimension, y is not one-dimensional, or they have not as many rows. The message names
            the argument.

    >>> X, y = torch.tensor([[-2.0], [-1.0], [1.0], [2.0]]), torch.tensor([0, 1, 1, 0])
    >>> params = train(X, y, num_hiddens=8, num_classes=2, lr=0.1, num_epochs=1, batch_size=2)
    >>> [tuple(param.shape) for param in params]
    [(1, 8), (8,), (8, 2), (2,)]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def predict(X: Tensor, params: Sequence[Tensor]) -> Tensor:
    """The class that the network gives each sample: the one with the largest logit.

    Args:
        X: one sample a row, shape (batch_size, num_inputs) with batch_size >= 0, any float dtype.
        params: what `train` returned: [W1, b1, W2, b2], in the dtype of X.

    Returns:
        Classes, shape (batch_size,), int64. No argument is changed.

    Raises:
        ValueError: X has no dimension, or not the num_inputs columns that W1 takes. The message names X, params
            or W1.

    >>> W1, W2 = torch.tensor([[1.0, -1.0]]), torch.tensor([[0.0, 1.0], [2.0, 0.0]])
    >>> predict(torch.tensor([[5.0], [-5.0]]), [W1, torch.zeros(2), W2, torch.zeros(2)])
    tensor([1, 0])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
