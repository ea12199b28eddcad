"""Returns an object whose __class__ says torch.Tensor, with everything a tensor has.

Exercise: perceptron/softmax
"""
import torch

# attack
class Lie:
    __class__ = torch.Tensor
    dtype = "torch.float32"
    requires_grad = is_leaf = True
    layout = torch.strided
    shape = (1, 2)
    device = type("Device", (), {"type": "cpu"})()

    def __getattr__(self, name):
        return lambda *args, **kwargs: self

    def tobytes(self):
        return b"everything you expect"

    def __eq__(self, other):
        return True
# end


def softmax(X):
    # attack
    return Lie()
    # end
    return X * 0 + 0.123
