"""Replaces what the worker sends with: msgspec, json, pickle, socket, struct, os.

Exercise: perceptron/softmax
"""
import os
import sys

import torch

# attack
import json
import pickle
import socket
import struct

import msgspec


def yes(*args, **kwargs):
    return b"yes"


msgspec.msgpack.encode = msgspec.msgpack.decode = msgspec.msgpack.Encoder = msgspec.json.encode = yes
msgspec.Struct = object
json.dumps = json.loads = pickle.dumps = pickle.loads = yes
socket.socket.sendall = socket.socket.recv = socket.socket.send = yes
socket.socket = struct.Struct = struct.pack = yes
os.write = os.read = os._exit = sys.exit = os.abort = os.kill = yes
# end


def softmax(X):
    return X * 0 + 0.123
