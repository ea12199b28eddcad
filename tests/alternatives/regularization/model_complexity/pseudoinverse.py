"""The pseudoinverse; powers by cumprod; a list of two comes back."""

import torch


def polynomial_features(x, degree):
    if x.dim() != 1:
        raise ValueError("x")
    columns = torch.cat([torch.ones_like(x)[:, None], x[:, None].expand(-1, degree)], dim=1)
    return columns.cumprod(dim=1)


def fit_polynomial(x, y, degree):
    if x.dim() != 1:
        raise ValueError("x")
    if y.shape != x.shape:
        raise ValueError("y")
    return torch.linalg.pinv(polynomial_features(x, degree)) @ y


def complexity_curve(train, val, degrees):
    def errors(data):
        x, y = data
        if x.dim() != 1:
            raise ValueError("x")
        if y.shape != x.shape:
            raise ValueError("y")
        fits = [polynomial_features(x, degree) @ fit_polynomial(*train, degree) for degree in degrees]
        return (torch.stack(fits) - y).square().mean(dim=1)

    return [errors(train), errors(val)]


def diagnose(train_error, val_error, target_error):
    if train_error > target_error:
        return "underfitting"
    elif val_error > target_error:
        return "overfitting"
    return "good fit"
