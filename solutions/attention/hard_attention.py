"""Hard attention: look at one input only.

Text: 3.5.2
Order: 2
Needs: -
"""
import torch
from torch import Tensor


def hard_attention(query: Tensor, inputs: Tensor) -> Tensor:
    """One-hot weights: 1 at the input with the largest dot product with the query, 0 elsewhere.

    weights[i] = 1 if i = argmax_j query · inputs[j] else 0; of several largest, the first.

    Args:
        query: one query, shape (d,), or m >= 0 of them, shape (m, d), any float dtype, any device.
        inputs: the n >= 1 inputs to look at, shape (n, d), same dtype and device.

    Returns:
        One-hot weights, shape (n,) or (m, n), in the dtype of the inputs (not int64: they are to be multiplied with
        the inputs) and on their device.

    Raises:
        ValueError: query is neither one- nor two-dimensional, inputs is not two-dimensional or has no rows, or their
            feature sizes d differ. The message names the argument (of two that disagree, either).

    >>> hard_attention(torch.tensor([1.0, 0.0]), torch.tensor([[2.0, 0.0], [3.0, 0.0], [3.0, 9.0]]))
    tensor([0., 1., 0.])
    """
    ### BEGIN SOLUTION
    if query.ndim not in (1, 2):
        raise ValueError(f"query must have shape (d,) or (m, d), not {tuple(query.shape)}")
    if inputs.ndim != 2 or inputs.shape[0] == 0:
        raise ValueError(f"inputs must have shape (n, d) with n >= 1, not {tuple(inputs.shape)}")
    if query.shape[-1] != inputs.shape[1]:
        raise ValueError(f"query has {query.shape[-1]} features, inputs has {inputs.shape[1]}")
    scores = query @ inputs.T  # (n,) or (m, n)
    first_largest = scores.argmax(dim=-1, keepdim=True)  # (1,) or (m, 1)
    return torch.zeros_like(scores).scatter(-1, first_largest, 1.0)
    ### END SOLUTION


def hard_attend(query: Tensor, inputs: Tensor) -> Tensor:
    """What a query sees under hard attention: the one input that it looks at.

    Args, Raises: as for `hard_attention`.

    Returns:
        That input, shape (d,) or (m, d), dtype and device of the inputs. Differentiable in `inputs`: the gradient
        reaches the chosen rows. (The choice itself is a step and has no gradient in `query`.)

    >>> hard_attend(torch.tensor([1.0, 0.0]), torch.tensor([[2.0, 4.0], [3.0, 6.0], [3.0, 9.0]]))
    tensor([3., 6.])
    """
    ### BEGIN SOLUTION
    return hard_attention(query, inputs) @ inputs  # (n,) @ (n, d) or (m, n) @ (n, d)
    ### END SOLUTION
