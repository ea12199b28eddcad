"""The output layer is popped from the caller's lists.

Fails: arguments_unchanged
"""
import torch


def feedforward(X, weights, biases, activation, output_activation=None):
    if X.dim() not in (1, 2):
        raise ValueError("X must have one or two dimensions")
    if len(weights) != len(biases):
        raise ValueError("as many weights as biases are needed")
    size = X.shape[-1]
    for W, b in zip(weights, biases):
        if W.dim() != 2 or W.shape[1] != size or b.shape != (W.shape[0],):
            raise ValueError("weights and biases do not fit together")
        size = W.shape[0]
    A = X
    W_out, b_out = weights.pop(), biases.pop()
    for W, b in zip(weights, biases):
        A = activation(A @ W.T + b)
    Z = A @ W_out.T + b_out
    return Z if output_activation is None else output_activation(Z)
