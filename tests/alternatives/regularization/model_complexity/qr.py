"""QR factors; features by vander; errors collected as floats."""

import torch


def polynomial_features(x, degree):
    if x.ndim != 1:
        raise ValueError(f"x: {tuple(x.shape)}")
    return torch.vander(x, degree + 1, increasing=True)


def fit_polynomial(x, y, degree):
    if x.ndim != 1 or y.ndim != 1 or len(x) != len(y):
        raise ValueError("x and y must be vectors of one length")
    Q, R = torch.linalg.qr(polynomial_features(x, degree))
    return torch.linalg.solve_triangular(R, (Q.mT @ y)[:, None], upper=True)[:, 0]


def complexity_curve(train, val, degrees):
    errors = [[], []]
    for degree in degrees:
        w = fit_polynomial(*train, degree)
        for kind, (x, y) in zip(errors, (train, val), strict=True):
            if x.shape != y.shape or x.ndim != 1:
                raise ValueError("val: x and y must be vectors of one length")
            kind.append(torch.nn.functional.mse_loss(polynomial_features(x, degree) @ w, y).item())
    return torch.tensor(errors[0], dtype=train[0].dtype), torch.tensor(errors[1], dtype=train[0].dtype)


def diagnose(train_error, val_error, target_error):
    if train_error <= target_error and val_error <= target_error:
        return "good fit"
    return "overfitting" if train_error <= target_error else "underfitting"
