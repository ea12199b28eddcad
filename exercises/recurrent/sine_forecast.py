"""Forecasting a noisy sine.

Text: 3.4.3
Order: 6
Needs: bptt, clip_gradients
"""
from __future__ import annotations

import numpy as np

# YOUR CODE HERE


def train(
    series: np.ndarray, hidden_dim: int, num_steps: int, lr: float, num_epochs: int, seed: int
) -> dict[str, np.ndarray]:
    """Teach a recurrent network to predict the next point of a series.

    A window is `num_steps` consecutive points as inputs, from state 0, and as targets the point that follows each. Its
    loss is the mean over the steps of 1/2 (y_t - target_t)^2. An epoch goes over windows from the whole series; which
    (side by side or overlapping), and in which order, is yours to choose. For each window: the gradient of its mean
    loss, clipped to a global norm of 1, and one step params <- params - lr * gradient.

    Args:
        series: shape (n,), float64, n > num_steps; num_steps + 1 points hold exactly one window.
        hidden_dim, num_steps, lr: as above.
        num_epochs: 0 returns the first params, as does lr = 0.
        seed: the same seed and arguments give the same params.

    Returns:
        params as in `bptt`: {"W_h": (hidden_dim, hidden_dim), "W_x": (hidden_dim, 1), "b_h": (hidden_dim,),
        "W_y": (1, hidden_dim), "b_y": (1,)}, always finite. `series` is not changed.

    Raises:
        ValueError: series is not one-dimensional.

    Judged on a sine of period 25 and amplitude 1 with noise of 0.05, 400 points to train on and the next 100 held out:
    after train(series, 16, 20, 0.1, 60, seed) the mean squared error of one-step forecasts must be at most 0.01, for
    the better of two seeds, within 30 s. (Repeating the last value gives 0.037.)

    >>> params = train(np.sin(np.arange(40.0)), hidden_dim=3, num_steps=5, lr=0.1, num_epochs=1, seed=0)
    >>> {name: array.shape for name, array in sorted(params.items())}
    {'W_h': (3, 3), 'W_x': (3, 1), 'W_y': (1, 3), 'b_h': (3,), 'b_y': (1,)}
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def forecast(params: dict[str, np.ndarray], prefix: np.ndarray, n: int) -> np.ndarray:
    """Go on with a series: predict the next `n` points, feeding each prediction back as the next input.

    From state 0 the network reads all of `prefix`; its last output is the first forecast. Each forecast is then the
    next input, with the state carried on.

    Args:
        params: as `train` returns them.
        prefix: the points so far, shape (k,), float64, k >= 1.
        n: how many points to predict; 0 gives an empty array.

    Returns:
        The forecasts, shape (n,), float64. No argument is changed.

    Raises:
        ValueError: prefix is not one-dimensional.

    >>> one, zero = np.array([[1.0]]), np.zeros(1)
    >>> params = {"W_h": 0 * one, "W_x": 1e-6 * one, "b_h": zero, "W_y": 1e6 * one, "b_y": np.ones(1)}
    >>> forecast(params, np.array([5.0, 7.0]), n=3).round(4)
    array([ 8.,  9., 10.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
