"""The label is picked by a one-hot product: nan beside a logit of -inf.

Fails: loss_beside_minus_infinity
"""
import torch


def log_softmax(X):
    if X.dim() != 2:
        raise ValueError("X must have shape (n, q)")
    shifted = X - X.amax(dim=1, keepdim=True)
    return shifted - shifted.exp().sum(dim=1, keepdim=True).log()


def softmax_cross_entropy(logits, y):
    if logits.dim() != 2:
        raise ValueError("logits must have shape (n, q)")
    if y.shape != logits.shape[:1]:
        raise ValueError("y must have one label for each row of logits")
    return -(log_softmax(logits) * torch.nn.functional.one_hot(y, logits.shape[1])).sum(dim=1)
