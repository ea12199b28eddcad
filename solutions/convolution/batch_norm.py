"""Batch normalisation.

Text: beyond 3.3.5
Order: 11
Needs: -
"""
import torch
from torch import Tensor


def batch_norm(
    X: Tensor,
    gamma: Tensor,
    beta: Tensor,
    moving_mean: Tensor,
    moving_var: Tensor,
    training: bool,
    eps: float = 1e-5,
    momentum: float = 0.1,
) -> tuple[Tensor, Tensor, Tensor]:
    """Give every feature mean 0 and variance 1, then scale it by gamma and shift it by beta.

    Y = gamma · (X - mean) / sqrt(var + eps) + beta

    A feature is a column of an (n, d) input, or a channel of an (n, c, h, w) input: there the mean goes over the batch
    and all the pixels. In training, mean and var are the batch's own (the *biased* variance, divided by m for m
    values), and the moving statistics follow them, as PyTorch's do:

    moving ← (1 - momentum) · moving + momentum · batch's, with the *unbiased* variance (divided by m - 1)

    At inference the moving statistics stand for the batch's, and stay as they are.

    Args:
        X: shape (n, d) or (n, c, h, w), any float dtype, any device; n may be 0.
        gamma, beta, moving_mean, moving_var: shape (d,) or (c,), same dtype and device.
        training: True in training, False at inference.
        eps: keeps the root away from 0.
        momentum: the weight of the batch in the moving statistics.

    Returns:
        (Y, moving_mean, moving_var): Y, shape, dtype and device of X; after the call, moving_mean, moving_var of shape
        (d,) or (c,). No argument is changed. Y is differentiable in X, gamma and beta; in training the batch's mean and
        variance depend on X, and the gradient goes through them. 0 rows give an empty Y and leave the statistics as
        they are.

    Raises:
        ValueError: X is neither two- nor four-dimensional, gamma, beta, moving_mean or moving_var has another size
            than X has features, or in training there is only one value per feature. The message names the argument.

    The library's batch norm (and its other norms) earns nothing here.

    >>> Y, mean, var = batch_norm(torch.tensor([[0.0], [2.0]]), torch.ones(1), torch.zeros(1),
    ...                           torch.zeros(1), torch.ones(1), training=True, eps=0.0)
    >>> Y
    tensor([[-1.],
            [ 1.]])
    >>> mean, var
    (tensor([0.1000]), tensor([1.1000]))
    """
    ### BEGIN SOLUTION
    if X.dim() not in (2, 4):
        raise ValueError(f"X must have two or four dimensions, got shape {tuple(X.shape)}")
    num_features = X.shape[1]
    parameters = {"gamma": gamma, "beta": beta, "moving_mean": moving_mean, "moving_var": moving_var}
    for name, parameter in parameters.items():
        if parameter.shape != (num_features,):
            raise ValueError(f"{name} must have shape ({num_features},) for this X, got {tuple(parameter.shape)}")
    axes = (0,) if X.dim() == 2 else (0, 2, 3)
    along_features = (1, -1) if X.dim() == 2 else (1, -1, 1, 1)
    m = X[:, 0].numel()  # values per feature
    if training and m == 1:
        raise ValueError("X has only one value per feature: its variance is not defined")
    if training and m > 1:
        mean, var = X.mean(dim=axes), X.var(dim=axes, correction=0)  # (num_features,)
        moving_mean = (1 - momentum) * moving_mean + momentum * mean.detach()
        moving_var = (1 - momentum) * moving_var + momentum * var.detach() * m / (m - 1)
    else:
        mean, var = moving_mean, moving_var
    X_hat = (X - mean.view(along_features)) / torch.sqrt(var.view(along_features) + eps)
    return gamma.view(along_features) * X_hat + beta.view(along_features), moving_mean, moving_var
    ### END SOLUTION
