"""For batches only, as many are written; d2l's way with heads."""
import torch
import torch.nn.functional as F

from attention.layer_norm import layer_norm


def encoder_block(X, params, num_heads):
    if X.dim() != 3 or X.shape[1] == 0:
        raise ValueError(f"X: {tuple(X.shape)}")
    batch_size, n, d = X.shape
    if d % num_heads:
        raise ValueError(f"num_heads {num_heads} does not divide {d}")
    for name, W in params.items():
        shape = {"W1": (d, None), "b1": (None,), "W2": (None, d)}.get(name, (d, d))
        for size, wanted in zip(W.shape, shape, strict=False):
            if wanted is not None and size != wanted:
                raise ValueError(f"params[{name}] has shape {tuple(W.shape)}")
    if not params["W1"].shape[1] == params["b1"].shape[0] == params["W2"].shape[0]:
        raise ValueError("W1, b1, W2 differ")
    A = layer_norm(X, params["gamma1"], params["beta1"], 1e-5)
    Q, K, V = (
        torch.matmul(A, params[name]).view(batch_size, n, num_heads, d // num_heads).transpose(1, 2)
        for name in ("W_q", "W_k", "W_v")
    )
    weights = F.softmax(Q @ K.transpose(2, 3) / (d // num_heads) ** 0.5, dim=-1)
    X = X + (weights @ V).transpose(1, 2).reshape(batch_size, n, d) @ params["W_o"]
    A = layer_norm(X, params["gamma2"], params["beta2"], 1e-5)
    return X + F.linear(F.relu(F.linear(A, params["W1"].T, params["b1"])), params["W2"].T, params["b2"])
