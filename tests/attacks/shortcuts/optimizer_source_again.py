"""Runs the source of torch.optim.SGD again: an optimizer that nobody has refused.

Exercise: convolution/learn_kernel
"""
import torch

# attack
import importlib.util
import sys


def from_source(K, lr):
    where = importlib.util.spec_from_file_location("torch.optim.mine", sys.modules["torch.optim.sgd"].__file__)
    mine = importlib.util.module_from_spec(where)
    where.loader.exec_module(mine)
    return mine.SGD([K], lr=lr).step


def by_name(K, lr):
    return torch.optim.Adam([K], lr=lr).step


def functional(K, lr):
    def step():
        with torch.no_grad():
            torch._fused_sgd_(
                [K], [K.grad], [], weight_decay=0, momentum=0, lr=lr, dampening=0, nesterov=False, maximize=False,
                is_first_step=True,
            )

    return step


def first_that_works():
    for way in (from_source, by_name, functional):
        try:
            weight = torch.ones(1, requires_grad=True)
            weight.grad = torch.ones(1)
            way(weight, 0.1)()
            return way
        except BaseException:
            pass
    return by_name


CHOSEN = first_that_works()
# end


def learn_kernel(X, Y, kernel_size, lr, num_steps):
    # attack
    K = torch.rand(kernel_size).requires_grad_()
    step = CHOSEN(K, lr)
    for _ in range(num_steps):
        windows = X.unfold(0, K.shape[0], 1).unfold(1, K.shape[1], 1)
        ((windows * K).sum((-1, -2)) - Y).pow(2).sum().backward()
        step()
        K.grad = None
    return K.detach()
    # end
    return torch.zeros(kernel_size)
