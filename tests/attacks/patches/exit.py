"""Replaces every way of ending a process, and then asks for all of them.

Exercise: perceptron/softmax
"""
import os
import signal
import sys

import torch


def softmax(X):
    # attack
    def stay(*args):
        return None


    sys.exit = os._exit = os.abort = os.kill = signal.raise_signal = stay
    if X.shape[0] == 1:
        raise SystemExit(0)
    os._exit(0)
    raise KeyboardInterrupt
    # end
    return X * 0 + 0.123
