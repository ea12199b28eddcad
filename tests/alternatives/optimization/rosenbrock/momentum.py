"""The sibling Momentum, the path gathered in a list."""

import numpy as np

from optimization.momentum import Momentum


def minimise(start, num_steps):
    if np.shape(start) != (2,):
        raise ValueError("start must be a point of the plane")
    optimizer = Momentum(lr=1e-3, beta=0.9)
    theta = np.array(start, dtype=float)
    path = [theta]
    for _ in range(num_steps):
        x, y = theta
        gradient = np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
        theta = optimizer.step(theta, gradient)
        path.append(theta)
    return np.array(path)
