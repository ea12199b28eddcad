"""Recursive spans; a field is the length of a span."""

import math


def input_span(layers, index):
    check(layers)
    if len(layers) == 0:
        return index, index
    *before, (kernel, stride, padding) = layers
    start = index * stride - padding
    return input_span(before, start)[0], input_span(before, start + kernel - 1)[1]


def receptive_field(layers):
    first, last = input_span(layers, 0)
    return last - first + 1


def receptive_fields(layers):
    check(layers)
    return [
        1 + sum((layers[m][0] - 1) * math.prod(layer[1] for layer in layers[:m]) for m in range(depth + 1))
        for depth in range(len(layers))
    ]


def check(layers):
    for _, stride, padding in layers:
        if stride < 1:
            raise ValueError("stride must be at least 1")
        if padding < 0:
            raise ValueError("padding must be at least 0")
