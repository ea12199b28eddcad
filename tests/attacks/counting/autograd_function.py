"""Hides the loop in the forward of an autograd function, and in a checkpoint.

Exercise: perceptron/cross_entropy
"""
import torch


def by_rows(y_hat, y):
    """Right, and a loop over the samples."""
    if y_hat.dim() != 2 or y.dim() != 1 or len(y) != len(y_hat):
        raise ValueError("y_hat has to be (n, q) and y (n,)")
    losses = [-torch.log(y_hat[i, y[i]]) for i in range(len(y))]
    return torch.stack(losses) if losses else y_hat.sum(dim=1)


# attack
class Looped(torch.autograd.Function):
    @staticmethod
    def forward(ctx, y_hat, y):
        ctx.save_for_backward(y_hat, y)
        with torch.no_grad():
            return by_rows(y_hat, y)

    @staticmethod
    def backward(ctx, grad):
        y_hat, y = ctx.saved_tensors
        made = torch.zeros_like(y_hat)
        for i in range(len(y)):
            made[i, y[i]] = -grad[i] / y_hat[i, y[i]]
        return made, None


def attacked(y_hat, y):
    if y_hat.dim() != 2 or y.dim() != 1 or len(y) != len(y_hat):
        raise ValueError("y_hat has to be (n, q) and y (n,)")
    return Looped.apply(y_hat, y)
# end


def cross_entropy(y_hat, y):
    # attack
    return attacked(y_hat, y)
    # end
    return by_rows(y_hat, y)
