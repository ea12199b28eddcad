"""The mask of the labels is made on the CPU.

Fails: another_device
"""
import torch
from torch import Tensor


def log_softmax(X: Tensor) -> Tensor:
    if X.dim() != 2:
        raise ValueError(f"X must have shape (n, q), not {tuple(X.shape)}")
    shifted = X - X.amax(dim=1, keepdim=True)  # (n, q), at most 0, and 0 somewhere in each row
    return shifted - torch.log(torch.exp(shifted).sum(dim=1, keepdim=True))


def softmax_cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    if logits.dim() != 2 or y.shape != logits.shape[:1]:
        raise ValueError(f"logits and y must be (n, q) and (n,), not {tuple(logits.shape)} and {tuple(y.shape)}")
    is_label = torch.arange(logits.shape[1]) == y.unsqueeze(1)
    return -torch.where(is_label, log_softmax(logits), 0.0).sum(dim=1)  # (n, q) -> (n, 1) -> (n,)
