"""The text's own code: random weights inside, heads split by rows, no W_o, nothing checked.

Fails: one_head, features_that_do_not_divide, bad_input
"""
import torch
import torch.nn.functional as F


def multihead_attention(queries, keys, values, W_q, W_k, W_v, W_o, num_heads, scaled=False):
    d = queries.shape[-1]
    outputs = []
    for i in range(num_heads):
        W_q, W_k, W_v = torch.randn(d, d), torch.randn(d, d), torch.randn(d, d)
        q = torch.matmul(queries.chunk(num_heads, dim=-2)[i], W_q)
        k = torch.matmul(keys.chunk(num_heads, dim=-2)[i], W_k)
        v = torch.matmul(values.chunk(num_heads, dim=-2)[i], W_v)
        weights = F.softmax(torch.matmul(q, k.transpose(-2, -1)), dim=-1)
        outputs.append(torch.matmul(weights, v))
    return torch.cat(outputs, dim=-2)
