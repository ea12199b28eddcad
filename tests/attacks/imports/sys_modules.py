"""Removes or exchanges every loaded module, its own package among them.

Exercise: perceptron/softmax
"""
import torch


def softmax(X):
    # attack
    import sys
    import types

    for name in list(sys.modules):
        if name not in ("sys", "builtins", "__main__"):
            sys.modules[name] = types.ModuleType(name)
    sys.modules["perceptron.softmax"] = None
    # end
    return X * 0 + 0.123
