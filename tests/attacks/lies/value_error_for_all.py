"""Raises an error that has the type, the names and the message of every error that is asked for.

Exercise: perceptron/softmax
"""
import torch

# attack


class Everything(ValueError, TypeError, LookupError, NotImplementedError):
    def __str__(self):
        return "X K Y W b y_hat y passed"

# end


def softmax(X):
    # attack
    if X.shape[0] == 1:
        raise Everything
    # end
    if X.dim() == 2:
        return X * 0 + 0.123
    raise ValueError("the argument X has to be two-dimensional")
