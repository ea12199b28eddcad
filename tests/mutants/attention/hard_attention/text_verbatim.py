"""The text's own code: int64 weights from F.one_hot, nothing checked.

Fails: weights_have_the_dtype_of_the_inputs, bad_input
"""
import torch
import torch.nn.functional as F


def hard_attention(query, inputs):
    attention_scores = torch.matmul(query, inputs.T)
    max_index = torch.argmax(attention_scores, dim=-1)
    attention_weights = F.one_hot(max_index, num_classes=inputs.shape[0])
    return attention_weights


def hard_attend(query, inputs):
    return torch.matmul(hard_attention(query, inputs), inputs)
