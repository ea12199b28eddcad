"""Features by repeated products, the fit by the singular value decomposition."""

import torch


def polynomial_features(x, degree):
    if len(x.shape) != 1:
        raise ValueError("x must be a vector")
    columns = [torch.ones_like(x)]
    for _ in range(degree):
        columns.append(columns[-1] * x)
    return torch.stack(columns, 1)


def fit_polynomial(x, y, degree):
    if x.shape != y.shape:
        raise ValueError("x and y must have one shape")
    U, S, Vh = torch.linalg.svd(polynomial_features(x, degree), full_matrices=False)
    return Vh.T @ ((U.T @ y) / S)


def complexity_curve(train, val, degrees):
    for x, y in (train, val):
        if x.shape != y.shape or x.dim() != 1:
            raise ValueError("x and y must be vectors of one length, in train and in val")
    train_errors = torch.empty(len(degrees), dtype=train[0].dtype)
    val_errors = torch.empty_like(train_errors)
    for i, degree in enumerate(degrees):
        w = fit_polynomial(train[0], train[1], degree)
        for errors, (x, y) in ((train_errors, train), (val_errors, val)):
            errors[i] = torch.mean((y - polynomial_features(x, degree) @ w).pow(2))
    return train_errors, val_errors


def diagnose(train_error, val_error, target_error):
    fits_training, fits_validation = train_error <= target_error, val_error <= target_error
    return {(True, True): "good fit", (True, False): "overfitting"}.get(
        (fits_training, fits_validation), "underfitting"
    )
