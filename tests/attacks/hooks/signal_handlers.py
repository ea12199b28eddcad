"""Ignores every signal it can, sets alarms, and then does not return.

Exercise: perceptron/softmax
Ends: timeout
"""
import torch

# attack
import signal

for number in range(1, signal.NSIG):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
try:
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    signal.set_wakeup_fd(3)
except (OSError, ValueError):
    pass
# end


def softmax(X):
    # attack
    while X.shape[0] == 1:
        pass
    # end
    return X * 0 + 0.123
