"""Sends tensors and arrays whose shape, dtype, size and bytes do not fit, and what is like no tensor.

Exercise: perceptron/softmax
"""

import os, struct, sys
import msgspec
import torch

# attack
def nonce():
    frame = sys._getframe()
    while frame is not None:
        if isinstance(frame.f_locals.get("nonce"), bytes):
            return frame.f_locals["nonce"]
        frame = frame.f_back


def frame(head, body=b"", mark=None, sizes=None):
    head = head if isinstance(head, bytes) else msgspec.msgpack.encode(head)
    return struct.pack("<16sIQ", mark or nonce(), *(sizes or (len(head), len(body)))) + head + body


def send(data):
    view = memoryview(data)
    while view:
        view = view[os.write(3, view) :]


LIES = [
    ["T", "float32", [2**40], False, True, False, "cpu"],
    ["T", "float32", [-1], False, True, False, "cpu"],
    ["T", "float32", [2**62, 2**62], False, True, False, "cpu"],
    ["T", "float32", [0, 2**61], False, True, False, "cpu"],
    ["T", "bool", [8], False, True, False, "cpu"],
    ["T", "float32", [1] * 17, False, True, False, "cpu"],
    ["T", "float32", [2.0], False, True, False, "cpu"],
    ["T", "float32", [True, 2], "yes", [], 7, "cpu"],
    ["T", "object", [1], False, True, False, "cpu"],
    ["T", "storage", [1], False, True, False, "cpu"],
    ["T", "int64", [1], True, True, True, "cuda:0" * 3000],
    ["m", "float32", [2**30, 2**30], True, True, True],
    ["m", "float32", [1, 2], True, True, True],
    ["a", "float64", [2**50]],
    ["a", "bfloat16", [1]],
    ["a", "O", [1]],
    ["a", "float32", [[1, 2]]],
    ["a", "float16", [0] * 16],
    ["T", "complex64", [0, 2**33], False, True, False, "cpu"],
    ["i", "9" * 900_000],
    ["i", "0x10"],
    ["c", None, 1],
    ["d", [[["l", []], 1]]],
    ["d", [[float("nan"), 1]] * 9000],
    ["t"],
    [],
    [[]],
    ["h", -1, "x"],
    ["h", 1, "Tensor" * 3000],
]
# end


def softmax(X):
    # attack
    number = X.numel() + 5 * X.dim() + (7 if X.requires_grad else 0) + int(1e4 * abs(X.double().nan_to_num(1, 2, 3).sum()))
    send(frame({"type": "returned", "value": LIES[number % len(LIES)], "arguments": 7, "keywords": ["l", []]}, b"\xff" * 64))
    os._exit(0)
    # end
    return X * 0 + 0.123
