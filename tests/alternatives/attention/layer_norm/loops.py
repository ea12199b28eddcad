"""Vector by vector."""
import torch
from torch import Tensor


def layer_norm(X: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    if X.ndim == 0:
        raise ValueError("X must have at least one dimension")
    for name, parameter in (("gamma", gamma), ("beta", beta)):
        if parameter.ndim != 1 or parameter.shape[0] != X.shape[-1]:
            raise ValueError(f"{name} must have shape ({X.shape[-1]},), as X's last axis, not {tuple(parameter.shape)}")
    if X.ndim > 1:
        rows = [layer_norm(x, gamma, beta, eps) for x in X]
        return torch.stack(rows) if rows else torch.zeros_like(X)
    centred = X - X.mean()
    return gamma * centred / torch.sqrt(torch.dot(centred, centred) / len(X) + eps) + beta
