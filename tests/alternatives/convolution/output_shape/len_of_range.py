"""The length of a range, and a torch.Size."""

import torch


def conv_output_shape(input_shape, kernel_size, padding=(0, 0), stride=(1, 1)):
    kernel_size, padding, stride = (
        (pair, pair) if isinstance(pair, int) else tuple(pair) for pair in (kernel_size, padding, stride)
    )
    if min(padding) < 0:
        raise ValueError("padding must be at least 0")
    if min(stride) < 1:
        raise ValueError("stride must be at least 1")
    (n_h, n_w), (k_h, k_w), (p_h, p_w), (s_h, s_w) = input_shape, kernel_size, padding, stride
    if k_h > n_h + 2 * p_h or k_w > n_w + 2 * p_w:
        raise ValueError(f"input_shape {input_shape} too small")
    return tuple(torch.Size((len(range(0, n_h + 2 * p_h - k_h + 1, s_h)), len(range(0, n_w + 2 * p_w - k_w + 1, s_w)))))
