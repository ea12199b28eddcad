"""The text's own code: softmax(dim=1), nothing checked, and the weights returned for the output.

Fails: weights_of_one_query, output_of_queries, bad_input
"""
import torch
import torch.nn.functional as F


def soft_attention(query, inputs):
    attention_scores = torch.matmul(query, inputs.T)
    attention_weights = F.softmax(attention_scores, dim=1)
    return attention_weights


def attend(query, inputs):
    return soft_attention(query, inputs)
