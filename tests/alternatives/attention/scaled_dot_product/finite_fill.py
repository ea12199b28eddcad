"""-1e9 or the dtype's lowest number for hidden keys, and rows with nothing to look at set to zero."""

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
    scores = torch.einsum("...id,...jd->...ij", Q, K) * Q.shape[-1] ** -0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, max(-1e9, torch.finfo(scores.dtype).min))
    weights = (scores - scores.max(dim=-1, keepdim=True).values).exp()
    weights = weights / weights.sum(dim=-1, keepdim=True)
    if mask is not None:
        weights = torch.where(mask.any(dim=-1, keepdim=True), weights, torch.zeros_like(weights))
    return torch.einsum("...ij,...jv->...iv", weights, V)
