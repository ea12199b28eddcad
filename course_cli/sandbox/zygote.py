"""A process with its libraries loaded that forks confined workers on request.

It is forked off the nucleus before that one has read any request, so neither it nor a worker ever held a grader, an
expected value or a secret. It stays single-threaded: a fork copies one thread only.

On the control socket, in messages of fixed boundaries: `spawn` (with the worker's end of a socket pair; the worker
itself says when it is ready) and `reap`, which waits for a worker that has ended or been killed and, if asked, answers
with how it ended. Nobody else waits for a worker, so a process id stays its own until it is reaped.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NoReturn

from course_cli.sandbox import refusal, worker
from course_cli.sandbox.confinement import Confinement, Limits
from course_cli.sandbox.readable import Library, prime_import_system, readable_paths

MAX_MESSAGE = 65_536
WORKER_SOCKET = 3


def run(control: socket.socket, library: Library) -> NoReturn:
    """Serve until the nucleus closes the control socket."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    refusal.prepare(())
    simulates_device = library == "torch" and _prepare_simulated_device()
    readable = readable_paths(library)
    confinement = Confinement.prepare(readable)
    prime_import_system(readable)
    _redirect_standard_streams()
    gc.freeze()
    greeting = {"isolation": confinement.isolation, "missing": list(confinement.missing)}
    _send(control, {**greeting, "simulates_device": simulates_device})
    workers: set[int] = set()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, MAX_MESSAGE, 1)
        if not message:
            _bury(workers)
            os._exit(0)
        request = json.loads(message)
        if request["do"] == "spawn":
            refusal.prepare(request["refuse"])
            workers |= _fork_worker(descriptors[0], Limits(**request["limits"]), request["refuse"], confinement)
            os.close(descriptors[0])
        else:
            _, status = os.waitpid(request["pid"], 0)
            workers.discard(request["pid"])
            if request["report"]:
                _send(control, {"status": status})


def spawn_request(limits: Limits, refuse: Sequence[str]) -> bytes:
    return json.dumps({"do": "spawn", "limits": asdict(limits), "refuse": refuse}).encode()


def reap_request(pid: int, *, report: bool) -> bytes:
    return json.dumps({"do": "reap", "pid": pid, "report": report}).encode()


def _prepare_simulated_device() -> bool:
    from course_cli.sandbox import simulated_device

    return simulated_device.available()


def _send(control: socket.socket, message: dict[str, Any]) -> None:
    control.sendall(json.dumps(message).encode())


def _fork_worker(descriptor: int, limits: Limits, refuse: list[str], confinement: Confinement) -> set[int]:
    """Fork a worker; its process id, or nothing where the system has no room for it."""
    parent = os.getpid()
    try:
        if pid := os.fork():
            return {pid}
    except OSError:  # the closed socket tells the trusted side
        return set()
    try:
        os.dup2(descriptor, WORKER_SOCKET, inheritable=False)
        keep = {0, 1, 2, WORKER_SOCKET}
        for name in os.listdir("/dev/fd"):
            if int(name) not in keep | confinement.descriptors:
                _close(int(name))
        sock = socket.socket(fileno=WORKER_SOCKET)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        confinement.apply(limits, parent)
        gc.enable()
        worker.serve(sock, refuse)
    finally:
        os._exit(0)


def _bury(workers: set[int]) -> None:
    # Left to the first process of a container, which may not reap, they would stay as zombies.
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _close(descriptor: int) -> None:
    try:
        os.close(descriptor)
    except OSError:  # the listing's own descriptor is among those listed
        pass


def _redirect_standard_streams() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.chdir("/")
