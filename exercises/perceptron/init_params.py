"""Where softmax regression starts: small random weights.

Text: 3.1.2
Order: 3
Needs: -
"""
import torch
from torch import Tensor


def init_params(num_inputs: int, num_outputs: int, sigma: float = 0.01) -> tuple[Tensor, Tensor]:
    """Draw the weights from a normal distribution N(0, sigma²) and set the biases to zero.

    Args:
        num_inputs: number of features, >= 1.
        num_outputs: number of classes, >= 1.
        sigma: the standard deviation of the weights (not their variance).

    Returns:
        (W, b): W of shape (num_inputs, num_outputs), independent draws and others on every call; b of shape
        (num_outputs,), all zeros. Both in PyTorch's default dtype and both ready to be trained: leaf tensors
        with requires_grad=True (an nn.Parameter is one).

    >>> W, b = init_params(3, 2)
    >>> W.shape, W.is_leaf, W.requires_grad
    (torch.Size([3, 2]), True, True)
    >>> b
    tensor([0., 0.], requires_grad=True)
    """
    # YOUR CODE HERE
    raise NotImplementedError()
