"""Sends frames with the nonce of nobody, of zeros, and cut off in the middle of the header.

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
    import hashlib
    kind = hashlib.sha256(repr(X.tolist()).encode()).digest()[0] % 3
    if kind == 0:
        send(frame({"type": "returned", "value": 1.0}, mark=bytes(16)))
    elif kind == 1:
        send(os.urandom(4000))
    else:
        send(frame({"type": "returned"})[:20])
        os.close(3)
    # end
    return X * 0 + 0.123
