"""Sends half an answer, then a byte now and then, so that it seems to come.

Exercise: perceptron/softmax
Ends: timeout
"""

import os, struct, sys, time
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
        data = frame({"type": "returned", "value": ["a", "uint8", [1 << 20]]}, bytes(1 << 20))
        send(data[:100])
        while True:
            os.write(3, b"\0")
            time.sleep(0.002)
    # end
    return X * 0 + 0.123
