"""Learning-rate schedules.

Text: 3.7.4
Order: 7
Needs: -
"""
from __future__ import annotations

import numpy as np

Number = float | np.ndarray


def exponential_decay(lr_0: float, decay_rate: float, t: int | np.ndarray) -> Number:
    """The rate after t steps of exponential decay: lr_0 * decay_rate^t.

    Args:
        lr_0: first rate, above 0.
        decay_rate: factor of each step, in (0, 1].
        t: step, counted from 0; an int, or an array of steps, any shape.

    Returns:
        The rate, a float for an int; for an array, float64 and the shape of t. No argument is changed.

    >>> exponential_decay(0.5, 0.5, 3)
    0.0625
    >>> exponential_decay(1.0, 0.5, np.array([0, 1, 2]))
    array([1.  , 0.5 , 0.25])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def cosine_annealing(lr_0: float, t: int | np.ndarray, num_steps: int, lr_min: float = 0.0) -> Number:
    """The rate after t steps of cosine annealing: half a cosine from lr_0 at t = 0 down to lr_min at t = num_steps.

    lr_min + (lr_0 - lr_min) / 2 * (1 + cos(pi * t / num_steps)); after num_steps it stays at lr_min.

    Args:
        lr_0: first rate.
        t: step, counted from 0; an int, or an array of steps, any shape.
        num_steps: length of the fall, 1 or more.
        lr_min: last rate.

    Returns:
        The rate, a float for an int; for an array, float64 and the shape of t. No argument is changed.

    >>> float(cosine_annealing(1.0, 0, 10)), float(cosine_annealing(1.0, 12, 10, lr_min=0.25))
    (1.0, 0.25)
    >>> cosine_annealing(1.0, np.array([0, 5, 10, 15]), 10).round(4)
    array([1. , 0.5, 0. , 0. ])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def linear_warmup(lr_0: float, t: int | np.ndarray, warmup_steps: int) -> Number:
    """The rate after t steps of warm-up: lr_0 * t / warmup_steps, up to lr_0 and never above.

    Args:
        lr_0: rate after the warm-up.
        t: step, counted from 0; an int, or an array of steps, any shape.
        warmup_steps: length of the warm-up; 0 means none: lr_0 from the first step on, t = 0 included.

    Returns:
        The rate, a float for an int; for an array, float64 and the shape of t. No argument is changed.

    >>> [float(linear_warmup(1.0, t, 4)) for t in (0, 1, 4, 8)]
    [0.0, 0.25, 1.0, 1.0]
    >>> linear_warmup(1.0, np.array([0, 1, 4, 8]), 4)
    array([0.  , 0.25, 1.  , 1.  ])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def warmup_decay(lr_0: float, decay_rate: float, t: int | np.ndarray, warmup_steps: int) -> Number:
    """Warm-up, then exponential decay from where the warm-up ended.

    lr_0 * t / warmup_steps while t < warmup_steps, then lr_0 * decay_rate^(t - warmup_steps): at t = warmup_steps both
    give lr_0, so the rate does not jump.

    Args:
        lr_0: highest rate.
        decay_rate: factor of each step after the warm-up, in (0, 1].
        t: step, counted from 0; an int, or an array of steps, any shape.
        warmup_steps: length of the warm-up; 0 means none.

    Returns:
        The rate, a float for an int; for an array, float64 and the shape of t. No argument is changed.

    >>> [float(warmup_decay(1.0, 0.5, t, 4)) for t in (0, 2, 4, 5, 6)]
    [0.0, 0.5, 1.0, 0.5, 0.25]
    """
    # YOUR CODE HERE
    raise NotImplementedError()
