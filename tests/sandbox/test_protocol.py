"""Frames: whole or refused, and never later than the deadline."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import msgspec
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_cli.sandbox import protocol
from course_cli.sandbox.values import MAX_DEPTH, Encoder

NONCE = b"n" * 16


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def soon() -> float:
    return time.monotonic() + 0.3


def test_a_frame_arrives_as_it_was_sent(pair: tuple[socket.socket, socket.socket]) -> None:
    protocol.send_frame(pair[1], NONCE, protocol.Returned(value=["l", [1, 2]]), [b"ab", b"c"])
    nonce, head, body = protocol.receive_frame(pair[0], soon())
    assert (nonce, bytes(body)) == (NONCE, b"abc")
    assert protocol.decode_reply(head) == protocol.Returned(value=["l", [1, 2]])


@pytest.mark.parametrize("header", [(protocol.MAX_HEAD + 1, 0), (0, protocol.MAX_BODY + 1), (2**32 - 1, 2**64 - 1)])
def test_an_oversized_frame_is_refused_by_its_header(
    pair: tuple[socket.socket, socket.socket], header: tuple[int, int]
) -> None:
    pair[1].sendall(protocol.HEADER.pack(NONCE, *header))
    with pytest.raises(protocol.ProtocolViolation):
        protocol.receive_frame(pair[0], soon())


def test_dripping_bytes_do_not_stretch_the_deadline(pair: tuple[socket.socket, socket.socket]) -> None:
    stop = threading.Event()

    def drip() -> None:
        pair[1].sendall(protocol.HEADER.pack(NONCE, 0, 1_000_000))
        while not stop.wait(0.02):
            pair[1].sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(protocol.Timeout):
            protocol.receive_frame(pair[0], soon())
    finally:
        stop.set()
        thread.join()


def test_a_closed_connection_is_told_from_silence(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].sendall(b"half a head")
    pair[1].close()
    with pytest.raises(protocol.PeerClosed):
        protocol.receive_frame(pair[0], soon())


@given(st.binary(max_size=200))
def test_random_heads_are_decoded_or_refused(head: bytes) -> None:
    try:
        protocol.decode_reply(head)
    except protocol.ProtocolViolation:
        pass


def test_a_million_nils_fit_the_cap_and_decode() -> None:
    head = msgspec.msgpack.encode({"type": "returned", "value": [None] * (protocol.MAX_HEAD - 100)})
    assert len(head) <= protocol.MAX_HEAD
    assert isinstance(protocol.decode_reply(head), protocol.Returned)


@pytest.mark.parametrize("value", [{}, ["l", [{"a": 1}]], {(1, 2): 3}, ["d", [[{1: 1}, 1]]]])
def test_a_value_holds_no_map_whose_keys_could_collide(value: object) -> None:
    with pytest.raises(protocol.ProtocolViolation):
        protocol.decode_reply(msgspec.msgpack.encode({"type": "returned", "value": value}))


def test_the_deepest_value_that_is_sent_is_understood() -> None:
    value: object = torch.zeros(1, 1)
    for _ in range(MAX_DEPTH):
        value = {"a": value}
    tree = Encoder().encode(value)
    assert protocol.decode_reply(msgspec.msgpack.encode(protocol.Returned(value=tree))).value == tree
    with pytest.raises(protocol.ProtocolViolation):
        protocol.decode_reply(msgspec.msgpack.encode({"type": "returned", "value": [[[[[[tree]]]]]]}))
