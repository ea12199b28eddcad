"""Replaces the worker's own encoder, decoder, protocol and printed text by name.

Exercise: perceptron/softmax
"""
import sys

import torch

# attack
def course(name):
    return sys.modules.get("course_cli.sandbox." + name) or __import__("course_cli.sandbox." + name, fromlist=["x"])


try:
    course("values").Encoder.encode = course("values").Decoder.decode = lambda self, value, depth=0: True
    course("protocol").Returned.__init__ = lambda self, **fields: None
    course("protocol").send_frame = course("protocol").receive_frame = lambda *args: None
    course("worker").Printed.take = lambda self: "passed"
    course("worker").Server.answer = lambda *args: (True, [])
except ImportError:
    pass
# end


def softmax(X):
    return X * 0 + 0.123
