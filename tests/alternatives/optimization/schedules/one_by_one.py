"""Functions of a single step, and a wrapper for arrays."""

import functools
import math

import numpy as np


def for_arrays(position):
    def decorate(f):
        @functools.wraps(f)
        def g(*args, **keywords):
            t = args[position]
            if not isinstance(t, np.ndarray):
                return f(*args, **keywords)
            rates = [f(*args[:position], float(k), *args[position + 1 :], **keywords) for k in t.ravel()]
            return np.array(rates, dtype=float).reshape(t.shape)

        return g

    return decorate


@for_arrays(2)
def exponential_decay(lr_0, decay_rate, t):
    return lr_0 * math.exp(t * math.log(decay_rate))


@for_arrays(1)
def cosine_annealing(lr_0, t, num_steps, lr_min=0.0):
    if t >= num_steps:
        return float(lr_min)
    return lr_min + 0.5 * (lr_0 - lr_min) * (1 + math.cos(math.pi * t / num_steps))


@for_arrays(1)
def linear_warmup(lr_0, t, warmup_steps):
    return lr_0 * t / warmup_steps if t < warmup_steps else lr_0


@for_arrays(2)
def warmup_decay(lr_0, decay_rate, t, warmup_steps):
    if t < warmup_steps:
        return linear_warmup(lr_0, t, warmup_steps)
    return exponential_decay(lr_0, decay_rate, t - warmup_steps)
