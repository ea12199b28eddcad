"""Features one by one, with torch.var_mean."""

import torch


def batch_norm(X, gamma, beta, moving_mean, moving_var, training, eps=1e-5, momentum=0.1):
    if X.dim() not in (2, 4):
        raise ValueError("X must have 2 or 4 dimensions")
    d = X.shape[1]
    if gamma.shape != (d,):
        raise ValueError("gamma has the wrong size")
    if beta.shape != (d,):
        raise ValueError("beta has the wrong size")
    if moving_mean.shape != (d,):
        raise ValueError("moving_mean has the wrong size")
    if moving_var.shape != (d,):
        raise ValueError("moving_var has the wrong size")
    m = X.numel() // d
    if training and m == 1:
        raise ValueError("X: one value per feature")
    Y = torch.empty_like(X)
    new_mean, new_var = moving_mean.detach().clone(), moving_var.detach().clone()
    for f in range(d):
        x = X[:, f]
        mean, var = moving_mean[f], moving_var[f]
        if training and m:
            var, mean = torch.var_mean(x, unbiased=False)
            new_mean[f] = (1 - momentum) * moving_mean[f] + momentum * mean.detach()
            new_var[f] = (1 - momentum) * moving_var[f] + momentum * x.detach().var()
        Y[:, f] = (x - mean) / (var + eps) ** 0.5 * gamma[f] + beta[f]
    return Y, new_mean, new_var
