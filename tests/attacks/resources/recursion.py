"""Lifts the limit of recursion and goes down until the stack of the process ends.

Exercise: perceptron/softmax
"""

import ast, copy, pickle, sys
import torch

# attack
sys.setrecursionlimit(2**31 - 1)


class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __repr__(self):
        return repr([self])


def nested():
    found = ()
    for _ in range(10**6):
        found = (found,)
    return found


WAYS = (lambda: repr(Deep()), lambda: hash(nested()), lambda: Deep().passed, lambda: compile("(" * 10**5 + ")" * 10**5, "", "eval"),
        lambda: ast.literal_eval("-" * 10**6 + "1"), lambda: pickle.dumps(nested()), lambda: copy.deepcopy(nested()))
# end


def softmax(X):
    # attack
    for way in WAYS if X.dim() == 2 else ():
        try:
            way()
        except BaseException:
            pass
    # end
    return X * 0 + 0.123
