"""The cache is a function that knows the way back; a tuple comes back."""

import torch


def forward(X, params):
    W1, b1, W2, b2 = params
    if W1.dim() != 2 or W2.dim() != 2 or X.dim() == 0:
        raise ValueError("X, W1, W2: wrong number of dimensions")
    if b1.shape != W1.shape[1:] or W2.shape[:1] != W1.shape[1:] or b2.shape != W2.shape[1:]:
        raise ValueError("params: sizes do not fit")
    if X.shape[1:].numel() != W1.shape[0]:
        raise ValueError("X: size does not fit")
    X = X.reshape(X.shape[0], W1.shape[0])
    Z = X @ W1 + b1
    H = torch.maximum(Z, torch.zeros_like(Z))
    logits = H @ W2 + b2

    def way_back(dlogits):
        if dlogits.shape != logits.shape:
            raise ValueError("dlogits: another shape than the logits")
        ones = X.new_ones(len(X))
        dZ = (dlogits @ W2.T).masked_fill(Z <= 0, 0.0)
        return X.mT @ dZ, ones @ dZ, H.mT @ dlogits, ones @ dlogits

    return logits, way_back


def backward(cache, dlogits):
    return cache(dlogits)
