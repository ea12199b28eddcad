"""Replaces every hook through which Python reports an error, and then fails in all of them.

Exercise: perceptron/softmax
Ends: crashed
"""
import os
import sys
import threading

import torch


def softmax(X):
    # attack
    def hook(*args):
        os._exit(0)

    sys.excepthook = sys.unraisablehook = threading.excepthook = sys.breakpointhook = hook
    sys.displayhook = hook

    class Fails:
        def __del__(self):
            raise RuntimeError("in __del__")

    Fails()
    breakpoint()
    # end
    return X * 0 + 0.123
