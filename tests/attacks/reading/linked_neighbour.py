"""Hands in a symbolic link to the neighbour's answer in the place of its own.

Exercise: perceptron/softmax
Link: perceptron/softmax.py -> @NEIGHBOUR@
"""
import torch


def softmax(X):
    return X * 0 + 0.123
