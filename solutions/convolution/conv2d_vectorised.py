"""A whole convolutional layer without a loop over pixels.

Text: beyond 3.3.4
Order: 10
Needs: padding
"""
from collections.abc import Sequence

import torch
from torch import Tensor

### BEGIN SOLUTION
from convolution.padding import pad2d

### END SOLUTION


def conv2d(
    X: Tensor,
    W: Tensor,
    b: Tensor,
    padding: int | Sequence[int] = (0, 0),
    stride: int | Sequence[int] = (1, 1),
) -> Tensor:
    """Compute what `nn.Conv2d` computes, for a batch of pictures with channels.

    Y[m, o, i, j] = b[o] + sum_{c, u, v} X_padded[m, c, i s_h + u, j s_w + v] W[o, c, u, v]

    Args:
        X: pictures, shape (n, c_i, n_h, n_w), any float dtype, any device; n may be 0.
        W: kernels, shape (c_o, c_i, k_h, k_w), same dtype and device.
        b: biases, shape (c_o,), same dtype and device.
        padding: zeros added per side, (p_h, p_w); an int stands for both.
        stride: (s_h, s_w); an int stands for both.

    Returns:
        Shape (n, c_o, h', w') with h' = floor((n_h - k_h + 2 p_h + s_h) / s_h) and w' likewise, dtype and device of X.
        Differentiable in X, W and b; none is changed. The number of tensor operations grows neither with the pixels
        nor with the batch or the channels; it may grow with k_h · k_w.

    Raises:
        ValueError: X or W is not four- or b not one-dimensional, the numbers of channels do not match, W is larger
            than the padded X, a padding is negative or a stride below 1. The message names the argument (of two that
            disagree, either).

    The library's convolutions earn nothing here; `F.unfold` is fine.

    >>> conv2d(torch.ones(1, 2, 2, 3), torch.ones(1, 2, 1, 2), torch.tensor([0.5]))
    tensor([[[[4.5000, 4.5000],
              [4.5000, 4.5000]]]])
    """
    ### BEGIN SOLUTION
    for name, tensor, num_dims in (("X", X, 4), ("W", W, 4), ("b", b, 1)):
        if tensor.dim() != num_dims:
            raise ValueError(f"{name} must have {num_dims} dimensions, got shape {tuple(tensor.shape)}")
    if X.shape[1] != W.shape[1]:
        raise ValueError(f"X has {X.shape[1]} channels but W has {W.shape[1]}")
    if b.shape[0] != W.shape[0]:
        raise ValueError(f"b has {b.shape[0]} entries but W has {W.shape[0]} output channels")
    s_h, s_w = (stride, stride) if isinstance(stride, int) else stride
    if s_h < 1 or s_w < 1:
        raise ValueError(f"stride must be at least 1, got {stride}")
    padded = pad2d(X, padding)  # (n, c_i, n_h + 2 p_h, n_w + 2 p_w)
    k_h, k_w = W.shape[2:]
    if k_h > padded.shape[2] or k_w > padded.shape[3]:
        raise ValueError(f"W of shape {tuple(W.shape)} is larger than the padded X of shape {tuple(padded.shape)}")
    windows = padded.unfold(2, k_h, s_h).unfold(3, k_w, s_w)  # (n, c_i, h', w', k_h, k_w)
    return torch.einsum("ncijuv,ocuv->noij", windows, W) + b[:, None, None]  # (n, c_o, h', w')
    ### END SOLUTION
