"""A real process at the other end of a worker's socket that follows a script instead of the protocol."""

from __future__ import annotations

import os
import random
import signal
import socket
import time
from collections.abc import Sequence
from typing import NoReturn

import frames

from course_cli.sandbox import protocol
from course_cli.sandbox.confinement import Limits
from course_cli.sandbox.pool import Ended, Worker

STEPS = ("frame", "stale frame", "mutated frame", "half a frame", "dripped frame", "two frames", "noise",
         "endless noise", "lying header", "second ready", "stop sending", "exit", "die",
         "stand still", "wait")  # fmt: skip


class Grave:
    """In the place of the zygote's handle: the peers are this process's own children."""

    def __init__(self) -> None:
        self.buried: list[int] = []

    def reap(self, pid: int, *, report: bool) -> Ended:
        self.buried.append(pid)
        return Ended(os.waitpid(pid, 0)[1], 0.0, 0)


def start(steps: Sequence[str], seed: int, greeting: str, grave: Grave) -> Worker:
    """A worker that says `greeting` and then, asked for the first time, follows the steps. Raises ZygoteFailed."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            signal.alarm(30)
            ours.close()
            perform(theirs, steps, random.Random(seed), greeting)
        finally:
            os._exit(0)
    theirs.close()
    try:
        return Worker(ours, grave, Limits(memory_bytes=1 << 30, cpu_seconds=60))  # type: ignore[arg-type]
    except BaseException:
        ours.close()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise


def perform(sock: socket.socket, steps: Sequence[str], chance: random.Random, greeting: str) -> None:
    real = frames.real_frames()
    ready = frames.framed(frames.msgspec.msgpack.encode(protocol.Ready(os.getpid())), b"")
    sock.sendall({"ready": ready, "another's": real[3], "noise": b"\0" * 99, "exit": b""}[greeting])
    if greeting == "exit":
        return
    nonce, _, _ = protocol.receive_frame(sock)
    for step in steps:
        take(step, sock, chance, nonce + chance.choice(real)[16:], ready)
    stand_still()


def take(step: str, sock: socket.socket, chance: random.Random, frame: bytes, ready: bytes) -> None:
    if step == "frame":
        sock.sendall(frame)
    elif step == "stale frame":
        sock.sendall(frames.NONCE + frame[16:])
    elif step == "mutated frame":
        sock.sendall(frame[:16] + frames.mutated(frame, chance, lambda part: noise(part, chance))[16:])
    elif step == "half a frame":
        sock.sendall(frame[: chance.randrange(len(frame))])
    elif step == "dripped frame":
        for byte in frame:
            sock.sendall(bytes([byte]))
    elif step == "two frames":
        sock.sendall(2 * frame)
    elif step == "noise":
        sock.sendall(chance.randbytes(chance.randrange(200)))
    elif step == "endless noise":
        while True:
            sock.sendall(protocol.HEADER.pack(frame[:16], 0, protocol.MAX_BODY) + bytes(1 << 16))
    elif step == "lying header":
        sizes = chance.choice([(2**32 - 1, 0), (0, 2**64 - 1), (1 << 20, 64 << 20), (5, 5)])
        sock.sendall(protocol.HEADER.pack(frame[:16], *sizes) + frame)
    elif step == "second ready":
        sock.sendall(frame[:16] + ready[16:])
    elif step == "stop sending":
        sock.shutdown(socket.SHUT_WR)
    elif step == "exit":
        os._exit(chance.choice([0, 1, 77]))
    elif step == "die":
        os.kill(os.getpid(), chance.choice([signal.SIGKILL, signal.SIGSYS, signal.SIGXCPU]))
    elif step == "stand still":
        os.kill(os.getpid(), signal.SIGSTOP)
    else:
        time.sleep(0.02)


def noise(part: bytes, chance: random.Random) -> bytes:
    made = bytearray(part)
    for _ in range(chance.randint(1, 5)):
        place = chance.randint(0, len(made))
        made[place : place + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
    return bytes(made)


def stand_still() -> NoReturn:
    while True:
        time.sleep(1)
