"""input_span turns round the list it was given.

Fails: layers_are_left_alone
"""

from collections.abc import Sequence

Layer = tuple[int, int, int]


def _check(layers: Sequence[Layer]) -> None:
    for _, stride, padding in layers:
        if stride < 1:
            raise ValueError(f"layers: stride must be at least 1, got {stride}")
        if padding < 0:
            raise ValueError(f"layers: padding must not be negative, got {padding}")


def receptive_field(layers: Sequence[Layer]) -> int:
    return receptive_fields(layers)[-1] if layers else 1


def receptive_fields(layers: Sequence[Layer]) -> list[int]:
    _check(layers)
    fields = []
    field, step = (1, 1)
    for kernel, stride, _ in layers:
        field += (kernel - 1) * step
        step *= stride
        fields.append(field)
    return fields


def input_span(layers: Sequence[Layer], index: int) -> tuple[int, int]:
    _check(layers)
    first = last = index
    layers.reverse()
    for kernel, stride, padding in layers:
        first = first * stride - padding
        last = last * stride - padding + kernel - 1
    return (first, last)
