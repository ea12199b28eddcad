"""Soft attention: a weighted average over everything.

Text: 3.5.1
Order: 1
Needs: -
"""
import torch
from torch import Tensor


def soft_attention(query: Tensor, inputs: Tensor) -> Tensor:
    """The weights with which a query looks at each input: the softmax, over the inputs, of the dot products.

    weights[i] = exp(query · inputs[i]) / sum_j exp(query · inputs[j])        (unscaled)

    The same holds for each row of a matrix of queries. `torch.softmax` is free to use; library attention is not.

    Args:
        query: one query, shape (d,), or m >= 0 of them, shape (m, d), any float dtype, any device.
        inputs: the n >= 1 inputs to look at, shape (n, d), same dtype and device.

    Returns:
        Weights in [0, 1], shape (n,) or (m, n), dtype and device of the inputs; they sum to 1 over the n inputs.
        Right for scores as large as ±1e4. Differentiable.

    Raises:
        ValueError: query is neither one- nor two-dimensional, inputs is not two-dimensional or has no rows, or their
            feature sizes d differ. The message names the argument (of two that disagree, either).

    >>> soft_attention(torch.tensor([1.0, 0.0]), torch.tensor([[0.0, 5.0], [0.0, -5.0]]))
    tensor([0.5000, 0.5000])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def attend(query: Tensor, inputs: Tensor) -> Tensor:
    """What a query sees: the average of the inputs under its soft attention weights.

    output = sum_i weights[i] * inputs[i]

    Args, Raises: as for `soft_attention`.

    Returns:
        The output, shape (d,) or (m, d), dtype and device of the inputs. Differentiable in both arguments.

    >>> attend(torch.tensor([1.0, 0.0]), torch.tensor([[0.0, 5.0], [0.0, -3.0]]))
    tensor([0., 1.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()
