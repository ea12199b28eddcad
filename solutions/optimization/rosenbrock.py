"""Down Rosenbrock's valley.

Text: 3.7.3
Order: 8
Needs: adam
"""
from __future__ import annotations

import numpy as np

### BEGIN SOLUTION
from optimization.adam import Adam

### END SOLUTION


def minimise(start: np.ndarray, num_steps: int) -> np.ndarray:
    """Walk down Rosenbrock's function with an optimiser of this chapter, and keep the path.

    f(x, y) = (1 - x)^2 + 100 (y - x^2)^2

    Its minimum is f(1, 1) = 0, at the end of a long, bent and nearly flat valley along y = x^2. Which optimiser and
    which learning rate is yours to choose; what counts is that each step follows from the gradient where you stand.

    Args:
        start: where to begin, shape (2,), float64.
        num_steps: how many steps to take; 0 gives the start alone.

    Returns:
        The path, shape (num_steps + 1, 2), float64: path[0] is start, path[k] the point after k steps. No step is 1
        long or longer. `start` is not changed.

    Raises:
        ValueError: start is not of shape (2,).

    Judged on f(path[-1]) <= 1e-3 after 2,000 steps from (-1.2, 1), (-1.5, 2) and (0, 0). The path has to have been
    walked: it starts where it was told, moves in small steps, and goes round through the valley, not straight to
    (1, 1).

    >>> path = minimise(np.array([0.0, 0.0]), num_steps=3)
    >>> path.shape, path[0].tolist()
    ((4, 2), [0.0, 0.0])
    """
    ### BEGIN SOLUTION
    if start.shape != (2,):
        raise ValueError(f"start must have shape (2,), not {start.shape}")
    optimizer = Adam(lr=0.05)
    path = np.zeros((num_steps + 1, 2))
    path[0] = start
    for k in range(num_steps):
        path[k + 1] = optimizer.step(path[k], gradient(path[k]))
    return path
    ### END SOLUTION


### BEGIN SOLUTION
def gradient(point: np.ndarray) -> np.ndarray:
    """The partial derivatives of f by x and by y."""
    x, y = point
    slope = 200 * (y - x**2)
    return np.array([-2 * (1 - x) - 2 * x * slope, slope])
### END SOLUTION
