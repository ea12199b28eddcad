"""einsum over the last axis, with the activations listed beforehand."""
import torch


def feedforward(X, weights, biases, activation, output_activation=None):
    if X.dim() not in (1, 2):
        raise ValueError("X: one or two dimensions")
    if len(weights) != len(biases):
        raise ValueError("weights and biases: not as many")
    sizes = [X.shape[-1]]
    for W, b in zip(weights, biases):
        if W.dim() != 2 or b.shape != W.shape[:1] or W.shape[1] != sizes[-1]:
            raise ValueError("weights, biases: sizes")
        sizes.append(W.shape[0])
    activations = [activation] * (len(weights) - 1) + [output_activation or (lambda Z: Z)]
    for W, b, f in zip(weights, biases, activations):
        X = f(torch.einsum("...i,oi->...o", X, W) + b)
    return X
