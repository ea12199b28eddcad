"""In log space: exp(X - ln sum exp X)."""
import torch


def softmax(X):
    if X.ndim != 2:
        raise ValueError(f"X has {X.ndim} dimensions, not 2")
    largest = X.max(dim=-1, keepdim=True).values
    log_sum = largest + (X - largest).exp().sum(dim=-1, keepdim=True).log()
    return (X - log_sum).exp()
