"""Cross-entropy from probabilities.

Text: 3.1.3
Order: 5
Needs: -
"""
import torch
from torch import Tensor


def cross_entropy(y_hat: Tensor, y: Tensor) -> Tensor:
    """The loss of each sample, -ln of the probability that its own class was given.

    cross_entropy(y_hat, y)[i] = -ln y_hat[i, y[i]]

    PyTorch's own losses (cross_entropy, nll_loss, ...) earn no credit here. The work is done by tensor operations,
    as many for a large batch as for a small one: no Python loop over the samples.

    Args:
        y_hat: probabilities, shape (batch_size, num_classes) with batch_size >= 0, any float dtype.
        y: classes 0 to num_classes - 1, shape (batch_size,), int64.

    Returns:
        One loss for each sample (not their mean), shape (batch_size,), dtype and device of y_hat; inf where its
        probability is 0. A tiny probability gives its own loss, unclamped. Differentiable in y_hat. No argument is
        changed.

    Raises:
        ValueError: y_hat is not two-dimensional, y is not one-dimensional, or they have not as many rows.
            The message names the argument.

    >>> cross_entropy(torch.tensor([[0.1, 0.9], [0.5, 0.5]]), torch.tensor([0, 1]))
    tensor([2.3026, 0.6931])
    """
    ### BEGIN SOLUTION
    if y_hat.dim() != 2:
        raise ValueError(f"y_hat must have shape (n, q), not {tuple(y_hat.shape)}")
    if y.shape != y_hat.shape[:1]:
        raise ValueError(f"y must have shape ({len(y_hat)},), one label for each row of y_hat, not {tuple(y.shape)}")
    label_probability = y_hat.gather(1, y.unsqueeze(1)).squeeze(1)  # (n, q) -> (n, 1) -> (n,)
    return -torch.log(label_probability)
    ### END SOLUTION


def one_hot_cross_entropy(y_hat: Tensor, y_one_hot: Tensor) -> Tensor:
    """The same loss from one-hot or soft labels: -sum_j y_one_hot[i, j] ln y_hat[i, j], where 0 · ln 0 counts as 0.

    The sum runs over the q classes. The same rules hold as for `cross_entropy`: none of PyTorch's own losses, and no
    Python loop over the samples.

    Args:
        y_hat: probabilities, shape (batch_size, num_classes) with batch_size >= 0, any float dtype.
        y_one_hot: labels, shape (batch_size, num_classes), int64 or float: one-hot rows, or soft labels (each row a
            distribution).

    Returns:
        One loss for each sample, shape (batch_size,), in y_hat's dtype whatever the dtype of y_one_hot, and on its
        device; inf where y_hat is 0 and y_one_hot is not. Differentiable in y_hat (the gradient where both are 0 does
        not count). No argument is changed.

    Raises:
        ValueError: y_hat is not two-dimensional, or y_one_hot has not its shape. The message names the argument.

    >>> one_hot_cross_entropy(torch.tensor([[0.1, 0.9], [0.5, 0.5]]), torch.tensor([[1, 0], [0, 1]]))
    tensor([2.3026, 0.6931])
    """
    ### BEGIN SOLUTION
    if y_hat.dim() != 2:
        raise ValueError(f"y_hat must have shape (n, q), not {tuple(y_hat.shape)}")
    if y_one_hot.shape != y_hat.shape:
        raise ValueError(f"y_one_hot has shape {tuple(y_one_hot.shape)} but y_hat has shape {tuple(y_hat.shape)}")
    terms = torch.xlogy(y_one_hot.to(y_hat.dtype), y_hat)  # (n, q), y ln y_hat with 0 ln 0 = 0
    return -terms.sum(dim=1)
    ### END SOLUTION
