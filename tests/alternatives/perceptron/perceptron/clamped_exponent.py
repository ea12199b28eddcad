"""The sigmoid with its exponent kept in range; one dot product a row, in a loop."""
import torch


def step(z):
    return 1.0 * (z >= 0).type_as(z)


def sigmoid(z):
    limit = 80.0 if z.dtype in (torch.float32, torch.float64, torch.bfloat16) else 10.0
    return 1 / (1 + torch.exp(-z.clamp(-limit, limit)))


def perceptron(X, w, b, activation):
    if X.dim() != 2:
        raise ValueError("X必须是二维的")
    if w.dim() != 1 or w.shape[0] != X.shape[1]:
        raise ValueError("w的大小与X不符")
    z = X.new_zeros(0)
    for row in X:
        z = torch.cat([z, torch.dot(row, w).reshape(1) + b])
    return activation(z)


def predict_label(y_hat, threshold=0.5):
    return (y_hat >= torch.tensor(threshold, dtype=y_hat.dtype)).int().long()
