"""Model complexity: underfitting and overfitting.

Text: 3.6.1
Order: 1
Needs: -
"""
from collections.abc import Sequence

import torch
from torch import Tensor


def polynomial_features(x: Tensor, degree: int) -> Tensor:
    """The powers of each x, one column a power: 1, x, x², ..., x^degree.

    Args:
        x: shape (n,) with n >= 0, any float dtype, of either sign; 0 included, whose power 0 is 1.
        degree: the highest power, >= 0.

    Returns:
        Features, shape (n, degree + 1), dtype and device of x, differentiable in x. x is not changed.

    Raises:
        ValueError: x is not one-dimensional. The message names x.

    >>> polynomial_features(torch.tensor([2.0, -3.0]), 3)
    tensor([[  1.,   2.,   4.,   8.],
            [  1.,  -3.,   9., -27.]])
    """
    ### BEGIN SOLUTION
    if x.dim() != 1:
        raise ValueError(f"x must have shape (n,), not {tuple(x.shape)}")
    exponents = torch.arange(degree + 1, device=x.device)  # (degree + 1,)
    return x.unsqueeze(1) ** exponents  # (n, 1) ** (degree + 1,) -> (n, degree + 1)
    ### END SOLUTION


def fit_polynomial(x: Tensor, y: Tensor, degree: int) -> Tensor:
    """The coefficients w of the polynomial w_0 + w_1 x + ... + w_degree x^degree that fits y best.

    Best means least squares: w minimises the sum of (polynomial_features(x, degree) @ w - y)². The solver has to be a
    stable one. In float64, with 60 points in [0, 1] and degree 15, the values of the polynomial at the points are right
    to four decimals; the normal equations, (Φᵀ Φ) w = Φᵀ y, are off by far more there.

    Args:
        x: shape (n,), with more than `degree` different points, float32 or float64.
        y: shape (n,), same dtype as x.
        degree: the highest power, >= 0.

    Returns:
        w, shape (degree + 1,), dtype and device of x; differentiable in y. No argument is changed.

    Raises:
        ValueError: x or y is not one-dimensional, or they have not the same length. The message names the argument.

    >>> x = torch.tensor([0.0, 1.0, 2.0, 3.0], dtype=torch.float64)
    >>> fit_polynomial(x, 1 + 2 * x**2, degree=2).round(decimals=6).abs()
    tensor([1., 0., 2.], dtype=torch.float64)
    """
    ### BEGIN SOLUTION
    if y.dim() != 1:
        raise ValueError(f"y must have shape (n,), not {tuple(y.shape)}")
    features = polynomial_features(x, degree)  # (n, degree + 1)
    if len(x) != len(y):
        raise ValueError(f"x has {len(x)} points but y has {len(y)}")
    return torch.linalg.lstsq(features, y.unsqueeze(1)).solution.squeeze(1)  # orthogonalises, so that errors stay small
    ### END SOLUTION


def complexity_curve(
    train: tuple[Tensor, Tensor], val: tuple[Tensor, Tensor], degrees: Sequence[int]
) -> tuple[Tensor, Tensor]:
    """The errors of polynomials of several degrees: fitted to the training data, judged on both sets.

    Args:
        train: (x, y), each of shape (n,), float32 or float64, to fit each polynomial to.
        val: (x, y), each of shape (m,), same dtype, which the fit never sees; m may differ from n.
        degrees: the degrees to try, in any order.

    Returns:
        (train_errors, val_errors): for each degree, in the order of `degrees`, the mean of the squared differences
        between polynomial and y. Each of shape (len(degrees),), same dtype as x. They need not be differentiable.
        No argument is changed.

    Raises:
        ValueError: one of the four tensors is not one-dimensional, or an x and its y have not the same length.
            The message names x, y, train or val.

    >>> x = torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64)
    >>> train_errors, val_errors = complexity_curve((x, x), (x, x + 1), degrees=[0, 1])
    >>> train_errors.round(decimals=4).abs(), val_errors.round(decimals=4)
    (tensor([0.6667, 0.0000], dtype=torch.float64), tensor([1.6667, 1.0000], dtype=torch.float64))
    """
    ### BEGIN SOLUTION
    for name, (x, y) in (("train", train), ("val", val)):
        if x.dim() != 1 or x.shape != y.shape:
            raise ValueError(f"{name} must be (x, y) of one shape (n,), not {tuple(x.shape)} and {tuple(y.shape)}")

    def mean_squared_error(w: Tensor, x: Tensor, y: Tensor) -> Tensor:
        return ((polynomial_features(x, len(w) - 1) @ w - y) ** 2).mean()

    fits = [fit_polynomial(*train, degree) for degree in degrees]
    train_errors = torch.stack([mean_squared_error(w, *train) for w in fits])  # (len(degrees),)
    val_errors = torch.stack([mean_squared_error(w, *val) for w in fits])  # (len(degrees),)
    return train_errors, val_errors
    ### END SOLUTION


def diagnose(train_error: float, val_error: float, target_error: float) -> str:
    """What is wrong with a model, from its errors.

    Args:
        train_error: error on the training data.
        val_error: error on the validation data.
        target_error: the largest error that is good enough.

    Returns:
        "underfitting" if the training error is above the target, whatever the validation error is; "overfitting" if
        only the validation error is above it; "good fit" if neither is.

    >>> diagnose(train_error=0.3, val_error=0.4, target_error=0.1)
    'underfitting'
    """
    ### BEGIN SOLUTION
    if train_error > target_error:
        return "underfitting"
    return "overfitting" if val_error > target_error else "good fit"
    ### END SOLUTION
