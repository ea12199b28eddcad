"""Recursion over the layers with samples as columns: W Xᵀ + b."""
import torch


def feedforward(X, weights, biases, activation, output_activation=None):
    if X.dim() not in (1, 2):
        raise ValueError("X must be (d,) or (n, d)")
    if len(weights) != len(biases):
        raise ValueError("biases and weights differ in number")
    columns = X.unsqueeze(1) if X.dim() == 1 else X.T
    Z = layers(columns, list(weights), list(biases), activation)
    if output_activation is not None:
        Z = output_activation(Z)
    return Z.squeeze(1) if X.dim() == 1 else Z.T


def layers(A, weights, biases, activation):
    W, b = weights[0], biases[0]
    if W.dim() != 2 or W.size(1) != A.size(0):
        raise ValueError("X does not fit weights")
    if b.shape != W.shape[:1]:
        raise ValueError("biases do not fit weights")
    Z = torch.mm(W, A) + b[:, None]
    return Z if len(weights) == 1 else layers(activation(Z), weights[1:], biases[1:], activation)
