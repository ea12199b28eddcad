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
    # YOUR CODE HERE
    raise NotImplementedError()
