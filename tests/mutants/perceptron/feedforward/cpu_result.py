"""The output is put into a tensor made on the CPU.

Fails: another_device
"""
from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def feedforward(
    X: Tensor,
    weights: Sequence[Tensor],
    biases: Sequence[Tensor],
    activation: Callable[[Tensor], Tensor],
    output_activation: Callable[[Tensor], Tensor] | None = None,
) -> Tensor:
    if X.dim() not in (1, 2):
        raise ValueError(f"X must have shape (d,) or (n, d), not {tuple(X.shape)}")
    if len(weights) != len(biases):
        raise ValueError(f"there are {len(weights)} weights but {len(biases)} biases")
    A = X
    for layer, W in enumerate(weights):
        b = biases[layer]
        if W.dim() != 2 or W.shape[1] != A.shape[-1]:
            raise ValueError(f"weights[{layer}] has shape {tuple(W.shape)}, but X or the layer before {A.shape[-1]}")
        if b.shape != W.shape[:1]:
            raise ValueError(f"biases[{layer}] must have shape ({W.shape[0]},), not {tuple(b.shape)}")
        Z = torch.matmul(A, W.T) + b  # (n, inputs) @ (inputs, outputs) -> (n, outputs)
        is_hidden = layer < len(weights) - 1
        A = activation(Z) if is_hidden else Z
    Y = torch.zeros(A.shape, dtype=A.dtype)
    Y[...] = A if output_activation is None else output_activation(A)
    return Y
