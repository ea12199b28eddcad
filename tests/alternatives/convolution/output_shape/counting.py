"""Counts the places where the window fits, one by one."""


def conv_output_shape(input_shape, kernel_size, padding=(0, 0), stride=(1, 1)):
    kernel_size, padding, stride = (
        (pair, pair) if isinstance(pair, int) else tuple(pair) for pair in (kernel_size, padding, stride)
    )
    if min(padding) < 0:
        raise ValueError("padding must be at least 0")
    if min(stride) < 1:
        raise ValueError("stride must be at least 1")
    sizes = []
    for n, k, p, s in zip(input_shape, kernel_size, padding, stride, strict=False):
        places = [start for start in range(-p, n + p, s) if start + k <= n + p]
        if not places:
            raise ValueError("kernel_size is larger than the padded input")
        sizes.append(len(places))
    return sizes[0], sizes[1]
