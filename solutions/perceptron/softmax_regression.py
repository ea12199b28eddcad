"""Train softmax regression on handwritten digits.

Text: 3.1.2
Order: 8
Needs: softmax, log_softmax, init_params
"""
import torch
from torch import Tensor

### BEGIN SOLUTION
from perceptron.init_params import init_params
from perceptron.log_softmax import softmax_cross_entropy
from perceptron.softmax import softmax

### END SOLUTION


def net(X: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """Softmax regression: probabilities softmax(X W + b).

    Args:
        X: one sample a row, shape (batch_size, num_inputs) with batch_size >= 0, any float dtype.
        W: weights, shape (num_inputs, num_classes), same dtype as X.
        b: biases, shape (num_classes,), same dtype as X.

    Returns:
        Probabilities, shape (batch_size, num_classes), same dtype as X; each row sums to 1, and all are finite however
        large X and W. Differentiable in X, W and b. No argument is changed.

    Raises:
        ValueError: X or W is not two-dimensional, b is not one-dimensional, or their sizes do not fit.
            The message names the argument.

    >>> net(torch.tensor([[1.0, 2.0]]), torch.zeros(2, 4), torch.zeros(4))
    tensor([[0.2500, 0.2500, 0.2500, 0.2500]])
    """
    ### BEGIN SOLUTION
    if X.dim() != 2:
        raise ValueError(f"X must have shape (n, d), not {tuple(X.shape)}")
    if W.dim() != 2 or W.shape[0] != X.shape[1]:
        raise ValueError(f"W must have shape ({X.shape[1]}, q), one row for each column of X, not {tuple(W.shape)}")
    if b.shape != W.shape[1:]:
        raise ValueError(f"b must have shape ({W.shape[1]},), one bias for each column of W, not {tuple(b.shape)}")
    return softmax(X @ W + b)  # (n, d) @ (d, q) -> (n, q)
    ### END SOLUTION


def train(X: Tensor, y: Tensor, num_classes: int, lr: float, num_epochs: int, batch_size: int) -> tuple[Tensor, Tensor]:
    """Fit softmax regression by plain minibatch stochastic gradient descent.

    The weights start at zero or at small random values, afresh on every call. Each epoch puts the samples into
    another random order and goes through all of them once, `batch_size` at a time (the last batch may be shorter, and
    counts too). Each batch takes one step, parameter - lr * gradient, for W and for b; the gradient is that of the
    batch's mean cross-entropy.

    `torch.optim` earns no credit: the step is yours to write. The softmax and the cross-entropy may be your own,
    imported from the earlier exercises, or PyTorch's.

    Args:
        X: one sample a row, shape (num_samples, num_inputs), any float dtype.
        y: classes 0 to num_classes - 1, shape (num_samples,), int64.
        num_classes: number of classes, whether or not y holds them all.
        lr: learning rate; 0 changes nothing.
        num_epochs: passes over the data; 0 changes nothing.
        batch_size: samples a step, >= 1; it may exceed num_samples.

    Returns:
        (W, b): weights, W (num_inputs, num_classes), and biases, b (num_classes,). X and y are not changed. With
        lr=0.5, 30 epochs and batches of 32 on scikit-learn's digits, pixels in [0, 1]: at least 93 % of the unseen
        digits are recognised.

    Raises:
        ValueError: X is not two-dimensional, y is not one-dimensional, or they have not as many rows.
            The message names the argument.

    >>> X, y = torch.tensor([[-1.0], [-2.0], [1.0], [2.0]]), torch.tensor([0, 0, 1, 1])
    >>> W, b = train(X, y, num_classes=2, lr=0.5, num_epochs=20, batch_size=2)
    >>> net(X, W, b).argmax(dim=1)
    tensor([0, 0, 1, 1])
    """
    ### BEGIN SOLUTION
    if X.dim() != 2:
        raise ValueError(f"X must have shape (n, d), not {tuple(X.shape)}")
    if y.shape != X.shape[:1]:
        raise ValueError(f"y must have shape ({X.shape[0]},), one label for each row of X, not {tuple(y.shape)}")
    W, b = (start.detach().to(X).requires_grad_() for start in init_params(X.shape[1], num_classes))
    for _ in range(num_epochs):
        order = torch.randperm(len(X), device=X.device)
        for first in range(0, len(X), batch_size):
            batch = order[first : first + batch_size]
            loss = softmax_cross_entropy(X[batch] @ W + b, y[batch]).mean()
            dW, db = torch.autograd.grad(loss, (W, b))
            with torch.no_grad():
                W -= lr * dW
                b -= lr * db
    return W.detach(), b.detach()
    ### END SOLUTION
