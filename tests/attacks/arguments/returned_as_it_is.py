"""Returns the argument itself, a view of it, or one that shares its memory, and changes it afterwards.

Exercise: perceptron/softmax
"""
import torch

# attack
given = []
# end


def softmax(X):
    # attack
    for earlier in given:
        earlier.data.fill_(1.0)
    given.append(X)
    made = next_way = (X, X[:], X.detach().view_as(X), torch.from_numpy(X.detach().numpy()))[len(given) % 4]
    made.data.fill_(1 / max(X.shape[-1] if X.dim() else 1, 1))
    return next_way
    # end
    X.data.add_(1)
    return X * 0 + 0.123
