"""backward, with the gradient zeroed after every step, from a random start, with the text's loops."""

import torch


def corr2d(X, K):
    h, w = K.shape
    Y = X.new_zeros(X.shape[0] - h + 1, X.shape[1] - w + 1)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


def learn_kernel(X, Y, kernel_size, lr, num_steps):
    k_h, k_w = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    if X.dim() != 2 or Y.dim() != 2:
        raise ValueError("X and Y must be matrices")
    if Y.shape != (X.shape[0] - k_h + 1, X.shape[1] - k_w + 1) or 0 in Y.shape:
        raise ValueError("Y does not fit X and kernel_size")
    K = torch.rand((k_h, k_w), dtype=X.dtype, requires_grad=True)
    for _ in range(num_steps):
        loss = (corr2d(X, K) - Y) ** 2
        loss.sum().backward()
        K.data -= lr * K.grad
        K.grad.zero_()
    return K
