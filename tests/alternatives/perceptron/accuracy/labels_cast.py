"""Labels cast to int64, the mean in float64; the largest score found by sorting."""
import torch


def predict_classes(y_hat):
    if y_hat.ndim > 2 or y_hat.ndim == 0:
        raise ValueError(f"y_hat hat {y_hat.ndim} Dimensionen")
    if y_hat.ndim == 1:
        return y_hat
    return torch.argsort(y_hat, dim=1)[:, -1]


def accuracy(y_hat, y):
    if y.ndim != 1 or y_hat.ndim not in (1, 2) or len(y) != len(y_hat) or len(y) == 0:
        raise ValueError("y_hat und y passen nicht zusammen")
    return float((predict_classes(y_hat).long() == y.long()).double().mean())
