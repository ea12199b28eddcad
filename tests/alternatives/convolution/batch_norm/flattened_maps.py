"""Maps are turned into rows of features, and back; sums by hand, statistics not detached."""


def batch_norm(X, gamma, beta, moving_mean, moving_var, training, eps=1e-5, momentum=0.1):
    if X.dim() not in (2, 4):
        raise ValueError("X must have 2 or 4 dimensions")
    d = X.shape[1]
    if gamma.shape != (d,):
        raise ValueError("gamma has the wrong size")
    if beta.shape != (d,):
        raise ValueError("beta has the wrong size")
    if moving_mean.shape != (d,):
        raise ValueError("moving_mean has the wrong size")
    if moving_var.shape != (d,):
        raise ValueError("moving_var has the wrong size")
    m = X.numel() // d
    if training and m == 1:
        raise ValueError("X: one value per feature")
    rows = X if X.dim() == 2 else X.permute(0, 2, 3, 1).reshape(-1, d)
    if not training or m == 0:
        mean, var = moving_mean, moving_var
    else:
        mean = rows.sum(0) / m
        var = ((rows - mean) ** 2).sum(0) / m
        moving_mean = moving_mean + momentum * (mean - moving_mean)
        moving_var = moving_var + momentum * (((rows - mean) ** 2).sum(0) / (m - 1) - moving_var)
    rows = (rows - mean) * (var + eps).rsqrt() * gamma + beta
    if X.dim() == 4:
        n, _, h, w = X.shape
        rows = rows.reshape(n, h, w, d).permute(0, 3, 1, 2)
    return rows, moving_mean, moving_var
