"""Run as a script: prepares a confinement, then runs the snippets it is sent, each in a forked child.

Arguments: the project's folder, then JSON: {"library": "numpy" | "torch", "without": [layers], "uid": int | null,
"driver": {"devices": [paths], "readable": [paths]} | null}.
Input and output are a JSON object a line. Request: {"code", "confined", "limits", "names", "wait"}. Answer: {"status":
as waitpid gives it, and unless killed "raised": class name or null, "message", "value": repr of `result`}.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NEW_MOUNTS, BIND, RECURSIVE_PRIVATE = 0x20000, 0x1000, 0x4000 | 0x40000
NO_NAMESPACE = 3

PRELUDE = """
import ctypes, errno, fcntl, mmap, os, resource, signal, socket, subprocess, sys, tempfile, threading, time
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    '''A system call: PermissionError where it is denied, else its error number (arguments are bad on purpose).'''
    if libc.syscall(ctypes.c_long(NUMBERS.get(name, name)), *map(ctypes.c_long, arguments)) != -1:
        return 0
    if ctypes.get_errno() == errno.EPERM:
        raise PermissionError(errno.EPERM, str(name))
    return ctypes.get_errno()
"""


def hidden_parents(paths: list[str]) -> Iterator[Path]:
    """Of each path the topmost folder that other users cannot enter."""
    for path in paths:
        for folder in reversed(Path(path).resolve().parents):
            if not folder.stat().st_mode & stat.S_IXOTH:
                yield folder
                break


def become(uid: int, paths: list[str]) -> None:
    """Turn into an ordinary user who can reach paths, in mounts of this process's own where he otherwise could not."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if hidden := set(hidden_parents(paths)):
        if libc.unshare(NEW_MOUNTS) or libc.mount(b"none", b"/", None, RECURSIVE_PRIVATE, None):
            sys.exit(NO_NAMESPACE)
        aside = {path: tempfile.mkdtemp() for path in paths if hidden.intersection(Path(path).resolve().parents)}
        for path, kept in aside.items():
            libc.mount(os.fsencode(path), os.fsencode(kept), None, BIND, None)
        for folder in hidden:
            libc.mount(b"none", os.fsencode(folder), b"tmpfs", 0, b"mode=755")
        for path, kept in aside.items():
            Path(path).mkdir(parents=True)
            libc.mount(os.fsencode(kept), os.fsencode(path), None, BIND, None)
            libc.umount2(os.fsencode(kept), 2)
            Path(kept).rmdir()
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def main(project: str, options: dict[str, Any]) -> None:
    if options["uid"] is not None:
        become(options["uid"], [sys.base_prefix, sys.prefix, project])
        again = json.dumps({**options, "uid": None})
        os.execv(sys.executable, [sys.executable, "-I", "-B", __file__, project, again])
    sys.path.insert(0, project)
    import numpy.random  # noqa: F401
    from seccompy.syscalls import AARCH64_SYSCALLS, X86_64_SYSCALLS

    from course_cli.sandbox.confinement import Confinement
    from course_cli.sandbox.driver import Driver
    from course_cli.sandbox.readable import prime_import_system, readable_paths

    if options["library"] == "torch":
        import torch

        _ = torch.ones(2) + 1  # the first operation reads /proc/cpuinfo
    names = {"NUMBERS": X86_64_SYSCALLS if os.uname().machine == "x86_64" else AARCH64_SYSCALLS}
    exec(PRELUDE, names)
    readable = readable_paths(options["library"])
    driver = None if options["driver"] is None else Driver(**options["driver"])
    confinement = Confinement.prepare(readable, without=frozenset(options["without"]), driver=driver)
    prime_import_system(readable)
    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
    say(
        {
            "isolation": confinement.isolation,
            "missing": confinement.missing,
            "threads": int(status["Threads"]),
            "capabilities": int(status["CapEff"], 16),
        }
    )
    for line in sys.stdin:
        serve(json.loads(line), confinement, names)


def say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def serve(request: dict[str, Any], confinement: Any, names: dict[str, Any]) -> None:
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            null = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(null, number)
            os.close(reading)
            os.write(writing, json.dumps(attempt(request, parent, confinement, names)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    if not request["wait"]:
        os.read(reading, 1)  # the snippet closes it, or answers
        say({"child": child})
        return
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(20)
    text = b"".join(iter(lambda: os.read(reading, 65536), b""))
    status = os.waitpid(child, 0)[1]
    signal.alarm(0)
    os.close(reading)
    say({"status": status, **(json.loads(text) if text else {})})


def attempt(request: dict[str, Any], parent: int, confinement: Any, names: dict[str, Any]) -> dict[str, Any]:
    from course_cli.sandbox.confinement import Limits

    left, right = socket.socketpair()
    space = {**names, **request["names"], "left": left, "right": right, "parent": parent}
    try:
        if request["confined"]:
            confinement.apply(Limits(**request["limits"]), parent)
        exec(request["code"], space)
    except BaseException as error:  # noqa: BLE001 - whatever a snippet raises is the answer
        return {"raised": type(error).__name__, "message": f"{error} {getattr(error, 'errno', '')}"[:500]}
    return {"raised": None, "message": "", "value": repr(space.get("result"))}


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
