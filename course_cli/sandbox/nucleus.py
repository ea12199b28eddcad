"""The trusted process's beginning: load the libraries once, fork the zygotes, and only then learn anything secret."""

from __future__ import annotations

import gc
import importlib
import os
import socket
from collections.abc import Collection
from typing import Any

from course_cli.sandbox.pool import ZygoteHandle
from course_cli.sandbox.readable import Library

# What workers use comes before the fork: its import is paid once, not in every worker.
PRELOADED: dict[Library, tuple[str, ...]] = {
    "numpy": ("msgspec", "numpy", "numpy.random", "numpy.linalg", "numpy.fft"),
    "torch": ("torch", "torch.nn.functional", "torch.overrides", "torch.utils._python_dispatch"),
}


def start_zygotes(libraries: Collection[Library]) -> dict[Library, ZygoteHandle]:
    """Import each library and fork its zygote; NumPy's comes first, so that its workers have no torch at all.

    Must be called while this process is single-threaded and holds no secret.
    """
    zygotes: dict[Library, ZygoteHandle] = {}
    gc.disable()
    for library in ("numpy", "torch"):
        if library == "torch" and "torch" not in libraries:
            continue
        for name in PRELOADED[library]:
            importlib.import_module(name)
        if library == "torch":
            _initialise_torch()
        if library in libraries:
            zygotes[library] = _fork_zygote(library)
    gc.enable()
    return zygotes


def _initialise_torch() -> None:
    """Have torch read what it wants to know of the processor now: a confined process cannot open /proc/cpuinfo."""
    torch: Any = importlib.import_module("torch")
    picture = torch.ones(1, 1, 2, 2)
    torch.nn.functional.conv2d(picture, picture)
    torch.matmul(picture.half(), picture.half())
    if hasattr(torch.cpu, "_is_avx512_bf16_supported"):
        torch.cpu._is_avx512_bf16_supported()


def _fork_zygote(library: Library) -> ZygoteHandle:
    from course_cli.sandbox import zygote

    _assert_single_threaded()
    # Message boundaries are kept: a request and its descriptor are one message.
    ours, theirs = socket.socketpair(type=getattr(socket, "SOCK_SEQPACKET", socket.SOCK_DGRAM))
    pid = os.fork()
    if pid == 0:
        # Only the control socket survives: an inherited descriptor would be a way back to the trusted side.
        os.dup2(theirs.fileno(), 3, inheritable=False)
        os.closerange(4, 1_024)
        try:
            zygote.run(socket.socket(fileno=3), library)
        finally:
            os._exit(1)
    theirs.close()
    return ZygoteHandle(ours, pid)


def _assert_single_threaded() -> None:
    try:
        threads = len(os.listdir("/proc/self/task"))
    except OSError:
        return
    if threads != 1:
        raise RuntimeError(f"the nucleus has {threads} threads and cannot fork a zygote")


