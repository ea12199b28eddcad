"""Sends bytes without end, in frames and out of them.

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
    if X.dim() == 2:
        send(frame({"type": "returned", "value": None}))
        while True:
            os.write(3, bytes(1 << 16))
    # end
    return X * 0 + 0.123
