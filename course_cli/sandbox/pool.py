"""The trusted side's view of zygotes and workers: take a worker, ask it, replace it when it is lost."""

from __future__ import annotations

import json
import os
import secrets
import select
import signal
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from course_cli.sandbox import protocol, zygote
from course_cli.sandbox.confinement import Limits
from course_cli.sandbox.placement import Device
from course_cli.sandbox.processes import is_stopped
from course_cli.sandbox.worker import FLOOD, FLOODED_STATUS

STARTUP_SECONDS = 30.0
# Message boundaries are kept: a request and its descriptor are one message.
CONTROL = getattr(socket, "SOCK_SEQPACKET", socket.SOCK_DGRAM)
EXIT_SECONDS = 0.5
# More than an answer needs. The kernel ends the largest process first: a smaller one dies of others' memory.
OUTGROWN_BYTES = 256 << 20
OTHERS_SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)


class ZygoteFailed(RuntimeError):
    """A zygote ended or did not confine its worker: a fault of ours or of the machine, not of a submission."""


class WorkerLost(Exception):
    """The worker ended, or had to be killed, before it answered. `reason` is for the learner, with `values` in it."""

    def __init__(self, reason: str, *values: object) -> None:
        super().__init__(reason.format(*values))
        self.reason = reason
        self.values = values


class WorkerKilled(WorkerLost):
    """Somebody else ended or stopped the worker: a person, or the kernel for want of memory.

    A fully confined submission cannot send signals. It can take more memory than the machine has: where it had grown so
    large that the kernel's choice was its own doing, it is `outgrown`.
    """

    def __init__(self, reason: str, *, outgrown: bool = False) -> None:
        super().__init__(reason)
        self.outgrown = outgrown


class WorkerTimedOut(WorkerLost):
    """A call, or the submission as a whole, used up its time."""


@dataclass(frozen=True)
class Ended:
    """How a worker ended, the processor time it had used, and by how much its memory had outgrown its zygote's."""

    status: int
    cpu_seconds: float
    grown_bytes: int


@dataclass(frozen=True)
class Terms:
    """What a worker is allowed: its limits, and the families of library shortcuts that it refuses."""

    limits: Limits
    refuse: tuple[str, ...] = ()


class Worker:
    """One confined process that serves one submitted module."""

    def __init__(self, sock: socket.socket, zygote_handle: ZygoteHandle, limits: Limits) -> None:
        self._limits = limits
        self._sock = sock
        self._zygote = zygote_handle
        self._pid = self._wait_until_ready()

    def _wait_until_ready(self) -> int:
        try:
            _, head, _ = protocol.receive_frame(self._sock, time.monotonic() + STARTUP_SECONDS)
            ready = protocol.decode_reply(head)
        except (protocol.Timeout, protocol.PeerClosed, protocol.ProtocolViolation):
            ready = None
        if not isinstance(ready, protocol.Ready) or ready.problem:
            self._sock.close()
            problem = f": {ready.problem}" if isinstance(ready, protocol.Ready) else ""
            raise ZygoteFailed(f"a worker could not be started and confined on this machine{problem}")
        return ready.pid

    def ask(
        self, request: protocol.Request, buffers: Sequence[bytes | memoryview], deadline: float
    ) -> tuple[protocol.Reply, memoryview]:
        """Send a request and return its reply and the reply's bytes.

        Raises WorkerLost (and kills the worker) when it dies, passes the deadline or answers with anything but one
        well-formed reply to this request.
        """
        nonce = secrets.token_bytes(16)
        try:
            self._sock.settimeout(max(deadline - time.monotonic(), 0.001))
            protocol.send_frame(self._sock, nonce, request, buffers)
            answered, head, body = protocol.receive_frame(self._sock, deadline)
            if answered != nonce:
                raise protocol.ProtocolViolation("a reply to another request")
            reply = protocol.decode_reply(head)
        except (protocol.Timeout, TimeoutError):
            stopped = is_stopped(self._pid)
            self.close()
            if stopped:
                raise WorkerKilled("its process was stopped from outside") from None
            raise WorkerTimedOut("it did not answer in time") from None
        except (protocol.PeerClosed, ConnectionError):
            raise self._how_it_ended() from None
        except OSError as error:
            self.close()
            raise ZygoteFailed(f"a worker could not be asked: {error.strerror}") from error
        except protocol.ProtocolViolation:
            self.close()
            raise WorkerLost("it answered something that is not a reply") from None
        return reply, body

    def close(self) -> None:
        """Kill the worker; safe to call twice."""
        self._end(report=False)

    def _how_it_ended(self) -> WorkerLost:
        # A worker that ended by itself is given a moment to become a zombie, or our kill would hide how it ended.
        killed_by_us = not _has_exited(self._pid)
        ended = self._end(report=True)
        assert ended is not None
        return _how_it_ended(ended, self._limits, killed_by_us)

    def _end(self, *, report: bool) -> Ended | None:
        if self._sock.fileno() == -1:
            return None
        self._sock.close()
        # The zygote reaps only when asked, so this id still names our worker, alive or dead.
        with suppress(ProcessLookupError):  # else the zygote is gone, which the next line tells
            os.kill(self._pid, signal.SIGKILL)
        return self._zygote.reap(self._pid, report=report)


def _has_exited(pid: int) -> bool:
    """Whether it has, or does within a moment; False where the system does not tell."""
    if not hasattr(os, "pidfd_open"):
        time.sleep(EXIT_SECONDS)
        return False
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:
        time.sleep(EXIT_SECONDS)
        return False
    try:
        return bool(select.select([descriptor], [], [], EXIT_SECONDS)[0])
    finally:
        os.close(descriptor)


def _how_it_ended(ended: Ended, limits: Limits, killed_by_us: bool) -> WorkerLost:
    status = ended.status
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGKILL and killed_by_us:
            return WorkerLost("it closed the connection to the grader")
        # At its limit the kernel kills it, for the limit is a hard one; the two clocks differ by some ticks.
        if number == signal.SIGXCPU or (number == signal.SIGKILL and ended.cpu_seconds > limits.cpu_seconds - 1):
            return WorkerTimedOut("it used up its processor time")
        if number == signal.SIGKILL and ended.grown_bytes > OUTGROWN_BYTES:
            return WorkerKilled("its process was killed: the machine has not the memory that it took", outgrown=True)
        if number in OTHERS_SIGNALS:
            return WorkerKilled("its process was killed from outside")
        names = {known.value: known.name for known in signal.Signals}
        return WorkerLost("its process died of {}", names.get(number, f"signal {number}"))
    code = os.WEXITSTATUS(status)
    if code == FLOODED_STATUS:
        return WorkerLost("it printed more than {} million characters", FLOOD >> 20)
    return WorkerLost("it ended the whole process (exit status {}) instead of returning", code)


class ZygoteHandle:
    """The control socket of a zygote, and the worker that it has forked ahead. `device` is where its tensors are."""

    def __init__(
        self, control: socket.socket, pid: int, device: Device, greeting: dict[str, Any] | None = None
    ) -> None:
        self.device = device
        self._control = control
        self._pid = pid
        self._spare: tuple[socket.socket, Terms] | None = None
        self._forked: dict[tuple[str, ...], ZygoteHandle] = {}
        self._greeting = greeting

    @property
    def isolation(self) -> str:
        return str(self._said("isolation"))

    @property
    def missing(self) -> tuple[str, ...]:
        """The layers of confinement that its workers are without."""
        return tuple(self._said("missing"))

    @property
    def leaves_the_cpu(self) -> bool:
        """Whether its workers can put tensors on another device, a real or a simulated one; found out before any
        student's code was there."""
        return bool(self._said("leaves_the_cpu"))

    @property
    def device_problem(self) -> str:
        """Why its workers cannot compute on their device; "" where they can."""
        return str(self._said("device_problem"))

    def take(self, terms: Terms) -> Worker:
        """A confined worker that waits for its first request. Raises ZygoteFailed."""
        if self.isolation and self._spare is not None and self._spare[1] == terms:
            sock, self._spare = self._spare[0], None
        else:
            sock = self._request_worker(terms)
        return Worker(sock, self._for(terms), terms.limits)

    def prepare(self, terms: Terms) -> None:
        """Have the next worker forked ahead, without waiting for it."""
        if self._spare is None or self._spare[1] != terms:
            self._drop_spare()
            self._spare = (self._request_worker(terms), terms)

    def reap(self, pid: int, *, report: bool) -> Ended | None:
        """Have a dead worker reaped; how it ended if `report`."""
        self._send(zygote.reap_request(pid, report=report))
        return Ended(**self._answer()) if report else None

    def fork(self) -> ZygoteHandle:
        """Another zygote like this one, for another process that grades."""
        return ZygoteHandle(self._request(zygote.fork_request(()), CONTROL), self._pid, self.device, self._greet())

    def keep_to(self, core: int) -> None:
        """Have it, and all that it forks from now on, run on this core alone."""
        self._send(zygote.keep_request(core))

    def disconnect(self) -> None:
        """Forget the zygote, which another process has a handle of."""
        if self._spare is not None:
            self._spare[0].close()
        for forked in self._forked.values():
            forked.disconnect()
        self._control.close()

    def close(self) -> None:
        """End the zygote, and with it its workers and those that it forked."""
        self.disconnect()
        os.kill(self._pid, signal.SIGCONT)  # stopped by whomever, it would never see that
        os.waitpid(self._pid, 0)

    def _said(self, name: str) -> Any:
        return self._greet()[name]

    def _greet(self) -> dict[str, Any]:
        if self._greeting is None:
            self._greeting = self._answer()
        return self._greeting

    def _drop_spare(self) -> None:
        if self._spare is not None:
            (sock, terms), self._spare = self._spare, None
            Worker(sock, self._for(terms), terms.limits).close()

    def _for(self, terms: Terms) -> ZygoteHandle:
        """The zygote that forks workers on these terms: where a worker has a device to open first, this one."""
        if not terms.refuse or self.device != "cpu":
            return self
        if terms.refuse not in self._forked:
            control = self._request(zygote.fork_request(terms.refuse), CONTROL)
            self._forked[terms.refuse] = ZygoteHandle(control, self._pid, self.device)
        return self._forked[terms.refuse]

    def _request_worker(self, terms: Terms) -> socket.socket:
        return self._for(terms)._request(zygote.spawn_request(terms.limits, terms.refuse), socket.SOCK_STREAM)

    def _request(self, message: bytes, kind: int) -> socket.socket:
        """Our end of a new pair of sockets, whose other end goes with the message."""
        try:
            ours, theirs = socket.socketpair(type=kind)
        except OSError as error:
            raise ZygoteFailed(f"no worker can be asked for: {error.strerror}") from error
        with theirs:
            self._send(message, theirs.fileno())
        return ours

    def _send(self, message: bytes, *descriptors: int) -> None:
        try:
            if descriptors:
                socket.send_fds(self._control, [message], descriptors)
            else:
                self._control.sendall(message)
        except OSError:
            raise ZygoteFailed("the zygote ended") from None

    def _answer(self) -> dict[str, Any]:
        self._control.settimeout(zygote.PROBING_SECONDS if self._greeting is None else STARTUP_SECONDS)
        try:
            message = self._control.recv(zygote.MAX_MESSAGE)
        except OSError:
            message = b""
        if not message:
            raise ZygoteFailed("the zygote ended")
        answer: dict[str, Any] = json.loads(message)
        return answer
