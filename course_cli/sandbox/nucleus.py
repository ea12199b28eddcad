"""The trusted process's beginning: load the libraries once, fork the zygotes, and only then learn anything secret."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Collection
from typing import NamedTuple

from course_cli.sandbox.confinement import wake_when_parent_ends
from course_cli.sandbox.placement import TRAITS, Device
from course_cli.sandbox.pool import CONTROL, ZygoteHandle
from course_cli.sandbox.preload import preload
from course_cli.sandbox.readable import Library


class Home(NamedTuple):
    """What a zygote's workers have loaded, and where their tensors are."""

    library: Library
    device: Device


def start_zygotes(libraries: Collection[Library], device: Device) -> dict[Home, ZygoteHandle]:
    """Import each library and fork its zygotes; NumPy's comes first, so that its workers have no torch at all.

    NumPy stays on the CPU. Where the device lacks a dtype, torch has a second zygote, on the CPU.

    Must be called while this process is single-threaded and holds no secret.
    """
    zygotes: dict[Home, ZygoteHandle] = {}
    gc.disable()
    for home in homes(libraries, device):
        preload(home.library)
        zygotes[home] = _fork_zygote(home)
    # The libraries stay for good; the first collection would walk all of them.
    gc.freeze()
    gc.enable()
    return zygotes


def homes(libraries: Collection[Library], device: Device) -> tuple[Home, ...]:
    """The zygotes that these libraries and this device need, in the order in which they must be forked."""
    needed = [Home("numpy", "cpu")] if "numpy" in libraries else []
    if "torch" in libraries:
        needed.append(Home("torch", device))
        if TRAITS[device].lacks_float64:
            needed.append(Home("torch", "cpu"))
    return tuple(needed)


def _fork_zygote(home: Home) -> ZygoteHandle:
    from course_cli.sandbox import zygote

    assert_single_threaded()
    ours, theirs = socket.socketpair(type=CONTROL)
    pid = os.fork()
    if pid == 0:
        try:
            # An inherited descriptor would be a way back to the trusted side, and keep the client from seeing its end.
            control = zygote.take_over(theirs.fileno(), ())
            wake_when_parent_ends()
            zygote.run(control, home.library, home.device)
        finally:
            os._exit(1)
    theirs.close()
    return ZygoteHandle(ours, pid, home.device)


def assert_single_threaded() -> None:
    """A fork copies one thread only, and a lock that another one held would stay locked. Raises RuntimeError."""
    try:
        threads = len(os.listdir("/proc/self/task"))
    except OSError:
        return
    if threads != 1:
        raise RuntimeError(f"the grading process has {threads} threads and cannot be forked")
