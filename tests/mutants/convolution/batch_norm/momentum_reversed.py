"""momentum weighs the old statistics.

Fails: moving_mean
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
    eps: float = 1e-05,
    momentum: float = 0.1,
) -> tuple[Tensor, Tensor, Tensor]:
    if X.dim() not in (2, 4):
        raise ValueError(f"X must have two or four dimensions, got shape {tuple(X.shape)}")
    num_features = X.shape[1]
    parameters = {"gamma": gamma, "beta": beta, "moving_mean": moving_mean, "moving_var": moving_var}
    for name, parameter in parameters.items():
        if parameter.shape != (num_features,):
            raise ValueError(f"{name} must have shape ({num_features},) for this X, got {tuple(parameter.shape)}")
    axes = (0,) if X.dim() == 2 else (0, 2, 3)
    along_features = (1, -1) if X.dim() == 2 else (1, -1, 1, 1)
    m = X[:, 0].numel()
    if training and m == 1:
        raise ValueError("X has only one value per feature: its variance is not defined")
    if training and m > 1:
        mean, var = (X.mean(dim=axes), X.var(dim=axes, correction=0))
        moving_mean = momentum * moving_mean + (1 - momentum) * mean.detach()
        moving_var = momentum * moving_var + (1 - momentum) * var.detach() * m / (m - 1)
    else:
        mean, var = (moving_mean, moving_var)
    X_hat = (X - mean.view(along_features)) / torch.sqrt(var.view(along_features) + eps)
    return (gamma.view(along_features) * X_hat + beta.view(along_features), moving_mean, moving_var)
