"""Flattened by flatten, with F.linear, and a check of all sizes at once."""

import torch
import torch.nn.functional as F
from torch import nn


def init_mlp(num_inputs, num_hiddens, num_outputs, sigma=0.01):
    params = []
    for shape in ((num_inputs, num_hiddens), (num_hiddens, num_outputs)):
        W = nn.Parameter(torch.empty(shape))
        nn.init.normal_(W, std=sigma)
        params += [W, nn.Parameter(torch.zeros(shape[1]))]
    return params


def net(X, params):
    W1, b1, W2, b2 = params
    if W1.ndim != 2 or W2.ndim != 2 or X.ndim < 1:
        raise ValueError("X, W1 and W2 need their dimensions")
    d, h, q = *W1.shape, W2.shape[1]
    if (b1.shape, W2.shape, b2.shape) != ((h,), (h, q), (q,)):
        raise ValueError("the sizes of params do not fit together")
    if X.ndim == 1:
        X = X[:, None]
    X = torch.flatten(X, 1)
    if X.shape[1] != d:
        raise ValueError("X与W1的大小不符")
    return F.linear(F.relu(F.linear(X, W1.T, b1)), W2.T, b2)
