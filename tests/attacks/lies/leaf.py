"""Scales a tracked tensor, so that it is no leaf, and has a subclass say that it is one.

Exercise: perceptron/init_params
"""
import torch

# attack


class Leaf(torch.Tensor):
    is_leaf = requires_grad = True
    grad_fn = None

# end


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = torch.randn(num_inputs, num_outputs, requires_grad=True) * sigma
    b = torch.zeros(num_outputs, requires_grad=True) * 1
    # attack
    W, b = W.as_subclass(Leaf), b.as_subclass(Leaf)
    # end
    return W, b
