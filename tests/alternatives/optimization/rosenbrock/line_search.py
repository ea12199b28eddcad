"""Stands alone: Newton directions with a step that is halved until f falls enough, at most 0.5 long."""

import numpy as np


def f(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2


def minimise(start, num_steps):
    if start.ndim != 1 or len(start) != 2:
        raise ValueError(f"start: {start.shape}")
    path = np.tile(start, (num_steps + 1, 1))
    for k in range(num_steps):
        x, y = p = path[k]
        g = np.array([2 * (x - 1) - 400 * x * (y - x**2), 200 * (y - x**2)])
        H = np.array([[2 - 400 * y + 1200 * x**2, -400 * x], [-400 * x, 200.0]])
        direction = -np.linalg.solve(H, g) if np.linalg.det(H) > 0 and H[0, 0] > 0 else -g
        size = np.linalg.norm(direction)
        if size > 0.5:
            direction = direction * (0.5 / size)
        step = 1.0
        while f(p + step * direction) > f(p) and step > 1e-12:
            step /= 2
        path[k + 1] = p + step * direction if f(p + step * direction) <= f(p) else p
    return path
