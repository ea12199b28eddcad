"""The size of what a convolution returns.

Text: 3.3.2
Order: 5
Needs: -
"""
from collections.abc import Sequence


def conv_output_shape(
    input_shape: Sequence[int],
    kernel_size: int | Sequence[int],
    padding: int | Sequence[int] = (0, 0),
    stride: int | Sequence[int] = (1, 1),
) -> tuple[int, int]:
    """Count the places where the window fits, on each axis by that axis' own numbers.

    floor((n - k + 2p + s) / s)

    Args:
        input_shape: (n_h, n_w), a tuple or a list.
        kernel_size: (k_h, k_w), a tuple or a list; an int stands for both. So it is for the next two.
        padding: rows and columns added *per side*, (p_h, p_w).
        stride: (s_h, s_w).

    Returns:
        (height, width), a tuple of two ints.

    Raises:
        ValueError: the kernel is larger than the padded input, a stride is below 1 or a padding is negative. The
            message names the argument.

    >>> conv_output_shape((8, 8), (3, 5), padding=(0, 1), stride=(3, 4))
    (2, 2)
    """
    ### BEGIN SOLUTION
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

    height, width = map(one_axis, both(input_shape), both(kernel_size), both(padding), both(stride))
    return height, width
    ### END SOLUTION
