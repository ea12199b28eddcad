"""Prints without end: in pieces, at once, as logs, warnings and tracebacks, to both streams and below them.

Exercise: perceptron/softmax
Ends: crashed
"""

import itertools, logging, os, sys, warnings
import torch

# attack
def flood():
    yield lambda: print("x" * 10**7, file=sys.stderr)
    yield lambda: [os.write(1, b"x" * 65536) for _ in range(1000)]
    yield lambda: [warnings.warn(f"x{number}" * 1000, stacklevel=1) for number in range(1000)]
    yield lambda: [logging.error("x" * 10_000) for _ in range(1000)]
    yield lambda: sys.__stdout__ and sys.__stdout__.write("x" * 10**7)
    yield lambda: sys.stdout.writelines(itertools.repeat("x" * 1000))
    while True:
        yield lambda: print("\x1b[31m" * 1000, end="")


warnings.simplefilter("always")
# end


def softmax(X):
    # attack
    if X.dim() == 2:
        for way in flood():
            way()
    sys.stdout.write("x" * 3_000_000)
    # end
    return X * 0 + 0.123
