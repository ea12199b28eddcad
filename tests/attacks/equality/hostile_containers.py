"""Returns lists and dicts whose length, items and iteration lie or never end.

Exercise: perceptron/softmax
"""
import torch

# attack
import itertools


class Endless(list):
    def __iter__(self):
        return itertools.repeat(self)

    def __len__(self):
        return 10**18

    def __bool__(self):
        raise SystemExit


class Keys(dict):
    def items(self):
        return ((key, key) for key in itertools.count())
# end


def softmax(X):
    # attack
    return Endless([1]) if X.shape[0] > 1 else Keys(a=1)
    # end
    return X * 0 + 0.123
