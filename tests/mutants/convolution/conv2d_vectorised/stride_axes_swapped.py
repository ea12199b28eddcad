"""The strides of height and width change places.

Fails: padding_and_stride
"""

from collections.abc import Sequence
import torch
from torch import Tensor
from convolution.padding import pad2d


def conv2d(
    X: Tensor, W: Tensor, b: Tensor, padding: int | Sequence[int] = (0, 0), stride: int | Sequence[int] = (1, 1)
) -> Tensor:
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
    padded = pad2d(X, padding)
    k_h, k_w = W.shape[2:]
    if k_h > padded.shape[2] or k_w > padded.shape[3]:
        raise ValueError(f"W of shape {tuple(W.shape)} is larger than the padded X of shape {tuple(padded.shape)}")
    windows = padded.unfold(2, k_h, s_w).unfold(3, k_w, s_h)
    return torch.einsum("ncijuv,ocuv->noij", windows, W) + b[:, None, None]
