"""Loops; max looks only at the part of the window inside the picture."""


def pool2d(X, pool_size, mode="max"):
    if X.dim() != 2:
        raise ValueError("X must be a matrix")
    p_h, p_w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    if p_h > X.shape[0] or p_w > X.shape[1]:
        raise ValueError("pool_size is larger than X")
    Y = X.new_zeros(X.shape[0] - p_h + 1, X.shape[1] - p_w + 1)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i : i + p_h, j : j + p_w]
            if mode == "max":
                Y[i, j] = window.max()
            elif mode == "avg":
                Y[i, j] = window.mean()
            else:
                raise ValueError(f"unknown mode {mode}")
    return Y


def pool2d_layer(X, pool_size, mode="max", padding=(0, 0), stride=None):
    if X.dim() != 4:
        raise ValueError("X must have 4 dimensions")
    if mode != "max" and mode != "avg":
        raise ValueError("unknown mode")
    k_h, k_w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    p_h, p_w = (padding, padding) if isinstance(padding, int) else padding
    s_h, s_w = pool_size_stride(stride, k_h, k_w)
    if s_h < 1 or s_w < 1:
        raise ValueError("stride must be at least 1")
    if p_h < 0 or p_w < 0 or 2 * p_h > k_h or 2 * p_w > k_w:
        raise ValueError("padding must be between 0 and half the window")
    n, c, n_h, n_w = X.shape
    if k_h > n_h + 2 * p_h or k_w > n_w + 2 * p_w:
        raise ValueError("pool_size is larger than the padded X")
    h, w = (n_h - k_h + 2 * p_h + s_h) // s_h, (n_w - k_w + 2 * p_w + s_w) // s_w
    Y = X.new_zeros(n, c, h, w)
    for i in range(h):
        for j in range(w):
            top, left = i * s_h - p_h, j * s_w - p_w
            window = X[:, :, max(top, 0) : top + k_h, max(left, 0) : left + k_w]
            Y[:, :, i, j] = window.amax(dim=(2, 3)) if mode == "max" else window.sum(dim=(2, 3)) / (k_h * k_w)
    return Y


def pool_size_stride(stride, k_h, k_w):
    if stride is None:
        return k_h, k_w
    return (stride, stride) if isinstance(stride, int) else stride
