"""The mask of the labels is made on the CPU.

Fails: another_device
"""
import torch
from torch import Tensor


def cross_entropy(y_hat: Tensor, y: Tensor) -> Tensor:
    if y_hat.dim() != 2:
        raise ValueError(f"y_hat must have shape (n, q), not {tuple(y_hat.shape)}")
    if y.shape != y_hat.shape[:1]:
        raise ValueError(f"y must have shape ({len(y_hat)},), one label for each row of y_hat, not {tuple(y.shape)}")
    is_label = torch.arange(y_hat.shape[1]) == y.unsqueeze(1)
    label_probability = torch.where(is_label, y_hat, 0.0).sum(dim=1)  # (n, q) -> (n, 1) -> (n,)
    return -torch.log(label_probability)


def one_hot_cross_entropy(y_hat: Tensor, y_one_hot: Tensor) -> Tensor:
    if y_hat.dim() != 2:
        raise ValueError(f"y_hat must have shape (n, q), not {tuple(y_hat.shape)}")
    if y_one_hot.shape != y_hat.shape:
        raise ValueError(f"y_one_hot has shape {tuple(y_one_hot.shape)} but y_hat has shape {tuple(y_hat.shape)}")
    terms = torch.xlogy(y_one_hot.to(y_hat.dtype), y_hat)  # (n, q), y ln y_hat with 0 ln 0 = 0
    return -terms.sum(dim=1)
