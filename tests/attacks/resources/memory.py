"""Takes memory in every way: pieces, wholes, maps, tensors, the stack, texts, and keeps it.

Exercise: perceptron/softmax
"""

import decimal, itertools, json, mmap, re, resource, zlib
import numpy as np
import torch

# attack
LOOT = []


def tried(ways):
    found = []
    for name, way in ways.items():
        try:
            found.append(f"{name}={way()!r}"[:200])
        except BaseException:
            pass
    return f"{len(found)} of {len(ways)} worked: {found}"


KEPT = []


def filled(make, size, limit=40):
    taken = 0
    try:
        for _ in range(limit):
            KEPT.append(make(size))
            taken += size
    except (MemoryError, OSError, RuntimeError, OverflowError):
        pass
    return taken >> 20


def touched(size):
    region = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x8000)
    region[:: mmap.PAGESIZE] = b"x" * -(-size // mmap.PAGESIZE)
    return region


WAYS = {
    "bytearray": lambda: filled(bytearray, 1 << 28),
    "mmap": lambda: filled(touched, 1 << 27),
    "shared": lambda: filled(lambda size: mmap.mmap(-1, size), 1 << 28),
    "torch": lambda: filled(lambda size: torch.empty(size, dtype=torch.uint8).fill_(1), 1 << 27),
    "huge": lambda: torch.empty(1 << 44, dtype=torch.uint8),
    "numpy": lambda: filled(lambda size: np.ones(size, np.uint8), 1 << 27),
    "text": lambda: filled(lambda size: "x" * size, 1 << 28),
    "list": lambda: filled(lambda size: [None] * (size // 8), 1 << 28),
    "integer": lambda: filled(lambda size: 1 << 8 * size, 1 << 27),
    "regex": lambda: len(re.findall("", "x" * (1 << 25))),
    "json": lambda: json.loads("[" * 900 + "]" * 900) and len(json.loads("[" + "[]," * 10**6 + "[]]")),
    "zlib": lambda: len(zlib.decompress(zlib.compress(bytes(1 << 28)) * 1)),
    "format": lambda: len("%2000000000d" % 1),
    "join": lambda: len("".join(itertools.repeat("x" * 10**6, 4000))),
    "limit": lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
    "decimal": lambda: decimal.Context(prec=10**9, Emax=10**9, Emin=-(10**9)).power(10, 10**8),
}
LIGHT = ("huge", "integer", "list", "decimal", "format", "join", "limit", "shared")
# end


def softmax(X):
    # attack
    light = X.shape[-1:] == (2,)
    print(tried({name: way for name, way in WAYS.items() if (name in LIGHT) == light}))
    KEPT.append(np.ones(1 << 24))
    # end
    return X * 0 + 0.123
