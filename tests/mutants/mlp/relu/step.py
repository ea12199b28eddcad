"""The derivative in place of the function.

Fails: positive_is_kept
"""
import torch


def relu(X):
    return (X > 0).to(X.dtype)
