"""A loop over the rows, each shifted by its detached maximum."""
import torch


def softmax(X):
    if len(X.shape) != 2:
        raise ValueError("X必须是二维的")
    rows = []
    for row in X:
        shares = torch.exp(row - row.detach().max())
        rows.append(shares / shares.sum())
    return torch.stack(rows) if rows else X * 1
