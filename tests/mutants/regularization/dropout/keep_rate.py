"""p is taken for the probability of being kept.

Fails: p_is_the_share_dropped
"""
import torch


def dropout(X, p, training=True):
    if not training:
        return X
    if p == 0:
        return X * 0
    keep = torch.rand(X.shape) < p
    return X * keep / p
