"""√var + eps.

Fails: eps_inside_the_root
"""
import torch
from torch import Tensor


def layer_norm(X: Tensor, gamma: Tensor, beta: Tensor, eps: float = 1e-5) -> Tensor:
    if X.ndim == 0:
        raise ValueError("X must have at least one dimension")
    for name, parameter in (("gamma", gamma), ("beta", beta)):
        if parameter.ndim != 1 or parameter.shape[0] != X.shape[-1]:
            raise ValueError(f"{name} must have shape ({X.shape[-1]},), as X's last axis, not {tuple(parameter.shape)}")
    mean = X.mean(dim=-1, keepdim=True)  # (..., 1)
    var = (X - mean).square().mean(dim=-1, keepdim=True)  # (..., 1)
    return gamma * (X - mean) / (torch.sqrt(var) + eps) + beta
