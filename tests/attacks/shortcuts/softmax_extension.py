"""Builds an extension in C++, loads a shared library, or a model saved by another process.

Exercise: perceptron/softmax
"""
import torch


# attack
def built(X):
    from torch.utils.cpp_extension import load_inline

    source = "torch::Tensor theirs(torch::Tensor X) { return torch::softmax(X, 1); }"
    return load_inline("mine", source, functions=["theirs"]).theirs(X)


def loaded(X):
    import ctypes

    torch.ops.load_library(torch.__path__[0] + "/lib/libtorch_cpu.so")
    return ctypes.CDLL(torch.__path__[0] + "/lib/libtorch_cpu.so").softmax(X)


def from_bytes(X):
    import io

    model = io.BytesIO()
    torch.jit.save(torch.jit.script(torch.nn.Softmax(dim=1)), model)
    return torch.jit.load(io.BytesIO(model.getvalue()))(X)


def ways_to(X):
    ways = [lambda: built(X), lambda: loaded(X), lambda: from_bytes(X)]
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
