"""The text's own code: random weights inside, the inputs averaged, nothing checked.

Fails: weights_come_from_the_matrices_given, bad_input
"""
import torch
import torch.nn.functional as F


def self_attention(inputs, W_q, W_k, W_v, scaled=False):
    d = inputs.shape[-1]
    W_q, W_k, W_v = torch.randn(d, d), torch.randn(d, d), torch.randn(d, d)
    queries = torch.matmul(inputs, W_q)
    keys = torch.matmul(inputs, W_k)
    values = torch.matmul(inputs, W_v)
    attention_weights = F.softmax(torch.matmul(queries, keys.T), dim=-1)
    return torch.matmul(attention_weights, inputs)
