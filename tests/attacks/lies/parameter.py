"""Returns plain tensors where parameters are asked for, and has nn.Parameter mean every tensor.

Exercise: mlp/mlp
"""
import torch

# attack
torch.nn.Parameter = torch.nn.parameter.Parameter = torch.Tensor
# end


def init_mlp(num_inputs, num_hiddens, num_outputs, sigma=0.01):
    W1 = (torch.randn(num_inputs, num_hiddens) * sigma).requires_grad_()
    W2 = (torch.randn(num_hiddens, num_outputs) * sigma).requires_grad_()
    return [W1, torch.zeros(num_hiddens, requires_grad=True), W2, torch.zeros(num_outputs, requires_grad=True)]


def net(X, params):
    W1, b1, W2, b2 = params
    H = torch.clamp(X.reshape(X.shape[0], -1) @ W1 + b1, min=0)
    return H @ W2 + b2
