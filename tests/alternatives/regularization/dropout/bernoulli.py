"""A mask from bernoulli, in X's dtype."""

import torch


def dropout(X, p, training=True):
    if not training:
        return X.clone()
    if p >= 1:
        return torch.zeros_like(X)
    mask = torch.bernoulli(torch.full_like(X, 1 - p, dtype=torch.float32)).to(X.dtype)
    return X * mask / (1 - p)
