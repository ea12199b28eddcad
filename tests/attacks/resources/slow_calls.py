"""Is a little faster than the limit of a call, in every call and while being imported, so that all together take long.

Exercise: perceptron/softmax
Ends: timeout
"""

import time
import torch

# attack
time.sleep(0.5)
# end


def softmax(X):
    # attack
    started = time.monotonic()
    while time.monotonic() - started < 0.5:
        pass
    # end
    return X.exp() / X.exp().sum(1, keepdim=True)
