"""A subclass of Adam that adds the decay to what its parent returns."""

from optimization.adam import Adam


class AdamW(Adam):
    def __init__(self, lr, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01):
        super().__init__(lr, beta1, beta2, epsilon)
        self.weight_decay = weight_decay

    def step(self, theta, grad):
        before = theta.copy()
        return super().step(theta, grad) - self.lr * self.weight_decay * before
