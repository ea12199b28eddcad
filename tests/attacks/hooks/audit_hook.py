"""Adds an audit hook that raises at everything the worker does after the call.

Exercise: perceptron/softmax
"""
import sys

import torch

# attack
armed = []


def hook(event, args):
    if armed:
        raise SystemExit("no " + event)


sys.addaudithook(hook)
# end


def softmax(X):
    # attack
    armed.append(True)
    # end
    return X * 0 + 0.123
