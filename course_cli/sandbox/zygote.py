"""A process with its libraries loaded that starts confined workers on request.

It is forked off the nucleus before that one has read any request, so neither it nor a worker ever held a grader, an
expected value or a secret. It stays single-threaded: a fork copies one thread only. It touches no GPU either: a process
that has cannot fork one that may. Where a forked process could not use the device at all, workers are started afresh
(`spawned`) instead of forked.

It forks another like itself for each set of library shortcuts that exercises refuse, which refuses them already: done
in each worker, that would take longer than most submissions.

On the control socket, in messages of fixed boundaries: `spawn` (with the worker's end of a socket pair; the worker
itself says when it is ready), `fork` (with the control socket of another zygote, for these shortcuts), `keep` (to one
core) and `reap`, which waits for a worker that has ended or been killed and, if asked, answers with how it ended, the
processor time it had used, and by how much its memory had outgrown this process's. Nobody else waits for a worker, so a
process id stays its own until it is reaped.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, NoReturn

from course_cli.sandbox import protocol, refusal, spawned, worker
from course_cli.sandbox.confinement import Confinement, Layer, Limits, end_with_parent
from course_cli.sandbox.driver import driver_of
from course_cli.sandbox.loaded import loaded
from course_cli.sandbox.placement import TRAITS, Device
from course_cli.sandbox.processes import keep_to
from course_cli.sandbox.readable import Library, prime_import_system, readable_paths

MAX_MESSAGE = 65_536
SOCKET = 3
PEAK_UNIT = 1 if sys.platform == "darwin" else 1024  # of what the system says of a process's memory
TRIAL_SECONDS = 60.0
TRIAL_LIMITS = Limits(memory_bytes=1 << 30, cpu_seconds=60)

# What a worker does without, from the least to the most, until the driver of its device is content.
CONCESSIONS: tuple[tuple[Layer, ...], ...] = (
    (),
    ("seccomp",),
    ("landlock", "seccomp"),
    ("undumpable", "landlock", "seccomp"),
    ("rlimits", "capabilities", "undumpable", "landlock", "seccomp"),
)
PROBING_SECONDS = 30.0 + len(CONCESSIONS) * TRIAL_SECONDS

# Starts a worker on a socket with its limits and refusals; its process id, or None where the system has no room for it.
Start = Callable[[int, Limits, list[str]], "int | None"]


def run(control: socket.socket, library: Library, device: Device) -> NoReturn:
    """Serve until the nucleus closes the control socket."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    refusal.prepare(())
    leaves_the_cpu = device != "cpu" or (library == "torch" and _prepare_simulated_device())
    if TRAITS[device].forks:
        start, confinement, problem = _prepare_forks(library, device)
    else:
        start, confinement, problem = _prepare_spawns(library, device)
    greeting = {"isolation": confinement.isolation, "missing": list(confinement.missing)}
    _send(control, {**greeting, "leaves_the_cpu": leaves_the_cpu, "device_problem": problem})
    _serve(control, start, confinement.descriptors)


def _serve(control: socket.socket, start: Start, kept: Collection[int]) -> NoReturn:
    workers: set[int] = set()
    zygotes: set[int] = set()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, MAX_MESSAGE, 1)
        if not message:
            _bury(workers, zygotes)
            os._exit(0)
        request = json.loads(message)
        if request["do"] == "fork":
            refusal.prepare(request["refuse"])
            if pid := _fork_zygote(descriptors[0], start, kept, request["refuse"]):
                zygotes.add(pid)
            os.close(descriptors[0])
        elif request["do"] == "spawn":
            refusal.prepare(request["refuse"])
            pid = start(descriptors[0], Limits(**request["limits"]), request["refuse"])
            if pid is not None:  # else the closed socket tells the trusted side
                workers.add(pid)
            os.close(descriptors[0])
        elif request["do"] == "keep":
            keep_to(request["core"])
        else:
            _, status, used = os.wait4(request["pid"], 0)
            workers.discard(request["pid"])
            if request["report"]:
                own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                seconds, grown = used.ru_utime + used.ru_stime, (used.ru_maxrss - own) * PEAK_UNIT
                _send(control, {"status": status, "cpu_seconds": seconds, "grown_bytes": grown})


def spawn_request(limits: Limits, refuse: Sequence[str]) -> bytes:
    return json.dumps({"do": "spawn", "limits": asdict(limits), "refuse": refuse}).encode()


def fork_request(refuse: Sequence[str]) -> bytes:
    return json.dumps({"do": "fork", "refuse": refuse}).encode()


def keep_request(core: int) -> bytes:
    return json.dumps({"do": "keep", "core": core}).encode()


def reap_request(pid: int, *, report: bool) -> bytes:
    return json.dumps({"do": "reap", "pid": pid, "report": report}).encode()


def _prepare_simulated_device() -> bool:
    from course_cli.sandbox import simulated_device

    return simulated_device.available()


def _prepare_forks(library: Library, device: Device) -> tuple[Start, Confinement, str]:
    """How workers are forked, what confines them, and why they cannot use the device ("" where they can)."""
    driver = driver_of(device)
    readable = readable_paths(library)
    concessions = CONCESSIONS[:1] if driver is None else CONCESSIONS
    confinements = [Confinement.prepare(readable, without=layers, driver=driver) for layers in concessions]
    prime_import_system(readable)
    _redirect_standard_streams()
    loaded()  # remembered: found out once for all workers
    gc.freeze()
    if driver is None:
        return partial(_fork_worker, device, confinements[0]), confinements[0], ""
    problem = ""
    for confinement in confinements:
        start = partial(_fork_worker, device, confinement)
        problem = _try_worker(start)
        if not problem:
            return start, confinement, ""
    return start, confinement, problem


def _prepare_spawns(library: Library, device: Device) -> tuple[Start, Confinement, str]:
    """As `_prepare_forks`, for workers that are started afresh and confine themselves."""
    _redirect_standard_streams()
    start = partial(spawned.start, library, device)
    return start, Confinement.prepare((), without=CONCESSIONS[-1], driver=driver_of(device)), _try_worker(start)


def _try_worker(start: Start) -> str:
    """Start a worker, only to see whether it gets ready: "" or why it does not."""
    ours, theirs = socket.socketpair()
    with ours:
        pid = start(theirs.fileno(), TRIAL_LIMITS, [])
        theirs.close()
        if pid is None:
            return "no worker could be started"
        try:
            _, head, _ = protocol.receive_frame(ours, time.monotonic() + TRIAL_SECONDS)
            ready = protocol.decode_reply(head)
            problem = ready.problem if isinstance(ready, protocol.Ready) else "its worker is not ready"
        except protocol.Timeout:
            problem = f"its worker was not ready within {TRIAL_SECONDS:.0f} s"
        except (protocol.PeerClosed, protocol.ProtocolViolation):
            problem = "its worker ended at once"
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return problem


def _send(control: socket.socket, message: dict[str, Any]) -> None:
    control.sendall(json.dumps(message).encode())


def _fork_zygote(descriptor: int, start: Start, kept: Collection[int], refuse: list[str]) -> int | None:
    try:
        if pid := os.fork():
            return pid
    except OSError:
        return None
    try:
        control = take_over(descriptor, kept)
        end_with_parent()
        refusal.install_ahead(tuple(refuse))
        gc.freeze()
        _serve(control, start, kept)
    finally:
        os._exit(1)


def _fork_worker(
    device: Device, confinement: Confinement, descriptor: int, limits: Limits, refuse: list[str]
) -> int | None:
    parent, leave = os.getpid(), os._exit  # a submission may exchange the latter
    try:
        if pid := os.fork():
            return pid
    except OSError:
        return None
    try:
        sock = take_over(descriptor, confinement.descriptors)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        confinement.apply(limits, parent)
        gc.enable()
        worker.serve(sock, refuse, device)
    finally:
        leave(0)


def take_over(descriptor: int, kept: Collection[int]) -> socket.socket:
    """The socket of a process just forked, which has nothing else open but its standard streams and what is `kept`."""
    os.dup2(descriptor, SOCKET, inheritable=False)
    for name in os.listdir("/dev/fd"):
        if int(name) not in {0, 1, 2, SOCKET, *kept}:
            _close(int(name))
    return socket.socket(fileno=SOCKET)


def _bury(workers: set[int], zygotes: set[int]) -> None:
    # Left to the first process of a container, which may not reap, they would stay as zombies.
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    for pid in zygotes:  # they end with us: those of another grading process may have it still
        os.kill(pid, signal.SIGCONT)
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
