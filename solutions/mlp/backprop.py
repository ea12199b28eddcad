"""Backpropagation by hand.

Text: 3.2.3
Order: 4
Needs: -
"""
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor


def forward(X: Tensor, params: Sequence[Tensor]) -> tuple[Tensor, Any]:
    """The network of exercise `mlp`, logits = relu(X W1 + b1) W2 + b2, which also keeps what `backward` needs.

    Args:
        X: one sample in each of batch_size >= 0 rows, shape (batch_size, ...), flattened to (batch_size, num_inputs);
            any float dtype.
        params: [W1, b1, W2, b2], in the dtype of X: W1 (num_inputs, num_hiddens), b1 (num_hiddens,),
            W2 (num_hiddens, num_outputs), b2 (num_outputs,).

    Returns:
        (logits, cache): logits of shape (batch_size, num_outputs), dtype and device of X; cache, any object you like,
        holds all that `backward` needs to know of this call (other calls may come in between). No argument is changed.

    Raises:
        ValueError: X has no dimension, a sample has not num_inputs elements, a weight is not two-dimensional, a bias
            is not one-dimensional, or the sizes of params do not fit together. The message names X, params or one
            of W1, b1, W2, b2.

    >>> params = [torch.tensor([[1.0, -1.0]]), torch.zeros(2), torch.tensor([[2.0], [3.0]]), torch.zeros(1)]
    >>> logits, cache = forward(torch.tensor([[5.0]]), params)
    >>> logits
    tensor([[10.]])
    """
    ### BEGIN SOLUTION
    W1, b1, W2, b2 = params
    for name, param, num_dims in (("W1", W1, 2), ("b1", b1, 1), ("W2", W2, 2), ("b2", b2, 1)):
        if param.dim() != num_dims:
            raise ValueError(f"{name} must have {num_dims} dimensions, not shape {tuple(param.shape)}")
    if X.dim() == 0 or X.shape[1:].numel() != W1.shape[0]:
        raise ValueError(f"X of shape {tuple(X.shape)} has not the {W1.shape[0]} elements a sample that W1 takes")
    if b1.shape != W1.shape[1:] or W2.shape[0] != W1.shape[1]:
        raise ValueError(f"W1 has {W1.shape[1]} columns, but b1 has shape {tuple(b1.shape)} and W2 {tuple(W2.shape)}")
    if b2.shape != W2.shape[1:]:
        raise ValueError(f"W2 has {W2.shape[1]} columns, but b2 has shape {tuple(b2.shape)}")
    X = X.reshape(X.shape[0], W1.shape[0])  # (n, ...) -> (n, num_inputs)
    H = torch.relu(X @ W1 + b1)  # (n, num_hiddens)
    logits = H @ W2 + b2  # (n, num_outputs)
    return logits, (X, H, W2)
    ### END SOLUTION


def backward(cache: Any, dlogits: Tensor) -> list[Tensor]:
    """Send a gradient from the logits back to the parameters, by the chain rule.

    The autograd engine (backward, grad, vjp, torch.func, ...) earns no credit in this exercise, in either function.

    Args:
        cache: what `forward` returned along with its logits.
        dlogits: gradient of some scalar loss with respect to these logits, shape (batch_size, num_outputs), same dtype.

    Returns:
        [dW1, db1, dW2, db2]: gradients of the same loss with respect to W1, b1, W2 and b2, each of its parameter's
        dtype, device and shape: dW1 (num_inputs, num_hiddens), db1 (num_hiddens,), dW2 (num_hiddens, num_outputs),
        db2 (num_outputs,). The samples' contributions are summed: where a loss is a mean, its 1/n is in dlogits.
        Where a hidden unit's input is exactly 0, any slope of relu from 0 to 1 will do. No argument is changed:
        the same cache may be used again.

    Raises:
        ValueError: dlogits has not the shape of the logits. The message names dlogits or cache.

    >>> params = [torch.tensor([[1.0, -1.0]]), torch.zeros(2), torch.tensor([[2.0], [3.0]]), torch.zeros(1)]
    >>> logits, cache = forward(torch.tensor([[5.0]]), params)
    >>> backward(cache, torch.ones(1, 1))
    [tensor([[10.,  0.]]), tensor([2., 0.]), tensor([[5.],
            [0.]]), tensor([1.])]
    """
    ### BEGIN SOLUTION
    X, H, W2 = cache
    logits_shape = (H.shape[0], W2.shape[1])
    if dlogits.shape != logits_shape:
        raise ValueError(f"dlogits must have the logits' shape {logits_shape}, not {tuple(dlogits.shape)}")
    dW2 = H.T @ dlogits  # (num_hiddens, n) @ (n, num_outputs)
    db2 = dlogits.sum(dim=0)  # (num_outputs,)
    dH = dlogits @ W2.T  # (n, num_outputs) @ (num_outputs, num_hiddens)
    dZ = torch.where(H > 0, dH, 0.0)  # (n, num_hiddens): relu lets through what it let through on the way forth
    dW1 = X.T @ dZ  # (num_inputs, n) @ (n, num_hiddens)
    db1 = dZ.sum(dim=0)  # (num_hiddens,)
    return [dW1, db1, dW2, db2]
    ### END SOLUTION
