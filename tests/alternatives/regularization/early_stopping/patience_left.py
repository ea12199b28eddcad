"""Counts down from the patience; a dataclass."""

from dataclasses import dataclass, field


@dataclass
class EarlyStopping:
    patience: int
    min_delta: float = 0.0
    best: float = field(default=float("inf"), init=False)
    best_step: "int | None" = field(default=None, init=False)

    def __post_init__(self):
        if not self.patience >= 1:
            raise ValueError("patience is too small")
        self.left = self.patience
        self.now = -1

    def step(self, val_loss):
        self.now += 1
        improved = val_loss == val_loss and val_loss + self.min_delta < self.best
        if improved:
            self.best, self.best_step, self.left = float(val_loss), self.now, self.patience
        else:
            self.left -= 1
        return self.left <= 0
