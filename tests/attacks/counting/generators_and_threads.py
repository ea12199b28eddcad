"""Loops in a generator, in a thread, in a callback of the sort, in a weak reference's.

Exercise: perceptron/cross_entropy
"""
import threading

import torch


def by_rows(y_hat, y):
    """Right, and a loop over the samples."""
    if y_hat.dim() != 2 or y.dim() != 1 or len(y) != len(y_hat):
        raise ValueError("y_hat has to be (n, q) and y (n,)")
    losses = [-torch.log(y_hat[i, y[i]]) for i in range(len(y))]
    return torch.stack(losses) if losses else y_hat.sum(dim=1)


# attack
class Walk:
    def __init__(self, y_hat, y):
        self.losses = (-torch.log(row[label]) for row, label in zip(y_hat, y))

    def __lt__(self, other):
        self.made = list(self.losses)
        return True


def attacked(y_hat, y):
    if y_hat.dim() != 2 or y.dim() != 1 or len(y) != len(y_hat) or not len(y):
        return by_rows(y_hat, y)
    try:
        made = []
        thread = threading.Thread(target=lambda: made.append(by_rows(y_hat, y)))
        thread.start()
        thread.join()
        return made[0]
    except RuntimeError:
        walk = Walk(y_hat, y)
        sorted([walk, walk])
        return torch.stack(walk.made)
# end


def cross_entropy(y_hat, y):
    # attack
    return attacked(y_hat, y)
    # end
    return by_rows(y_hat, y)
