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
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()
