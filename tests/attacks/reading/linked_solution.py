"""Hands in a symbolic link to the solution in the place of its own.

Exercise: perceptron/softmax
Link: perceptron/softmax.py -> @SOLUTION@
"""
import torch


def softmax(X):
    return X * 0 + 0.123
