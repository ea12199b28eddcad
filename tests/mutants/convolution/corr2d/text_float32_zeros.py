"""The text's own corr2d (3.3.1): torch.zeros is float32 on the CPU, and nothing is checked.

Fails: corr2d_keeps_dtype, corr2d_bad_input, convolve2d_bad_input
"""

import torch


def corr2d(X, K):
    h, w = K.shape
    Y = torch.zeros((X.shape[0] - h + 1, X.shape[1] - w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + h, j : j + w] * K).sum()
    return Y


def convolve2d(X, K):
    return corr2d(X, K.flip(0, 1))
