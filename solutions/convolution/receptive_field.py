"""How much of the input one output sees.

Text: 3.3.3
Order: 7
Needs: -
"""
from collections.abc import Sequence

Layer = tuple[int, int, int]  # (kernel, stride, padding) on one axis


### BEGIN SOLUTION
def _check(layers: Sequence[Layer]) -> None:
    for _, stride, padding in layers:
        if stride < 1:
            raise ValueError(f"layers: stride must be at least 1, got {stride}")
        if padding < 0:
            raise ValueError(f"layers: padding must not be negative, got {padding}")
### END SOLUTION


def receptive_field(layers: Sequence[Layer]) -> int:
    """Count the inputs, padding included, that one output of the last layer depends on.

    r = 1 + sum_l (k_l - 1) s_1 s_2 ... s_{l-1}: a layer's kernel is stretched by the strides of the layers *before* it.

    Args:
        layers: (kernel, stride, padding) of each layer, the one at the input first; one axis. May be empty. It is
            not changed.

    Returns:
        The receptive field of the last layer, an int; 1 for no layers.

    Raises:
        ValueError: a stride is below 1 or a padding negative. The message names layers, or the stride or padding.

    >>> receptive_field([(3, 1, 1), (3, 1, 1)])
    5
    """
    ### BEGIN SOLUTION
    return receptive_fields(layers)[-1] if layers else 1
    ### END SOLUTION


def receptive_fields(layers: Sequence[Layer]) -> list[int]:
    """Give the receptive field after each layer, the one at the input first.

    Args and Raises are those of `receptive_field`.

    Returns:
        A list of ints, one entry a layer; [] for no layers.

    >>> receptive_fields([(3, 1, 1), (2, 2, 0), (3, 1, 1)])
    [3, 4, 8]
    """
    ### BEGIN SOLUTION
    _check(layers)
    fields = []
    field, step = 1, 1  # step: how far apart in the input two neighbours of this layer's input lie
    for kernel, stride, _ in layers:
        field += (kernel - 1) * step
        step *= stride
        fields.append(field)
    return fields
    ### END SOLUTION


def input_span(layers: Sequence[Layer], index: int) -> tuple[int, int]:
    """Say which inputs the output at `index` of the last layer depends on.

    Args:
        layers: as in `receptive_field`.
        index: which output of the last layer, from 0.

    Returns:
        (first, last), ints, both ends inclusive. They may lie outside the input, where the padding is: below 0, or
        past its end. (index, index) for no layers.

    Raises:
        ValueError: as in `receptive_field`.

    >>> input_span([(3, 1, 1)], 0)
    (-1, 1)
    """
    ### BEGIN SOLUTION
    _check(layers)
    first = last = index
    for kernel, stride, padding in reversed(layers):
        first = first * stride - padding
        last = last * stride - padding + kernel - 1
    return first, last
    ### END SOLUTION
