"""np.where throughout: a single step gives an array without dimensions."""

import numpy as np


def exponential_decay(lr_0, decay_rate, t):
    return lr_0 * np.power(decay_rate, t)


def cosine_annealing(lr_0, t, num_steps, lr_min=0.0):
    angle = np.clip(np.asarray(t) / num_steps, 0, 1) * np.pi
    return np.asarray(lr_min + (lr_0 - lr_min) * np.cos(angle / 2) ** 2)


def linear_warmup(lr_0, t, warmup_steps):
    t = np.asarray(t)
    return np.where(t < warmup_steps, lr_0 * t / max(warmup_steps, 1), lr_0)


def warmup_decay(lr_0, decay_rate, t, warmup_steps):
    t = np.asarray(t)
    rising = lr_0 * t / max(warmup_steps, 1)
    return np.where(t < warmup_steps, rising, lr_0 * decay_rate ** (t - float(warmup_steps)))
