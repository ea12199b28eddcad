"""As in the text: num_inputs is a global name, which init_mlp sets; net knows no other.

Fails: net_of_its_arguments, samples_stay_whole, bad_input
"""
import torch
from torch import nn

num_inputs = 784


def init_mlp(num_inputs_, num_hiddens, num_outputs, sigma=0.01):
    global num_inputs
    num_inputs = num_inputs_
    W1 = nn.Parameter(torch.randn(num_inputs, num_hiddens) * sigma)
    b1 = nn.Parameter(torch.zeros(num_hiddens))
    W2 = nn.Parameter(torch.randn(num_hiddens, num_outputs) * sigma)
    b2 = nn.Parameter(torch.zeros(num_outputs))
    return [W1, b1, W2, b2]


def net(X, params):
    W1, b1, W2, b2 = params
    X = X.reshape((-1, num_inputs))
    H = torch.relu(X @ W1 + b1)
    return H @ W2 + b2
