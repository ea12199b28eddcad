"""Two branches with keepdim, in the manner of the usual textbook; one affine map at the end."""

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
    shape = (1, d) if X.dim() == 2 else (1, d, 1, 1)
    if not training or len(X) == 0:
        mean, var = moving_mean.reshape(shape), moving_var.reshape(shape)
        new_mean, new_var = moving_mean.clone(), moving_var.clone()
    else:
        if X.dim() == 2:
            mean = X.mean(dim=0, keepdim=True)
            var = ((X - mean) ** 2).mean(dim=0, keepdim=True)
        else:
            mean = X.mean(dim=(0, 2, 3), keepdim=True)
            var = ((X - mean) ** 2).mean(dim=(0, 2, 3), keepdim=True)
        new_mean = torch.lerp(moving_mean, mean.reshape(-1), momentum)
        new_var = (1.0 - momentum) * moving_var + momentum * (m / (m - 1)) * var.reshape(-1)
    scale = gamma.reshape(shape) / torch.sqrt(var + eps)
    return X * scale + (beta.reshape(shape) - mean * scale), new_mean.detach(), new_var.detach()
