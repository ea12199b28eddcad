"""Different numbers of weights and biases pass: zip drops what is left over.

Fails: bad_input
"""
import torch


def feedforward(X, weights, biases, activation, output_activation=None):
    if X.dim() not in (1, 2):
        raise ValueError("X must have one or two dimensions")
    size = X.shape[-1]
    for W, b in zip(weights, biases):
        if W.dim() != 2 or W.shape[1] != size or b.shape != (W.shape[0],):
            raise ValueError("weights and biases do not fit together")
        size = W.shape[0]
    Z = X
    for i, (W, b) in enumerate(zip(weights, biases)):
        Z = (activation(Z) if i else Z) @ W.T + b
    return Z if output_activation is None else output_activation(Z)
