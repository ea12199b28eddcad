"""Scaled dot-product attention with a mask.

Text: -
Order: 3
Needs: -
"""
import math

import torch
from torch import Tensor


def attention(Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None = None) -> Tensor:
    """Each query averages the values, weighted by the softmax of its scaled dot products with the keys.

    attention(Q, K, V) = softmax(Q Kᵀ / √d) V, the softmax over the keys that the mask allows.

    Write the softmax yourself: the library's (`softmax`, `log_softmax`, `logsumexp` under any name) and its
    attention earn no credit here.

    Args:
        Q: m >= 0 queries, shape (..., m, d), any float dtype, any device.
        K: n >= 1 keys, shape (..., n, d), same dtype, device and leading sizes.
        V: one value per key, shape (..., n, v), same dtype, device and leading sizes.
        mask: bool, shape (m, n) or (..., m, n); True where query i may look at key j. None: everywhere.

    Returns:
        Shape (..., m, v), dtype and device of Q. Right for scores as large as ±1e4. A query that may look at nothing
        gets zeros, never nan. Differentiable; the gradients are finite too, also where a query may look at nothing.

    Raises:
        ValueError: Q, K or V has fewer than two dimensions; Q and K differ in d; K and V differ in n; the leading
            sizes differ; the mask's sizes do not fit (m, n); there are no keys. The message names the argument (of
            those that disagree, any).

    >>> Q, K = torch.tensor([[0.0]]), torch.tensor([[1.0], [2.0], [3.0]])
    >>> V = torch.tensor([[2.0], [4.0], [60.0]])
    >>> attention(Q, K, V, torch.tensor([[True, True, False]]))
    tensor([[3.]])
    >>> attention(Q, K, V, torch.tensor([[False, False, False]]))
    tensor([[0.]])
    """
    ### BEGIN SOLUTION
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

    scores = Q @ K.transpose(-2, -1) / math.sqrt(Q.shape[-1])  # (..., m, n)
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
    ### END SOLUTION
