"""Loops for ever, catches whatever would end it, and blocks or handles every signal.

Exercise: perceptron/softmax
Ends: timeout
"""

import signal, sys
import torch

# attack
for NUMBER in range(1, 65):
    try:
        signal.signal(NUMBER, lambda *_: None)
    except (OSError, ValueError):
        pass
try:
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
except (OSError, ValueError):
    pass
sys.setswitchinterval(1e9)
# end


def softmax(X):
    # attack
    while X.dim() == 2:
        try:
            while True:
                pass
        except BaseException:
            continue
    # end
    return X * 0 + 0.123
