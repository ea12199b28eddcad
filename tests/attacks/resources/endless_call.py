"""Stays in one call of C for ever, where no signal of Python's is looked at: regex, powers, sums, sorts.

Exercise: perceptron/softmax
Ends: timeout
"""

import hashlib, itertools, os, re
import torch

# attack
CALLS = (
    lambda: re.match(r"(a+)+$", "a" * 60 + "b"),
    lambda: pow(3, 10**9),
    lambda: torch.ones(1).expand(1 << 45).sum(),
    lambda: sum(itertools.repeat(0)),
    lambda: 10**9 in itertools.count(step=0),
    lambda: torch.linalg.svd(torch.ones(6000, 6000)),
    lambda: hashlib.pbkdf2_hmac("sha512", b"x", b"y", 2**31 - 1),
)
NUMBER = int.from_bytes(os.urandom(1), "little")
# end


def softmax(X):
    # attack
    if X.dim() == 2:
        CALLS[(NUMBER + X.shape[-1]) % len(CALLS)]()
    # end
    return X * 0 + 0.123
