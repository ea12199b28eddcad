"""Loops over outputs, the padded picture made like X."""


def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    p_h, p_w = (padding, padding) if isinstance(padding, int) else padding
    s_h, s_w = (stride, stride) if isinstance(stride, int) else stride
    if X.dim() != 2:
        raise ValueError("X must be a matrix")
    if K.dim() != 2:
        raise ValueError("K must be a matrix")
    if p_h < 0 or p_w < 0:
        raise ValueError("padding must be at least 0")
    if s_h < 1 or s_w < 1:
        raise ValueError("stride must be at least 1")
    (n_h, n_w), (k_h, k_w) = X.shape, K.shape
    if k_h > n_h + 2 * p_h or k_w > n_w + 2 * p_w:
        raise ValueError("K is larger than the padded X")
    padded = X.new_zeros(n_h + 2 * p_h, n_w + 2 * p_w)
    padded[p_h : p_h + n_h, p_w : p_w + n_w] = X
    Y = X.new_zeros((n_h - k_h + 2 * p_h + s_h) // s_h, (n_w - k_w + 2 * p_w + s_w) // s_w)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (padded[i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w] * K).sum()
    return Y
