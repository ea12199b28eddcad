"""Self-attention: a sequence looks at itself.

Text: 3.5.4
Order: 4
Needs: -
"""
import math

import torch
from torch import Tensor


def self_attention(X: Tensor, W_q: Tensor, W_k: Tensor, W_v: Tensor, scaled: bool = False) -> Tensor:
    """Every position of a sequence asks a question of every position, its own included.

    Q = X W_q, K = X W_k, V = X W_v, Y = softmax(Q Kᵀ) V

    with the softmax over the keys. If `scaled`, the scores Q Kᵀ are divided by √d_k first. `torch.softmax` is free to
    use; library attention is not.

    Args:
        X: a sequence of n >= 1 vectors, shape (n, d), any float dtype, any device.
        W_q: shape (d, d_k), same dtype and device.
        W_k: shape (d, d_k), same dtype and device.
        W_v: shape (d, d_v), same dtype and device.
        scaled: divide the scores by √d_k.

    Returns:
        Y, shape (n, d_v), dtype and device of X; finite however large the scores. Differentiable.

    Raises:
        ValueError: X or a weight is not two-dimensional, X has no rows (0 keys), a weight does not have d rows, or W_q
            and W_k differ in d_k. The message names the argument (of two that disagree, either).

    >>> X, eye = torch.tensor([[0.0, 0.0], [2.0, 4.0]]), torch.eye(2)
    >>> self_attention(X, 0 * eye, eye, 3 * eye)
    tensor([[3., 6.],
            [3., 6.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
