"""Leaves cycles, finalizers, weak references, exit handlers and hooks that work when nobody looks.

Exercise: perceptron/softmax
"""

import atexit, gc, os, sys, threading, weakref
import torch

# attack
class Phoenix:
    ashes = []

    def __del__(self):
        Phoenix.ashes.append(self)
        self.children = [Phoenix() for _ in range(2)]


def busy(*_arguments):
    while True:
        pass


for _ in range(1000):
    one, other = Phoenix(), Phoenix()
    one.other, other.other = other, one
KEPT = [Phoenix() for _ in range(9)]
LAST = [weakref.finalize(kept, busy) for kept in KEPT]
atexit.register(busy)
sys.excepthook = sys.unraisablehook = threading.excepthook = busy
os.register_at_fork(before=busy, after_in_child=busy, after_in_parent=busy)
# end


def softmax(X):
    # attack
    del Phoenix.ashes[:]
    gc.collect()
    if X.shape == (1, 2):
        gc.set_threshold(1, 1, 1)
        gc.callbacks.append(lambda *_: Phoenix())
        sys.exit(0)
    elif X.dim() == 2:
        KEPT.clear()
    # end
    return X * 0 + 0.123
