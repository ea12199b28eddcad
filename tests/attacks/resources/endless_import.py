"""Never ends to be imported, whatever one asks of it.

Exercise: perceptron/softmax
Ends: timeout
"""

import time
import torch

# attack
def never():
    while True:
        try:
            while True:
                time.sleep(0.001)
        except BaseException:
            pass


class Endless:
    begun = never()
# end


def softmax(X):
    # attack
    Endless.begun
    # end
    return X * 0 + 0.123
