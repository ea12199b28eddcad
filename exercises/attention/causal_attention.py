"""Causal self-attention: no look at the future.

Text: -
Order: 6
Needs: scaled_dot_product
"""
import torch
from torch import Tensor

# YOUR CODE HERE


def causal_mask(n: int) -> Tensor:
    """Who may look at whom in a sequence of n >= 0 tokens: each position at itself and at those before it.

    Returns:
        bool, shape (n, n): entry [t, s] is True where position t may look at position s, that is where s <= t.

    >>> causal_mask(3)
    tensor([[ True, False, False],
            [ True,  True, False],
            [ True,  True,  True]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def causal_self_attention(X: Tensor, W_q: Tensor, W_k: Tensor, W_v: Tensor) -> Tensor:
    """Self-attention in which position t sees positions 0 to t only, the scores divided by √d_k.

    Y[t] = sum_{s <= t} weights[t, s] V[s], where weights[t] is the softmax of Q[t] · K[s] / √d_k over s = 0, ..., t
    and Q = X W_q, K = X W_k, V = X W_v.

    Nothing in a later token changes an earlier output, however large its score. What earlier exercises taught is free
    to use (`torch.softmax` too); library attention is not.

    Args:
        X: a sequence of n >= 1 vectors, shape (n, d), any float dtype, any device.
        W_q: shape (d, d_k), same dtype and device.
        W_k: shape (d, d_k), same dtype and device.
        W_v: shape (d, d_v), same dtype and device.

    Returns:
        Y, shape (n, d_v), dtype and device of X; finite however large the scores. Differentiable.

    Raises:
        ValueError: X or a weight is not two-dimensional, X has no rows (0 keys), a weight does not have d rows, or W_q
            and W_k differ in d_k. The message names the argument (of two that disagree, either).

    >>> X, eye = torch.tensor([[1.0], [3.0], [8.0]]), torch.eye(1)
    >>> causal_self_attention(X, 0 * eye, eye, eye)
    tensor([[1.],
            [2.],
            [4.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
