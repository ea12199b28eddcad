"""Accuracy of a classifier.

Text: 3.1.4
Order: 7
Needs: -
"""
import torch
from torch import Tensor


def predict_classes(y_hat: Tensor) -> Tensor:
    """The class that each sample is given: the column with its row's largest score.

    Args:
        y_hat: scores (probabilities or logits), shape (batch_size, num_classes) with batch_size >= 0, any dtype; or
            labels already decided, shape (batch_size,).

    Returns:
        Classes, shape (batch_size,), on y_hat's device: int64 from scores; labels already decided come back as they
        are. y_hat is not changed.

    Raises:
        ValueError: y_hat is neither one- nor two-dimensional. The message names y_hat.

    >>> predict_classes(torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.5, 0.2]]))
    tensor([2, 1])
    """
    ### BEGIN SOLUTION
    if y_hat.dim() == 1:
        return y_hat
    if y_hat.dim() != 2:
        raise ValueError(f"y_hat must have shape (n, q) or (n,), not {tuple(y_hat.shape)}")
    return torch.argmax(y_hat, dim=1)
    ### END SOLUTION


def accuracy(y_hat: Tensor, y: Tensor) -> float:
    """The share of samples whose predicted class is their label.

    Args:
        y_hat: scores, shape (batch_size, num_classes), or labels already decided, shape (batch_size,);
            batch_size >= 1.
        y: the true classes, shape (batch_size,), whole numbers in any integer or float dtype. Labels are compared
            as numbers: neither a score nor a predicted class is squeezed into y's dtype (in uint8, 300 is 44).

    Returns:
        A Python float in [0, 1], on whatever device y_hat and y are. No argument is changed.

    Raises:
        ValueError: y_hat is neither one- nor two-dimensional, y is not one-dimensional, they have not as many rows,
            or there are no rows. The message names the argument.

    >>> accuracy(torch.tensor([[0.1, 0.3, 0.6], [0.3, 0.5, 0.2]]), torch.tensor([0, 1]))
    0.5
    """
    ### BEGIN SOLUTION
    predicted = predict_classes(y_hat)  # (n,)
    if y.shape != predicted.shape:
        raise ValueError(f"y must have shape ({len(predicted)},), one for each row of y_hat, not {tuple(y.shape)}")
    if len(y) == 0:
        raise ValueError("y_hat and y have no rows: there is no share of nothing")
    is_right = predicted == y.to(predicted.dtype)
    return is_right.sum().item() / len(y)
    ### END SOLUTION
