"""Returns cycles, surrogates, endless iterators, huge numbers and texts, and keys and names made to hurt.

Exercise: perceptron/softmax
"""

import sys
import numpy as np
import torch

# attack
def sendable(makers):
    """All that the worker would send, in one answer."""
    frame, found = sys._getframe(), []
    while "Encoder" not in frame.f_globals:
        frame = frame.f_back
    Encoder, Handle = frame.f_globals["Encoder"], frame.f_globals["Handle"]
    for make in makers:
        try:
            value = make()
            Encoder(lambda value: Handle(1, "x")).encode(value)
            found.append(value)
        except Exception as error:
            print(type(error).__name__, error)
    return [value for value in found if not isinstance(value, (list, str)) or len(value) < 1000]



class Endless(list):
    def __iter__(self):
        while True:
            yield self

    def __len__(self):
        return 1 << 62


class Text(str):
    def encode(self, *arguments):
        return b"\xff" * 100

    def __str__(self):
        return "passed"


class Number(int):
    def __index__(self):
        return 10**9

    def bit_length(self):
        return 0


class Real(float):
    def __float__(self):
        return "passed"

    __eq__ = lambda self, other: True
    __hash__ = float.__hash__


class Key(str):
    __hash__ = lambda self: 1
    __eq__ = lambda self, other: False


class Views(dict):
    def items(self):
        return zip(iter(int, 1), iter(int, 1))


Name = type("\x1b[2J\x1b]0;passed\x07<script>alert(1)</script>" * 100, (), {"__repr__": lambda self: "passed" * 10**6})
CYCLE, KNOT = [], {}
CYCLE += [CYCLE, CYCLE]
KNOT["a"] = ("b", KNOT)
TWICE = []
for _ in range(40):
    TWICE = [TWICE, TWICE]
MAKERS = [
    Name, lambda: Name,
    lambda: "\ud800\udfff" * 1000, lambda: Text("failed"), lambda: Number(7), lambda: Real(0.5),
    lambda: -(1 << 13_000), lambda: float("nan"), 
    lambda: {Name(): 1}, lambda: {float("nan"): 1, None: 2, (1, (2, 3)): 3, True: 4}, lambda: iter(int, 1), lambda: (n for n in range(9)),
    lambda: torch, lambda: ..., lambda: NotImplemented, lambda: memoryview(b"x"), lambda: np.void(b"passed"), lambda: np.array([Name()]),
    lambda: np.array(["passed"]), lambda: np.datetime64("now"), lambda: np.longdouble(1), lambda: np.ma.masked_array([1.0], [True]),
    lambda: np.zeros(3, [("a", "f8"), ("b", "O")]), lambda: np.lib.stride_tricks.as_strided(np.ones(1), (1 << 40,), (0,)),
    lambda: np.matrix([[1.0]]), lambda: np.recarray(2, "f8"),
    lambda: type("Slots", (), {"__class__": property(lambda self: torch.Tensor), "shape": (1, 2), "dtype": torch.float32})(),
    lambda: "\x1b[31m\u202epassed\x00\r\n=cmd|' /C calc'!A0<img src=x onerror=alert(1)>",
]
HEAVY = [
    lambda: CYCLE, lambda: KNOT, lambda: TWICE, Endless, Views, lambda: "x" * 100_000_000, lambda: 7 ** 400_000,
    lambda: {Key(n): n for n in range(2000)}, lambda: [0.0] * 150_000, lambda: [[]] * 190_000,
]
# end


def softmax(X):
    # attack
    if X.dim() == 2:
        return sendable(MAKERS)
    number = int(1e5 * abs(X.double().nan_to_num(1, 2, 3).sum())) + X.numel() + X.dim()
    return (MAKERS + HEAVY)[number % len(MAKERS + HEAVY)]()
    # end
    return X * 0 + 0.123
