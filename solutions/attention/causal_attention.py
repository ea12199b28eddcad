"""Causal self-attention: no look at the future.

Text: -
Order: 6
Needs: scaled_dot_product
"""
import torch
from torch import Tensor

### BEGIN SOLUTION
from attention.scaled_dot_product import attention

### END SOLUTION


def causal_mask(n: int) -> Tensor:
    """Who may look at whom in a sequence of n >= 0 tokens: each position at itself and at those before it.

    Returns:
        bool, shape (n, n): entry [t, s] is True where position t may look at position s, that is where s <= t.

    >>> causal_mask(3)
    tensor([[ True, False, False],
            [ True,  True, False],
            [ True,  True,  True]])
    """
    ### BEGIN SOLUTION
    return torch.ones(n, n, dtype=torch.bool).tril()
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if X.ndim != 2 or X.shape[0] == 0:
        raise ValueError(f"X must have shape (n, d) with n >= 1, not {tuple(X.shape)}")
    for name, W in (("W_q", W_q), ("W_k", W_k), ("W_v", W_v)):
        if W.ndim != 2 or W.shape[0] != X.shape[1]:
            raise ValueError(f"{name} {tuple(W.shape)} must have a row for each of X's {X.shape[1]} features")
    if W_q.shape[1] != W_k.shape[1]:
        raise ValueError(f"W_q has {W_q.shape[1]} columns, W_k has {W_k.shape[1]}")
    mask = causal_mask(X.shape[0]).to(X.device)  # (n, n)
    return attention(X @ W_q, X @ W_k, X @ W_v, mask)  # (n, d_v)
    ### END SOLUTION
