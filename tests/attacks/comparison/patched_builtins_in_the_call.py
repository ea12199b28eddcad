"""Replaces the builtins only once it is called, and leaves the module as it was.

Exercise: perceptron/softmax
"""
import torch


def softmax(X):
    # attack
    import builtins

    builtins.isinstance = builtins.callable = builtins.hasattr = lambda *args: True
    builtins.getattr = lambda *args: True
    builtins.bytes = builtins.bytearray = builtins.memoryview = lambda *args: b""
    builtins.list = builtins.tuple = lambda *args: [1.0]
    # end
    return X * 0 + 0.123
