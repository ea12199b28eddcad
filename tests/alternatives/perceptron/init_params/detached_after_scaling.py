"""Scaled, then detached into a leaf; drawn through torch.distributions."""
import torch


def init_params(num_inputs, num_outputs, sigma=0.01):
    normal = torch.distributions.Normal(0.0, 1.0)
    W = (normal.sample((num_inputs, num_outputs)) * sigma).detach().requires_grad_()
    b = torch.full((num_outputs,), 0.0, requires_grad=True)
    return [W, b]
