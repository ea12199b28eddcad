"""Products by einsum, the mask from the pre-activations, a dict for a cache."""

import torch


def forward(X, params):
    W1, b1, W2, b2 = params
    if [param.dim() for param in params] != [2, 1, 2, 1]:
        raise ValueError("params must be two matrices with a vector each")
    if X.dim() < 2 or X[:1].flatten(1).shape[1] != W1.size(0):
        raise ValueError("X does not fit W1")
    if W1.size(1) != b1.numel() or W1.size(1) != W2.size(0) or W2.size(1) != b2.numel():
        raise ValueError("params do not fit each other")
    X = X.flatten(1)
    Z = torch.einsum("nd,dh->nh", X, W1) + b1
    logits = torch.einsum("nh,hq->nq", Z.clamp(min=0), W2) + b2
    return logits, {"X": X, "Z": Z, "W2": W2}


def backward(cache, dlogits):
    X, Z, W2 = cache["X"], cache["Z"], cache["W2"]
    if dlogits.ndim != 2 or dlogits.shape[0] != Z.shape[0] or dlogits.shape[1] != W2.shape[1]:
        raise ValueError("dlogits does not fit the cache")
    dZ = torch.einsum("nq,hq->nh", dlogits, W2) * (Z > 0)
    return [
        torch.einsum("nd,nh->dh", X, dZ),
        torch.einsum("nh->h", dZ),
        torch.einsum("nh,nq->hq", Z.relu(), dlogits),
        torch.einsum("nq->q", dlogits),
    ]
