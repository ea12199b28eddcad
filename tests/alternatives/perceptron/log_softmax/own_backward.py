"""A loop over the rows by logaddexp-free sums, and the gradient written by hand."""
import torch


class LogSoftmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, X):
        shifted = X - X.max(dim=1, keepdim=True)[0]
        result = shifted - torch.log1p(torch.exp(shifted).sum(dim=1, keepdim=True) - 1)
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad):
        (result,) = ctx.saved_tensors
        return grad - torch.exp(result) * grad.sum(dim=1, keepdim=True)


def log_softmax(X):
    if X.dim() != 2:
        raise ValueError("X is not a matrix")
    return LogSoftmax.apply(X)


def softmax_cross_entropy(logits, y):
    if y.dim() != 1 or logits.dim() != 2 or y.size(0) != logits.size(0):
        raise ValueError("logits must be (n, q) and y (n,)")
    return log_softmax(logits)[range(len(y)), y].neg()
