"""The scores are not divided.

Fails: scores_are_divided_by_the_root_of_d
"""
import math

import torch
from torch import Tensor


def attention(Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None = None) -> Tensor:
    for name, tensor in (("Q", Q), ("K", K), ("V", V)):
        if tensor.ndim < 2:
            raise ValueError(f"{name} must have at least two dimensions, not shape {tuple(tensor.shape)}")
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError(f"Q has {Q.shape[-1]} features, K has {K.shape[-1]}")
    if K.shape[-2] != V.shape[-2]:
        raise ValueError(f"K has {K.shape[-2]} keys, V has {V.shape[-2]} values")
    if not Q.shape[:-2] == K.shape[:-2] == V.shape[:-2]:
        raise ValueError(f"Q {tuple(Q.shape)}, K {tuple(K.shape)}, V {tuple(V.shape)} differ in their leading sizes")
    if K.shape[-2] == 0:
        raise ValueError("K has no keys to look at")

    scores = Q @ K.transpose(-2, -1)  # (..., m, n)
    if mask is not None:
        if mask.shape not in (scores.shape, scores.shape[-2:]):
            raise ValueError(f"mask {tuple(mask.shape)} does not fit the scores {tuple(scores.shape)}")
        scores = scores.masked_fill(~mask, -torch.inf)

    highest = scores.detach().amax(dim=-1, keepdim=True)  # (..., m, 1)
    # -inf - (-inf) is nan: a row that may look at nothing is shifted by 0 instead.
    highest = highest.masked_fill(highest == -torch.inf, 0.0)
    exponentials = torch.exp(scores - highest)  # (..., m, n)
    # A row with nothing to look at: 0 / 1 = 0. (Not `clamp`: what its gradient is at the bound depends on the release.)
    total = exponentials.sum(dim=-1, keepdim=True)
    total = total.masked_fill(total == 0, 1.0)
    return exponentials / total @ V  # (..., m, v)
