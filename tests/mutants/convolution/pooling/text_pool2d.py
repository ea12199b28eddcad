"""The text's own pool2d (3.3.5): float32 zeros whatever the input, an unknown mode returns them; nothing is checked.

Fails: unknown_mode, pool2d_keeps_dtype, pool2d_bad_input
"""

import torch

from convolution.padding import pad2d


def pool2d(X, pool_size, mode="max"):
    p_h, p_w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    Y = torch.zeros((X.shape[0] - p_h + 1, X.shape[1] - p_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            if mode == "max":
                Y[i, j] = X[i : i + p_h, j : j + p_w].max()
            elif mode == "avg":
                Y[i, j] = X[i : i + p_h, j : j + p_w].mean()
    return Y


def pool2d_layer(
    X: torch.Tensor,
    pool_size: object,
    mode: str = "max",
    padding: object = (0, 0),
    stride: object = None,
) -> torch.Tensor:
    if X.dim() != 4:
        raise ValueError(f"X must have four dimensions, got shape {tuple(X.shape)}")
    if mode not in ("max", "avg"):
        raise ValueError(f"mode must be 'max' or 'avg', got {mode!r}")
    k_h, k_w = (pool_size, pool_size) if isinstance(pool_size, int) else pool_size
    p_h, p_w = (padding, padding) if isinstance(padding, int) else padding
    if p_h > k_h // 2 or p_w > k_w // 2:
        raise ValueError(f"padding {padding} is more than half of pool_size {pool_size}")
    if stride is None:
        stride = (k_h, k_w)
    s_h, s_w = (stride, stride) if isinstance(stride, int) else stride
    if s_h < 1 or s_w < 1:
        raise ValueError(f"stride must be at least 1, got {stride}")
    padded = pad2d(X, (p_h, p_w), value=-torch.inf if mode == "max" else 0.0)
    if k_h > padded.shape[2] or k_w > padded.shape[3]:
        raise ValueError(f"pool_size {pool_size} is larger than the padded X of shape {tuple(padded.shape)}")
    windows = padded.unfold(2, k_h, s_h).unfold(3, k_w, s_w)
    return windows.amax(dim=(4, 5)) if mode == "max" else windows.mean(dim=(4, 5))
