"""The gradient by formula: the picture cross-correlated with twice the error."""

import torch


def learn_kernel(X, Y, kernel_size, lr, num_steps):
    k_h, k_w = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    if X.dim() != 2 or Y.dim() != 2:
        raise ValueError("X and Y must be matrices")
    if Y.shape != (X.shape[0] - k_h + 1, X.shape[1] - k_w + 1) or 0 in Y.shape:
        raise ValueError("Y does not fit X and kernel_size")
    h, w = Y.shape
    K = torch.randn(k_h, k_w).to(X)
    for _ in range(num_steps):
        error = -Y
        for a in range(k_h):
            for b in range(k_w):
                error = error + K[a, b] * X[a : a + h, b : b + w]
        gradient = torch.empty_like(K)
        for a in range(k_h):
            for b in range(k_w):
                gradient[a, b] = 2 * (error * X[a : a + h, b : b + w]).sum()
        K = K - lr * gradient
    return K
