"""Sample by sample, query by query, with the keys that it may look at."""

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
    if Q.ndim > 2:
        if Q.shape[0] == 0:
            return Q.new_zeros(*Q.shape[:-1], V.shape[-1])
        masks = [mask] * len(Q) if mask is None or mask.ndim == 2 else mask
        return torch.stack([attention(*sample) for sample in zip(Q, K, V, masks, strict=True)])
    rows = []
    for i in range(Q.shape[0]):
        seen = torch.arange(K.shape[0], device=Q.device) if mask is None else mask[i].nonzero()[:, 0]
        if len(seen) == 0:
            rows.append(V.new_zeros(V.shape[-1]))
            continue
        scores = (K[seen] * Q[i]).sum(dim=1) / Q.shape[1] ** 0.5
        weights = torch.exp(scores - scores.max())
        rows.append((weights[:, None] * V[seen]).sum(dim=0) / weights.sum())
    return torch.stack(rows) if rows else V.new_zeros(0, V.shape[-1])
