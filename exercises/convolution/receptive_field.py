"""How much of the input one output sees.

Text: 3.3.3
Order: 7
Needs: -
"""
from collections.abc import Sequence

Layer = tuple[int, int, int]  # (kernel, stride, padding) on one axis


# YOUR CODE HERE


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
    # YOUR CODE HERE
    raise NotImplementedError()


def receptive_fields(layers: Sequence[Layer]) -> list[int]:
    """Give the receptive field after each layer, the one at the input first.

    Args and Raises are those of `receptive_field`.

    Returns:
        A list of ints, one entry a layer; [] for no layers.

    >>> receptive_fields([(3, 1, 1), (2, 2, 0), (3, 1, 1)])
    [3, 4, 8]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


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
    # YOUR CODE HERE
    raise NotImplementedError()
