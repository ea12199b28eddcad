"""A convolutional layer with a weight and a bias.

Text: 3.3.1
Order: 2
Needs: corr2d
"""
from collections.abc import Sequence

import torch
from torch import Tensor, nn

### BEGIN SOLUTION
from convolution.corr2d import corr2d

### END SOLUTION


class Conv2D(nn.Module):
    """One kernel and one bias, learnt: forward(x) is the cross-correlation of x with the weight, plus the bias.

    Args:
        kernel_size: (height, width) of the kernel; an int stands for both.

    Attributes:
        weight: `nn.Parameter` of shape (height, width), drawn from U[0, 1) anew for every layer.
        bias: `nn.Parameter` of shape (1,), zeros.

    >>> layer = Conv2D((1, 2))
    >>> layer.weight.shape, layer.bias.shape
    (torch.Size([1, 2]), torch.Size([1]))
    """

    def __init__(self, kernel_size: int | Sequence[int]) -> None:
        super().__init__()
        ### BEGIN SOLUTION
        height, width = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
        self.weight = nn.Parameter(torch.rand(height, width))
        self.bias = nn.Parameter(torch.zeros(1))
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Cross-correlate x with the weight and add the bias everywhere.

        Args:
            x: picture, shape (n_h, n_w), dtype and device of the weight.

        Returns:
            Shape (n_h - k_h + 1, n_w - k_w + 1), dtype and device of x. Gradients reach x, the weight and the bias.

        Raises:
            ValueError: x is not two-dimensional, or smaller than the kernel. The message names x (or, where
                corr2d raises it, X or K).

        The library's convolutions and `F.unfold` earn nothing here. Your own corr2d may be imported:
        `from convolution.corr2d import corr2d`.

        >>> layer = Conv2D(2)
        >>> layer(torch.zeros(3, 4)).shape
        torch.Size([2, 3])
        """
        ### BEGIN SOLUTION
        return corr2d(x, self.weight) + self.bias
        ### END SOLUTION
