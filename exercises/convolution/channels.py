"""Several channels in, several out, and the 1×1 convolution.

Text: 3.3.4
Order: 8
Needs: corr2d
"""
import torch
from torch import Tensor

# YOUR CODE HERE


def corr2d_multi_in(X: Tensor, K: Tensor) -> Tensor:
    """Cross-correlate every channel with its own kernel and add the results up.

    Y = sum_c corr2d(X[c], K[c])

    Args:
        X: picture, shape (c_i, n_h, n_w), any float dtype, any device.
        K: kernel, shape (c_i, k_h, k_w), same dtype and device.

    Returns:
        Shape (n_h - k_h + 1, n_w - k_w + 1), dtype and device of X. Differentiable in X and in K; neither is changed.

    Raises:
        ValueError: X or K is not three-dimensional, their numbers of channels differ, or K is larger than X. The
            message names X or K.

    Nowhere in this exercise do the library's convolutions or `F.unfold` earn anything. Your own corr2d may be imported.

    >>> corr2d_multi_in(torch.ones(2, 2, 3), torch.ones(2, 1, 2))
    tensor([[4., 4.],
            [4., 4.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def corr2d_multi_in_out(X: Tensor, K: Tensor) -> Tensor:
    """Make one output channel with each of the kernels.

    Y[o] = corr2d_multi_in(X, K[o])

    Args:
        X: picture, shape (c_i, n_h, n_w), any float dtype, any device.
        K: kernels, shape (c_o, c_i, k_h, k_w), same dtype and device.

    Returns:
        Shape (c_o, n_h - k_h + 1, n_w - k_w + 1), dtype and device of X. Differentiable in X and in K; neither is
        changed.

    Raises:
        ValueError: X is not three- or K not four-dimensional, their numbers of input channels differ, or K is larger
            than X. The message names X or K.

    >>> corr2d_multi_in_out(torch.ones(2, 2, 3), torch.ones(3, 2, 1, 2)).shape
    torch.Size([3, 2, 2])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def corr2d_1x1(X: Tensor, K: Tensor) -> Tensor:
    """Do the same for a 1×1 kernel, which mixes channels and leaves pixels alone, as *one* matrix product.

    Y[o, i, j] = sum_c K[o, c, 0, 0] X[c, i, j]

    Args:
        X: picture, shape (c_i, n_h, n_w), any float dtype, any device.
        K: kernels, shape (c_o, c_i, 1, 1), same dtype and device.

    Returns:
        Shape (c_o, n_h, n_w), dtype and device of X. Differentiable in X and in K; neither is changed. The number of
        tensor operations grows neither with the pixels nor with the channels.

    Raises:
        ValueError: X is not three- or K not four-dimensional, their numbers of input channels differ, or the kernel is
            not 1×1. The message names X or K.

    >>> corr2d_1x1(torch.tensor([[[1.0, 2.0]], [[3.0, 4.0]]]), torch.tensor([[[[10.0]], [[1.0]]]]))
    tensor([[[13., 24.]]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
