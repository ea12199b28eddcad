"""Q and K scaled by the fourth root; the sum of the exponentials divides the result."""

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

    if mask is not None and mask.shape not in ((*Q.shape[:-1], K.shape[-2]), (Q.shape[-2], K.shape[-2])):
        raise ValueError(f"mask has shape {tuple(mask.shape)}")
    root = Q.shape[-1] ** 0.25
    scores = torch.matmul(Q / root, (K / root).mT)
    allowed = torch.ones_like(scores) if mask is None else mask.expand(scores.shape).to(scores.dtype)
    lowest = torch.full_like(scores, float("-inf"))
    highest = torch.where(allowed > 0, scores, lowest).amax(-1, keepdim=True)
    highest = torch.where(highest.isfinite(), highest, torch.zeros_like(highest))
    shifted = torch.where(allowed > 0, scores - highest, torch.zeros_like(scores))
    exponentials = allowed * torch.exp(shifted)
    total = exponentials.sum(-1, keepdim=True)
    return exponentials @ V / torch.where(total > 0, total, torch.ones_like(total))
