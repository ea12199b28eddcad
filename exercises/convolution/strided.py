"""Cross-correlation with padding and stride.

Text: 3.3.2
Order: 6
Needs: padding
"""
from collections.abc import Sequence

import torch

# YOUR CODE HERE


def corr2d_strided(
    X: torch.Tensor, K: torch.Tensor, padding: int | Sequence[int] = (0, 0), stride: int | Sequence[int] = (1, 1)
) -> torch.Tensor:
    """Cross-correlate the zero-padded picture with the kernel, moving the window `stride` at a time.

    Y[i, j] = sum_{a, b} X_padded[i s_h + a, j s_w + b] K[a, b], wherever the whole window lies inside X_padded

    Args:
        X: picture, shape (n_h, n_w), any float dtype, any device.
        K: kernel, shape (k_h, k_w), same dtype and device, no larger than the *padded* picture.
        padding: zeros added per side, (p_h, p_w); an int stands for both.
        stride: (s_h, s_w); an int stands for both.

    Returns:
        Shape (h', w') with h' = floor((n_h - k_h + 2 p_h + s_h) / s_h) and w' likewise, dtype and device of X.
        Differentiable in X and in K; neither is changed.

    Raises:
        ValueError: X or K is not two-dimensional, K is larger than the padded X, a padding is negative or a stride
            below 1. The message names the argument.

    The library's convolutions and `F.unfold` earn nothing here; what you wrote for earlier exercises may be imported.

    >>> corr2d_strided(torch.ones(3, 5), torch.ones(1, 2), padding=(0, 1), stride=(2, 3))
    tensor([[1., 2.],
            [1., 2.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
