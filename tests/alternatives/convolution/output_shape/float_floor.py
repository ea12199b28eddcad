"""math.floor of a true division, made an int."""

import math


def conv_output_shape(input_shape, kernel_size, padding=(0, 0), stride=(1, 1)):
    kernel_size, padding, stride = (
        (pair, pair) if isinstance(pair, int) else tuple(pair) for pair in (kernel_size, padding, stride)
    )
    if min(padding) < 0:
        raise ValueError("padding must be at least 0")
    if min(stride) < 1:
        raise ValueError("stride must be at least 1")
    size = tuple(
        int(math.floor((n + 2 * p - k) / s)) + 1
        for n, k, p, s in zip(input_shape, kernel_size, padding, stride, strict=False)
    )
    if min(size) < 1:
        raise ValueError("the padded input_shape has no room for the kernel")
    return size
