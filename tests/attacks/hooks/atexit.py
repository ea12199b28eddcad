"""Registers exit handlers that write where they should not and never return.

Exercise: perceptron/softmax
"""
import torch

# attack
import atexit


def last_word():
    try:
        open("@SCRATCH@/left", "w").write("left")
    finally:
        while True:
            pass


atexit.register(last_word)
# end


def softmax(X):
    # attack
    raise SystemExit(0)
    # end
    return X * 0 + 0.123
