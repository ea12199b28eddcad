"""Imports no sibling: normalisation, heads and network written out."""
import math
from collections.abc import Mapping

import torch
from torch import Tensor


def encoder_block(X: Tensor, params: Mapping[str, Tensor], num_heads: int) -> Tensor:
    if X.ndim not in (2, 3) or X.shape[-2] == 0:
        raise ValueError(f"X must have shape (n, d) or (batch_size, n, d) with n >= 1, not {tuple(X.shape)}")
    d, f = X.shape[-1], params["W1"].shape[-1]
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(("gamma1", "beta1", "gamma2", "beta2", "b2"), (d,))
    shapes |= dict.fromkeys(("W_q", "W_k", "W_v", "W_o"), (d, d))
    shapes |= {"W1": (d, f), "b1": (f,), "W2": (f, d)}
    for name, shape in shapes.items():
        if params[name].shape != shape:
            raise ValueError(f"{name} must have shape {shape} for X {tuple(X.shape)}, not {tuple(params[name].shape)}")

    def norm(Z: Tensor, which: str) -> Tensor:
        var, mean = torch.var_mean(Z, dim=-1, keepdim=True, correction=0)
        return (Z - mean) / torch.sqrt(var + 1e-5) * params["gamma" + which] + params["beta" + which]

    A, size, looks = norm(X, "1"), d // num_heads, []
    if size * num_heads != d:
        raise ValueError(f"{d} features for num_heads = {num_heads}")
    for h in range(num_heads):
        columns = slice(h * size, (h + 1) * size)
        q, k, v = (A @ params[name][:, columns] for name in ("W_q", "W_k", "W_v"))
        looks.append(torch.softmax(q @ k.transpose(-2, -1) / math.sqrt(size), dim=-1) @ v)
    Z = X + torch.cat(looks, dim=-1) @ params["W_o"]
    hidden = torch.clamp(norm(Z, "2") @ params["W1"] + params["b1"], min=0)
    return Z + (hidden @ params["W2"] + params["b2"])
