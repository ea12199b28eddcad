"""Log-softmax and the fused cross-entropy.

Text: -
Order: 6
Needs: -
"""
import torch
from torch import Tensor


def log_softmax(X: Tensor) -> Tensor:
    """The logarithm of the softmax of each row, without ever taking the logarithm of 0.

    log_softmax(X)[i, j] = X[i, j] - ln sum_k exp(X[i, k])

    PyTorch's own log_softmax, logsumexp, cross_entropy and nll_loss earn no credit in this exercise.

    Args:
        X: logits, shape (batch_size, num_classes) with batch_size >= 0, any float dtype. Some logits of a row may be
            -inf, not all.

    Returns:
        Log-probabilities, same shape, dtype and device as X: finite for every finite X, however large (10000 and
        -10000 included); -inf only where X is -inf. Differentiable, with a right gradient for all of these.
        X is not changed.

    Raises:
        ValueError: X is not two-dimensional. The message names X.

    >>> log_softmax(torch.tensor([[0.0, 0.0], [1000.0, 0.0]]))
    tensor([[-6.9315e-01, -6.9315e-01],
            [ 0.0000e+00, -1.0000e+03]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def softmax_cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    """Softmax and cross-entropy in one stable step: the loss of each sample from its logits.

    softmax_cross_entropy(logits, y)[i] = -log_softmax(logits)[i, y[i]]

    Args:
        logits: shape (batch_size, num_classes) with batch_size >= 0, any float dtype. A logit may be -inf, but not the
            label's own.
        y: classes 0 to num_classes - 1, shape (batch_size,), int64.

    Returns:
        One loss for each sample (not their mean), shape (batch_size,), dtype and device of logits, finite. The gradient
        of the summed loss with respect to the logits is softmax(logits) - one_hot(y). No argument is changed.

    Raises:
        ValueError: logits is not two-dimensional, y is not one-dimensional, or they have not as many rows.
            The message names the argument.

    >>> softmax_cross_entropy(torch.tensor([[0.0, 0.0], [1000.0, 0.0]]), torch.tensor([0, 1]))
    tensor([6.9315e-01, 1.0000e+03])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
