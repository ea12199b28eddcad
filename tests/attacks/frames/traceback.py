"""Raises an exception whose traceback, context and notes lead to files of others.

Exercise: perceptron/softmax
"""
import torch

# attack
class Elsewhere(Exception):
    pass


def raised_from(path):
    code = compile("\n" * 3 + "raise Elsewhere(open(__file__).name)", path, "exec")
    try:
        exec(code, {"__file__": path, "Elsewhere": Elsewhere})
    except Elsewhere as error:
        import linecache

        linecache.cache.pop(path, None)
        error.__notes__ = [path]
        return error
# end


def softmax(X):
    # attack
    error = raised_from("@GRADER@") if X.shape[0] > 1 else SyntaxError("bad", ("@SOLUTION@", 5, 1, "text", 5, 9))
    error.filename = "@SOLUTION@"
    raise error
    # end
    return X * 0 + 0.123
