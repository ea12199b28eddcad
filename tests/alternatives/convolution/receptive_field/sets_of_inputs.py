"""Collects every input that an output depends on."""


def _v(layers):
    for _k, s, p in layers:
        if s < 1:
            raise ValueError("bad stride in layers")
        if p < 0:
            raise ValueError("bad padding in layers")


def input_span(layers, index):
    _v(layers)
    pl = {index}
    for k, s, p in reversed(list(layers)):
        pl = {q * s - p + o for q in pl for o in range(k)}
    return (min(pl), max(pl))


def receptive_field(layers):
    a, b = input_span(layers, 0)
    return b - a + 1


def receptive_fields(layers):
    _v(layers)
    return [receptive_field(layers[:i]) for i in range(1, len(layers) + 1)]
