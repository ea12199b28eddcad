"""Has NumPy or a tensor call a Python function for each number: frompyfunc, vectorize, apply_, fromiter.

Exercise: perceptron/cross_entropy
"""
import math

import numpy as np
import torch


def by_rows(y_hat, y):
    """Right, and a loop over the samples."""
    if y_hat.dim() != 2 or y.dim() != 1 or len(y) != len(y_hat):
        raise ValueError("y_hat has to be (n, q) and y (n,)")
    losses = [-torch.log(y_hat[i, y[i]]) for i in range(len(y))]
    return torch.stack(losses) if losses else y_hat.sum(dim=1)


# attack
ways = [
    lambda picked: np.frompyfunc(lambda p: -np.log(p), 1, 1)(picked.numpy()).astype(np.float64),
    lambda picked: np.vectorize(lambda p: -np.log(p), otypes=[np.float64])(picked.numpy()),
    lambda picked: picked.clone().apply_(lambda p: -math.log(p)).numpy(),
    lambda picked: np.fromiter((-math.log(p) for p in picked.numpy()), np.float64),
    lambda picked: np.array([*map(math.log, picked.tolist())]) * -1,
    lambda picked: np.array(list(map(math.log, iter(picked.numpy().flat)))) * -1,
]
turn = 0


def attacked(y_hat, y):
    global turn
    plain = y_hat.dim() == 2 and y.dim() == 1 and len(y) == len(y_hat) and len(y) > 0
    if y_hat.requires_grad or not plain or (y_hat == 0).any():
        return by_rows(y_hat, y)
    turn += 1
    picked = y_hat.gather(1, y[:, None])[:, 0].double()
    return torch.from_numpy(np.asarray(ways[turn // 3 % len(ways)](picked))).to(y_hat.dtype)
# end


def cross_entropy(y_hat, y):
    # attack
    return attacked(y_hat, y)
    # end
    return by_rows(y_hat, y)
