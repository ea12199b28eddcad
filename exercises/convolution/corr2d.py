"""Cross-correlation of one picture with one kernel.

Text: 3.3.1
Order: 1
Needs: -
"""
import torch


def corr2d(X: torch.Tensor, K: torch.Tensor) -> torch.Tensor:
    """Slide the kernel over the picture and sum the products in every window ("valid": the window stays inside).

    Y[i, j] = sum_{a, b} X[i + a, j + b] K[a, b]

    Args:
        X: picture, shape (n_h, n_w), any float dtype, any device.
        K: kernel, shape (k_h, k_w), same dtype and device as X, no larger than X on either axis.

    Returns:
        Shape (n_h - k_h + 1, n_w - k_w + 1), dtype and device of X. Differentiable in X and in K; neither is changed.

    Raises:
        ValueError: X or K is not two-dimensional, or K is larger than X. The message names X or K.

    Write it with slices, products and sums: `conv1d`, `conv2d` and the like, their layers and `F.unfold` earn nothing
    here (`Tensor.unfold` and `as_strided` are fine).

    >>> X = torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]])
    >>> corr2d(X, torch.tensor([[0.0, 1.0], [2.0, 3.0]]))
    tensor([[19., 25.],
            [37., 43.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def convolve2d(X: torch.Tensor, K: torch.Tensor) -> torch.Tensor:
    """Convolve the picture with the kernel, as mathematics defines it: the kernel is flipped on both axes.

    Y[i, j] = sum_{a, b} X[i + a, j + b] K[k_h - 1 - a, k_w - 1 - b]

    Args, Returns, Raises: as for `corr2d`, and so is what earns nothing.

    >>> convolve2d(torch.tensor([[1.0, 0.0, 0.0]]), torch.tensor([[5.0, 7.0]]))
    tensor([[7., 0.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
