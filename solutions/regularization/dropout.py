"""Dropout.

Text: 3.6.3
Order: 3
Needs: -
"""
import torch
from torch import Tensor


def dropout(X: Tensor, p: float, training: bool = True) -> Tensor:
    """Set each element to 0 with probability p, and scale the kept ones so that the mean stays.

    In training every element, independently of all others, becomes 0 with probability p and x / (1 - p) otherwise,
    by other draws on every call. At inference nothing is dropped.

    PyTorch's own dropout (`F.dropout`, `nn.Dropout` and their kin) earns no credit here.

    Args:
        X: any shape, no elements included, any float dtype.
        p: the probability of dropping an element (not of keeping it), from 0 to 1. p = 0 keeps all, p = 1 drops all.
        training: False leaves X as it is.

    Returns:
        Same shape, dtype and device as X; finite for every p, 0 and 1 included. Differentiable: the gradient with
        respect to X is 0 for the dropped elements and 1 / (1 - p) for the kept ones. X is not changed.

    >>> dropout(torch.tensor([1.0, 2.0, 3.0]), p=0.5, training=False)
    tensor([1., 2., 3.])
    >>> dropout(torch.tensor([1.0, 2.0, 3.0]), p=1.0)
    tensor([0., 0., 0.])
    """
    ### BEGIN SOLUTION
    if not training:
        return X
    if p == 1:
        return X * 0
    keep = torch.rand(X.shape, device=X.device) >= p  # True with probability 1 - p
    return torch.where(keep, X / (1 - p), 0.0)
    ### END SOLUTION
