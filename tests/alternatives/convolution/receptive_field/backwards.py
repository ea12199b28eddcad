"""From the output back: r = (r - 1) s + k."""


def receptive_field(layers):
    check(layers)
    r = 1
    for kernel, stride, _ in layers[::-1]:
        r = (r - 1) * stride + kernel
    return r


def receptive_fields(layers):
    check(layers)
    return [receptive_field(layers[: i + 1]) for i in range(len(layers))]


def input_span(layers, index):
    check(layers)
    start, jump = 0, 1
    for _, stride, padding in layers:
        start -= padding * jump
        jump *= stride
    first = start + index * jump
    return first, first + receptive_field(layers) - 1


def check(layers):
    for _, stride, padding in layers:
        if stride < 1:
            raise ValueError("stride must be at least 1")
        if padding < 0:
            raise ValueError("padding must be at least 0")
