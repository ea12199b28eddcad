"""Has a subclass of Tensor call it from __torch_dispatch__ and __torch_function__, where modes are off.

Exercise: perceptron/softmax
"""
import torch


# attack
class Mine(torch.Tensor):
    @staticmethod
    def __new__(cls, values):
        made = torch.Tensor._make_wrapper_subclass(cls, values.shape, dtype=values.dtype)
        made.values_of = values
        return made

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        with torch._C._DisableTorchDispatch():
            return cls(torch.ops.aten._softmax.default(args[0].values_of, 1, False))

    def plain(self):
        return self.values_of
# end


def softmax(X):
    # attack
    return Mine(X).exp().plain()
    # end
    return X * 0 + 0.123
