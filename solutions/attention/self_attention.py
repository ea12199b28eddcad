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
    ### BEGIN SOLUTION
    if X.ndim != 2 or X.shape[0] == 0:
        raise ValueError(f"X must have shape (n, d) with n >= 1, not {tuple(X.shape)}")
    for name, W in (("W_q", W_q), ("W_k", W_k), ("W_v", W_v)):
        if W.ndim != 2 or W.shape[0] != X.shape[1]:
            raise ValueError(f"{name} {tuple(W.shape)} must have a row for each of X's {X.shape[1]} features")
    if W_q.shape[1] != W_k.shape[1]:
        raise ValueError(f"W_q has {W_q.shape[1]} columns, W_k has {W_k.shape[1]}")
    Q, K, V = X @ W_q, X @ W_k, X @ W_v  # (n, d_k), (n, d_k), (n, d_v)
    scores = Q @ K.T  # (n, n): row i holds the scores of query i
    if scaled:
        scores = scores / math.sqrt(K.shape[1])
    return torch.softmax(scores, dim=-1) @ V  # (n, d_v)
    ### END SOLUTION
