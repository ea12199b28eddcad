"""Keeps all losses, and looks back."""


class EarlyStopping:
    def __init__(self, patience, min_delta=0.0):
        if patience <= 0:
            raise ValueError("patience必须至少为1")
        self.patience = patience
        self.min_delta = min_delta
        self.losses = []
        self.best = float("inf")
        self.best_step = None

    def step(self, val_loss):
        self.losses.append(val_loss)
        if val_loss < self.best - self.min_delta:
            self.best = val_loss
            self.best_step = len(self.losses) - 1
        last = -1 if self.best_step is None else self.best_step
        return len(self.losses) - 1 - last >= self.patience
