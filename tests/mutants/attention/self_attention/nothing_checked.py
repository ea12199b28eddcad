"""Wrong shapes raise whatever torch raises.

Fails: bad_input
"""
import math

import torch


def self_attention(X, W_q, W_k, W_v, scaled=False):
    scores = X @ W_q @ (X @ W_k).T
    if scaled:
        scores = scores / math.sqrt(W_k.shape[1])
    return torch.softmax(scores, dim=-1) @ (X @ W_v)
