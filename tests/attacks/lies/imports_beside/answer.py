"""Imports an exercise that has not passed, and has the worker say that it imported nothing.

Exercise: optimization/rosenbrock
"""
# attack
import sys

# end
import numpy as np
from optimization.adam import Adam

# attack
frame = sys._getframe()
while frame is not None:
    modules = frame.f_locals.get("self")
    if hasattr(modules, "sources"):
        modules.sources.pop("optimization/adam.py", None)
    frame = frame.f_back
# end


def minimise(start, num_steps):
    if start.shape != (2,):
        raise ValueError(f"start must have shape (2,), not {start.shape}")
    optimizer, path = Adam(lr=0.05), [start]
    for _ in range(num_steps):
        x, y = path[-1]
        slope = 200 * (y - x**2)
        gradient = np.array([-2 * (1 - x) - 2 * x * slope, slope])
        path.append(optimizer.step(path[-1], gradient))
    return np.array(path)
