"""Raises and prints objects whose repr and str never end, run code, or hold markup and escapes.

Exercise: perceptron/softmax
"""
import torch

# attack
class Shout(Exception):
    def __str__(self):
        return "</script><script>alert(1)</script>\x1b]0;owned\x07" + "=cmd|' /C calc'!A0" * 10**5

    def __repr__(self):
        while True:
            pass

    __format__ = __repr__
# end


def softmax(X):
    # attack
    print(Shout())
    raise Shout
    # end
    return X * 0 + 0.123
