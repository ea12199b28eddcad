"""The kernel's width is used on both axes.

Fails: each_axis_by_its_own_numbers
"""

from collections.abc import Sequence


def conv_output_shape(
    input_shape: Sequence[int],
    kernel_size: int | Sequence[int],
    padding: int | Sequence[int] = (0, 0),
    stride: int | Sequence[int] = (1, 1),
) -> tuple[int, int]:

    def both(pair: int | Sequence[int]) -> Sequence[int]:
        return (pair, pair) if isinstance(pair, int) else pair

    def one_axis(n: int, k: int, p: int, s: int) -> int:
        if p < 0:
            raise ValueError(f"padding must not be negative, got {padding}")
        if s < 1:
            raise ValueError(f"stride must be at least 1, got {stride}")
        if k > n + 2 * p:
            raise ValueError(f"kernel_size {kernel_size} is larger than the padded input_shape {input_shape}")
        return (n - k + 2 * p + s) // s

    height, width = map(one_axis, both(input_shape), (both(kernel_size)[1],) * 2, both(padding), both(stride))
    return (height, width)
