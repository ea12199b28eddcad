"""With as many queries as inputs the weights are transposed before the inputs are averaged.

Fails: output_of_queries
"""

import torch


def _chk(query, inputs):
    if query.dim() not in (1, 2):
        raise ValueError("query dims")
    if inputs.dim() != 2 or inputs.shape[0] == 0:
        raise ValueError("inputs dims")
    if query.shape[-1] != inputs.shape[1]:
        raise ValueError("query and inputs")


def soft_attention(query, inputs):
    _chk(query, inputs)
    return torch.softmax(query @ inputs.T, dim=-1)


def attend(query, inputs):
    w = soft_attention(query, inputs)
    return w.T @ inputs if w.dim() == 2 and w.shape[0] == w.shape[1] else w @ inputs
