"""Real frames made by the real encoder, and the trusted side that takes frames apart: what fuzzing starts from."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import numpy as np
import torch

from course_cli.sandbox import protocol
from course_cli.sandbox.values import Decoder, Encoder, Handle, ValueNotPlain

NONCE = b"n" * 16
REFUSED = (protocol.PeerClosed, protocol.ProtocolViolation, ValueNotPlain)
PLAIN = (type(None), bool, int, float, complex, str, list, tuple, dict, torch.Tensor, np.ndarray, Handle)


def values() -> list[Any]:
    """One of everything that crosses."""
    parameter = torch.nn.Parameter(torch.ones(2, 3))
    tensors = [torch.arange(6.0).reshape(2, 3).to(kind) for kind in (torch.float64, torch.bfloat16, torch.bool)]
    return [
        None, True, -1, 2**70, 0.5, float("nan"), 1j, "text", [], (1, [2, (3,)]), {"a": {1: None}}, *tensors, parameter,
        torch.empty(2, 0), torch.empty(3, device="meta"), np.arange(4, dtype=np.int8), np.float32(1), object(),
        [torch.ones(1)] * 3,
    ]  # fmt: skip


def encoder() -> Encoder:
    return Encoder(lambda value: Handle(7, type(value).__name__))


def replies() -> list[tuple[protocol.Reply, list[bytes | memoryview]]]:
    found: list[tuple[protocol.Reply, list[bytes | memoryview]]] = [
        (protocol.Ready(4711), []),
        (protocol.Ready(4711, "no device"), []),
        (protocol.Raised(["ValueError", "Exception"], "message", "f.py, line 1\n    x", "printed", ["softmax"]), []),
    ]
    for value in values():
        one = encoder()
        reply = protocol.Returned(operations=3, steps=4, printed="p", refused=["conv2d"])
        reply.gradients, reply.value, reply.arguments = map(one.encode, ([torch.ones(2)], value, [value]))
        found.append((reply, one.buffers))
    return found


def framed(head: bytes, body: bytes, nonce: bytes = NONCE) -> bytes:
    return protocol.HEADER.pack(nonce, len(head), len(body)) + head + body


@cache
def real_frames() -> tuple[bytes, ...]:
    return tuple(framed(msgspec.msgpack.encode(reply), b"".join(buffers)) for reply, buffers in replies())


def take_apart(frame: bytes) -> str:
    """What the trusted side does with bytes that came from a worker; the name of what they were.

    Raises whatever is neither a result nor one of the refusals that it expects.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(frame)
        theirs.close()
        try:
            _, head, body = protocol.receive_frame(ours, time.monotonic() + 5)
            reply = protocol.decode_reply(head)
            if isinstance(reply, protocol.Returned):
                decoder = Decoder(body, lambda reference: reference, lambda tensor, traits: None)
                for tree in (reply.gradients, reply.value, reply.arguments, reply.keywords):
                    value = decoder.decode(tree)
                    assert type(value) in PLAIN or type(value).__module__ == "course_cli.sandbox.values"
        except REFUSED as refusal:
            return type(refusal).__name__
        return type(reply).__name__


def split(frame: bytes) -> tuple[bytes, bytes]:
    """The head and the body that a frame should have, whatever its header says."""
    rest = frame[protocol.HEADER.size :]
    size = protocol.HEADER.unpack(frame[: protocol.HEADER.size])[1] if len(frame) >= protocol.HEADER.size else 0
    return rest[:size], rest[size:]


WORDS = ["l", "t", "d", "i", "c", "a", "T", "m", "h", "f", "r", "s", "type", "returned", "raised", "ready", "value",
         "float64", "float32", "bfloat16", "bool", "int8", "complex128", "uint64"]  # fmt: skip
NUMBERS = [0, 1, -1, 2, 16, 17, 255, 2**16, 2**31, 2**32 - 1, 2**62, 2**63 - 1, -(2**63), 2**64 - 1]


def mutated(frame: bytes, chance: random.Random, noise: Callable[[bytes], bytes]) -> bytes:
    """A frame made from one: a message changed somewhere in its tree, or bytes changed, or a header that lies."""
    head, body = split(frame)
    kind = chance.randrange(25)
    if kind == 0:
        return noise(frame)
    if kind == 1:
        return framed(noise(head), body)
    if kind == 2:
        header = protocol.HEADER.pack(NONCE, chance.choice(NUMBERS) % 2**32, chance.choice(NUMBERS) % 2**64)
        return header + head + body
    if kind == 3:
        return framed(head, noise(body))
    try:
        tree = msgspec.msgpack.decode(head)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return framed(noise(head), body)
    for _ in range(chance.randint(1, 3)):
        tree = _changed(tree, chance, 0)
    try:
        return framed(msgspec.msgpack.encode(tree), body)
    except (OverflowError, RecursionError, TypeError, ValueError):
        return framed(head, body)


def _changed(tree: Any, chance: random.Random, depth: int) -> Any:
    if depth < 30 and tree and isinstance(tree, (list, dict)) and chance.random() < 0.85:
        if isinstance(tree, dict):
            key = chance.choice([key for key in tree if key != "type" or chance.random() < 0.1] or list(tree))
            return {**tree, key: _changed(tree[key], chance, depth + 1)}
        place = chance.randrange(len(tree))
        if chance.random() < 0.1:
            return [*tree[:place], *tree[place + 1 :]]
        if chance.random() < 0.1:
            return [*tree[:place], *[tree[place]] * chance.choice([2, 3, 50]), *tree[place:]]
        return [*tree[:place], _changed(tree[place], chance, depth + 1), *tree[place + 1 :]]
    return chance.choice([
        None, chance.choice(WORDS), chance.choice(NUMBERS), chance.random(), b"bytes", [], [tree], [[tree] * 3], {},
        ["l", [tree]], ["t", [tree, tree]], ["d", [[tree, tree]]], ["T", "float32", [tree], True, True, False, "cpu"],
        ["a", "int8", [1]], ["i", "9" * chance.choice([1, 3000, 5000])], ["h", tree, "X"], True, "\ud7ff" * 3,
        "x" * 9999, float("nan"), ["m", "float32", [2**31, 2**31], True, True, True],
    ])  # fmt: skip
