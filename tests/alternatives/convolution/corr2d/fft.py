"""A product of Fourier transforms, in double precision."""

import torch


def corr2d(X, K):
    if X.dim() != 2:
        raise ValueError("X")
    if K.dim() != 2:
        raise ValueError("K")
    if K.shape[0] > X.shape[0] or K.shape[1] > X.shape[1]:
        raise ValueError("K too big")
    n = (X.shape[0] + K.shape[0] - 1, X.shape[1] + K.shape[1] - 1)
    Y = torch.fft.irfft2(torch.fft.rfft2(X.double(), n) * torch.fft.rfft2(K.double().flip(0, 1), n), n)
    return Y[K.shape[0] - 1 : X.shape[0], K.shape[1] - 1 : X.shape[1]].to(X.dtype)


def convolve2d(X, K):
    if K.dim() != 2:
        raise ValueError("K")
    return corr2d(X, K.flip(0, 1))
