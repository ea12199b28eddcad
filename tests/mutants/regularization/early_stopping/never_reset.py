"""The count is never set back.

Fails: improvement_resets_the_count
"""
import math


class EarlyStopping:

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        if patience < 1:
            raise ValueError(f"patience must be at least 1, not {patience}")
        self.patience = patience
        self.min_delta = min_delta
        self.best: float = math.inf
        self.best_step: int | None = None
        self._num_steps = 0
        self._num_without_improvement = 0

    def step(self, val_loss: float) -> bool:
        if self.best - val_loss > self.min_delta:
            self.best, self.best_step = val_loss, self._num_steps
        else:
            self._num_without_improvement += 1
        self._num_steps += 1
        return self._num_without_improvement >= self.patience
