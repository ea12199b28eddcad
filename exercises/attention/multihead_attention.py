"""Multi-head attention: several looks at once.

Text: 3.5.3
Order: 5
Needs: -
"""
import math

import torch
from torch import Tensor


def multihead_attention(
    queries: Tensor,
    keys: Tensor,
    values: Tensor,
    W_q: Tensor,
    W_k: Tensor,
    W_v: Tensor,
    W_o: Tensor,
    num_heads: int,
    scaled: bool = False,
) -> Tensor:
    """Attention in `num_heads` slices of the feature axis side by side; the outputs are concatenated and mixed by W_o.

    Q = queries W_q, K = keys W_k, V = values W_v
    head_h = softmax(Q_h K_hᵀ) V_h, where Q_h, K_h, V_h are columns h·s to (h + 1)·s - 1 of Q, K, V; s = p / num_heads
    output = [head_0, head_1, ...] W_o

    If `scaled`, each head's scores are divided by √s first. `torch.softmax` is free to use; library attention is not.

    Args:
        queries: m >= 0 queries, shape (m, d) or, of a batch, shape (batch_size, m, d); any float dtype, any device.
        keys: n >= 1 keys, shape (n, d) or (batch_size, n, d).
        values: one value a key, shape (n, d) or (batch_size, n, d).
        W_q, W_k, W_v: shape (d, p).
        W_o: shape (p, o).
        num_heads: the number of heads; divides p.
        scaled: divide each head's scores by the root of the head's size.

    Returns:
        Shape (m, o) or (batch_size, m, o), dtype and device of the queries. Differentiable.

    Raises:
        ValueError: queries, keys or values is neither two- nor three-dimensional, or a weight not two-dimensional;
            there are no keys; p is not divisible by num_heads; or sizes disagree: batch_size, n of keys and values, d
            with a weight's rows, p. The message names the argument (of those that disagree, any).

    >>> X, eye = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.eye(2)
    >>> multihead_attention(X, X, X, 0 * eye, eye, eye, 10 * eye, num_heads=2)
    tensor([[20., 30.],
            [20., 30.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
