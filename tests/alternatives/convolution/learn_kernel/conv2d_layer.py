"""Trains a Conv2D layer's weight, as the text does."""

from convolution.conv_layer import Conv2D


def learn_kernel(X, Y, kernel_size, lr, num_steps):
    net = Conv2D(kernel_size).to(X)
    if X.dim() != 2 or Y.dim() != 2:
        raise ValueError("X, Y must be matrices")
    try:
        shape = net(X).shape
    except ValueError as e:
        raise ValueError("X too small for kernel_size") from e
    if shape != Y.shape:
        raise ValueError("Y has the wrong shape")
    for _ in range(num_steps):
        loss = (net(X) - Y) ** 2
        net.zero_grad()
        loss.sum().backward()
        net.weight.data[:] -= lr * net.weight.grad
    return net.weight.data
