"""With an output_activation, `activation` touches the output layer first.

Fails: output_stays_raw
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
    for W, b in zip(weights[:-1], biases[:-1]):
        A = activation(A @ W.T + b)
    Z = A @ weights[-1].T + biases[-1]
    return Z if output_activation is None else output_activation(activation(Z))
