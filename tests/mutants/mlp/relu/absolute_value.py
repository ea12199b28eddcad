"""Mirrors negative numbers instead of dropping them.

Fails: negative_becomes_zero
"""
import torch


def relu(X):
    return torch.abs(X)
