"""The messages between the trusted side and a worker, and how they are framed on a socket.

A frame is `nonce (16) | head length (4) | body length (8) | head | body`: the head is msgpack of one message, the body
the arrays' bytes. Lengths are checked before anything is read, one deadline holds for a whole exchange, and a reply
counts only with the nonce of its request.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from course_cli.sandbox.values import MAX_DEPTH

HEADER = struct.Struct("<16sIQ")
MAX_HEAD = 1 << 20
MAX_BODY = 64 << 20
MAX_TEXT = 4_000

if TYPE_CHECKING:
    Tree = Any
else:
    # A value in a reply. Any would let a head hold maps, and a map of keys that share one hash takes n² steps to make.
    # A dict is three lists deep, and a tensor two.
    Tree = None | bool | int | float | str
    for _ in range(3 * (MAX_DEPTH + 1) + 2):
        Tree = None | bool | int | float | str | list[Tree]


class ProtocolViolation(Exception):
    """The other side sent something that is not a frame, not a message, or not the answer to this request."""


class Timeout(Exception):
    """The deadline passed before the whole frame had arrived."""


class PeerClosed(Exception):
    """The other side closed the connection: the worker ended."""


class Load(msgspec.Struct, tag="load"):
    """Import `module` of the submission. `seed` is what random numbers drawn while it is imported come from.

    Its files are the body, one after the other: as many bytes of each as `sizes` says, which are in their order.
    """

    sizes: dict[str, int]
    module: str
    seed: int = 0


class Call(msgspec.Struct, tag="call"):
    """Call `name` (may be dotted) of the module (target 0) or of a handle.

    `wrt` asks for gradients of the sum of value * cotangent: argument indices ("0", "1.2"), keyword names, or
    "self.<attribute>". `simulate_device` puts the tensors and modules among the arguments, and a target that is a
    module, on the simulated device for the call; a worker whose place is a device has them there anyway.
    """

    target: int
    name: str
    arguments: Any
    keywords: Any
    seed: int | None = None
    count: bool = False
    return_arguments: bool = False
    wrt: list[str] | None = None
    cotangent: Any = None
    simulate_device: bool = False


class Get(msgspec.Struct, tag="get"):
    target: int
    name: str


class Set(msgspec.Struct, tag="set"):
    target: int
    name: str
    value: Any


class Collect(msgspec.Struct, tag="collect"):
    """The first `limit` items of an iterable handle, as a list."""

    target: int
    limit: int


class Execute(msgspec.Struct, tag="execute"):
    """Run one example in the module's namespace, as the interactive interpreter would."""

    source: str


Request = Load | Call | Get | Set | Collect | Execute


class Returned(msgspec.Struct, tag="returned"):
    """What came out. `refused` names the refused shortcuts that were used since the last reply."""

    value: Tree = None
    arguments: Tree = None
    keywords: Tree = None
    gradients: Tree = None
    operations: int = 0
    steps: int = 0
    printed: str = ""
    refused: list[str] = []
    is_callable: bool = False


class Raised(msgspec.Struct, tag="raised"):
    """What the student's code raised: the names of the exception's classes, its message, the student's own lines."""

    types: list[str]
    message: str
    lines: str
    printed: str = ""
    refused: list[str] = []


class Ready(msgspec.Struct, tag="ready"):
    """A worker is confined and waits for its first request; said before any student's code is there.

    With a `problem` it is not: it cannot compute on its device, and ends.
    """

    pid: int
    problem: str = ""


Reply = Returned | Raised | Ready

_encoder = msgspec.msgpack.Encoder()
decode_request: Callable[[bytes], Request] = msgspec.msgpack.Decoder(Request).decode
_decode_reply: Callable[[bytes], Reply] = msgspec.msgpack.Decoder(Reply).decode


def decode_reply(head: bytes) -> Reply:
    """The message in a frame from a worker. Raises ProtocolViolation for anything else."""
    try:
        return _decode_reply(head)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:  # a text that is not UTF-8 is a ValueError
        raise ProtocolViolation("not a message") from error


def send_frame(
    sock: socket.socket, nonce: bytes, message: Request | Reply, buffers: Sequence[bytes | memoryview] = ()
) -> None:
    """Send one message. Raises ProtocolViolation when it is too large, OSError when the peer is gone."""
    head = _encoder.encode(message)
    size = sum(len(buffer) for buffer in buffers)
    if len(head) > MAX_HEAD or size > MAX_BODY:
        raise ProtocolViolation(f"a message of {len(head) + size} bytes is too large")
    sock.sendall(b"".join((HEADER.pack(nonce, len(head), size), head, *buffers)))


def receive_frame(sock: socket.socket, deadline: float | None = None) -> tuple[bytes, bytes, memoryview]:
    """Receive one frame as (nonce, head, body), all of it before `deadline` (time.monotonic()).

    Raises Timeout, PeerClosed or ProtocolViolation.
    """
    received = bytearray()
    _receive_until(received, HEADER.size, sock, deadline)
    nonce, head_size, body_size = HEADER.unpack_from(received)
    if head_size > MAX_HEAD or body_size > MAX_BODY:
        raise ProtocolViolation(f"a frame of {head_size + body_size} bytes is too large")
    body_start = HEADER.size + head_size
    _receive_until(received, body_start + body_size, sock, deadline)
    if len(received) > body_start + body_size:
        # Either side waits for the other's answer before it sends again.
        raise ProtocolViolation("more than one message at a time")
    return nonce, bytes(received[HEADER.size : body_start]), memoryview(received)[body_start:]


def _receive_until(received: bytearray, size: int, sock: socket.socket, deadline: float | None) -> None:
    """Receive what has arrived, again until there are `size` bytes: one call for a small frame as a whole."""
    while len(received) < size:
        if deadline is not None:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise Timeout
            sock.settimeout(remaining)
        try:
            # Memory grows with what has arrived, not with what the header promised.
            chunk = sock.recv(min(max(size - len(received), 1 << 16), 1 << 20))
        except TimeoutError:
            raise Timeout from None
        except ConnectionError:
            raise PeerClosed from None
        if not chunk:
            raise PeerClosed
        received += chunk
