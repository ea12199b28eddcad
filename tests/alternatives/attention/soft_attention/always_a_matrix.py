"""One query is a matrix of one row; F.softmax over the columns."""
import torch
import torch.nn.functional as F


def soft_attention(query, inputs):
    if query.dim() not in (1, 2):
        raise ValueError(f"bad query: {query.shape}")
    if inputs.dim() != 2 or inputs.size(0) < 1:
        raise ValueError(f"bad inputs: {inputs.shape}")
    if query.size(-1) != inputs.size(1):
        raise ValueError(f"query {query.shape} against inputs {inputs.shape}")
    weights = F.softmax(torch.mm(torch.atleast_2d(query), inputs.t()), dim=1)
    return weights[0] if query.dim() == 1 else weights


def attend(query, inputs):
    return torch.matmul(soft_attention(query, inputs), inputs)
