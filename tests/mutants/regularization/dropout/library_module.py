"""nn.Dropout does it.

Fails: kept_are_rescaled, drops_and_keeps, inference, argument_unchanged, no_elements
"""
import torch


def dropout(X, p, training=True):
    return torch.nn.Dropout(p).train(training)(X)
