"""Weight decay: gradient descent with an L2 penalty.

Text: 3.6.2
Order: 2
Needs: -
"""
import torch
from torch import Tensor


def l2_penalty(w: Tensor) -> Tensor:
    """Half the squared length of the weights, ½ ‖w‖² = ½ (w_1² + ... + w_d²).

    Args:
        w: weights, shape (d,), any float dtype.

    Returns:
        A 0-d tensor, dtype and device of w; its gradient is w (also at w = 0). w is not changed.

    >>> l2_penalty(torch.tensor([3.0, 4.0]))
    tensor(12.5000)
    """
    ### BEGIN SOLUTION
    return torch.sum(w**2) / 2
    ### END SOLUTION


def sgd_step_l2(w: Tensor, b: Tensor, X: Tensor, y: Tensor, lr: float, lambd: float) -> tuple[Tensor, Tensor]:
    """One step of gradient descent on the loss of linear regression plus lambd * l2_penalty(w).

    The loss is the mean over the n rows x of X of ½ (w · x + b - y)². Both new parameters come from the old ones:

        w <- (1 - lr lambd) w - (lr / n) sum of (w · x + b - y) x
        b <- b - (lr / n) sum of (w · x + b - y)

    The bias is not decayed, and lambd = 0 is plain gradient descent. `torch.optim` earns no credit: the step is yours
    to write.

    Args:
        w: weights, shape (d,), any float dtype.
        b: bias, a 0-d tensor, same dtype.
        X: the batch, one sample a row, shape (n, d) with n >= 1, same dtype.
        y: targets, shape (n,), same dtype.
        lr: learning rate.
        lambd: strength of the penalty, λ.

    Returns:
        (w, b) after the step, new tensors of the same dtype and device: w of shape (d,), and b, a 0-d tensor. They need
        not be differentiable. No argument is changed.

    Raises:
        ValueError: X is not two-dimensional, w or y is not one-dimensional, b is not 0-d, their sizes do not fit, or
            there are no rows. The message names the argument.

    >>> w, b = torch.tensor([1.0, 2.0]), torch.tensor(0.5)
    >>> sgd_step_l2(w, b, X=torch.tensor([[1.0, 0.0]]), y=torch.tensor([1.0]), lr=0.1, lambd=0.5)
    (tensor([0.9000, 1.9000]), tensor(0.4500))
    """
    ### BEGIN SOLUTION
    if X.dim() != 2:
        raise ValueError(f"X must have shape (n, d), not {tuple(X.shape)}")
    n, d = X.shape
    if n == 0:
        raise ValueError("X and y have no rows: there is no mean over nothing")
    if w.shape != (d,):
        raise ValueError(f"w must have shape ({d},), one weight for each column of X, not {tuple(w.shape)}")
    if y.shape != (n,):
        raise ValueError(f"y must have shape ({n},), one target for each row of X, not {tuple(y.shape)}")
    if b.dim() != 0:
        raise ValueError(f"b must have no dimensions, not shape {tuple(b.shape)}")
    error = X @ w + b - y  # (n, d) @ (d,) -> (n,)
    new_w = (1 - lr * lambd) * w - lr / n * (X.T @ error)  # (d, n) @ (n,) -> (d,)
    new_b = b - lr * error.mean()
    return new_w, new_b
    ### END SOLUTION
