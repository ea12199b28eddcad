"""Early stopping.

Text: -
Order: 4
Needs: -
"""
import math


class EarlyStopping:
    """Watches the validation loss, and says when training has gone on for too long without improving it.

    A step improves when its loss is below the best so far by more than min_delta: best - val_loss > min_delta.
    A loss of nan never improves.

    Args:
        patience: how many steps in a row without improvement are enough to stop, >= 1.
        min_delta: an improvement has to be larger than this.

    Attributes:
        best: the loss of the last step that improved, a float; inf at first. A smaller loss that is no improvement does
            not move it.
        best_step: the number of that step, an int, counted from 0; None at first.

    Raises:
        ValueError: patience is below 1. The message names patience.

    >>> stopping = EarlyStopping(patience=2)
    >>> [stopping.step(loss) for loss in (0.5, 0.3, 0.4, 0.3)]
    [False, False, False, True]
    >>> stopping.best, stopping.best_step
    (0.3, 1)
    """

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        ### BEGIN SOLUTION
        if patience < 1:
            raise ValueError(f"patience must be at least 1, not {patience}")
        self.patience = patience
        self.min_delta = min_delta
        self.best: float = math.inf
        self.best_step: int | None = None
        self._num_steps = 0
        self._num_without_improvement = 0
        ### END SOLUTION

    def step(self, val_loss: float) -> bool:
        """Take in the validation loss of one more step.

        Args:
            val_loss: a float; it may be inf or nan.

        Returns:
            True (a bool) if this is at least the patience-th step in a row without improvement, otherwise False.
            An improvement starts the count anew, even after a True.
        """
        ### BEGIN SOLUTION
        if self.best - val_loss > self.min_delta:  # False for nan
            self.best, self.best_step = val_loss, self._num_steps
            self._num_without_improvement = 0
        else:
            self._num_without_improvement += 1
        self._num_steps += 1
        return self._num_without_improvement >= self.patience
        ### END SOLUTION
