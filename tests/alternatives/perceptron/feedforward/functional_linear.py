"""torch.nn.functional.linear, and a loop over indices."""
from torch.nn import functional as F


def feedforward(X, weights, biases, activation, output_activation=None):
    if X.dim() == 0 or X.dim() > 2:
        raise ValueError(f"X has {X.dim()} dimensions")
    if len(weights) != len(biases):
        raise ValueError(f"weights: {len(weights)}, biases: {len(biases)}")
    last = len(weights) - 1
    for i in range(last + 1):
        W, b = weights[i], biases[i]
        if W.dim() != 2 or b.dim() != 1 or W.shape[1] != X.shape[-1] or W.shape[0] != b.shape[0]:
            raise ValueError(f"layer {i}: X, weights and biases do not fit")
        X = F.linear(X, W, b)
        if i != last:
            X = activation(X)
        elif output_activation is not None:
            X = output_activation(X)
    return X
