"""A worker that is started afresh, for a device that no forked process can use: Apple's Metal.

It loads the libraries itself, which takes as long as `import torch` does. All that it is told stands in its arguments,
and nothing of that is secret.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from dataclasses import asdict
from typing import Any

from course_cli.sandbox.confinement import Confinement, Limits
from course_cli.sandbox.driver import driver_of
from course_cli.sandbox.placement import Device
from course_cli.sandbox.readable import Library, prime_import_system, readable_paths

SOCKET = 3
BOOTSTRAP = (
    "import sys; sys.path[:] = sys.argv[1].split('\\n'); from course_cli.sandbox.spawned import main; main(sys.argv[2])"
)


def start(library: Library, device: Device, descriptor: int, limits: Limits, refuse: list[str]) -> int | None:
    """Start a worker on the socket `descriptor`; its process id, or None where the system has no room for it."""
    order = {"library": library, "device": device, "limits": asdict(limits), "refuse": refuse, "parent": os.getpid()}
    command = [sys.executable, "-S", "-s", "-c", BOOTSTRAP, "\n".join(sys.path), json.dumps(order)]
    try:
        return os.posix_spawn(
            sys.executable, command, dict(os.environ), file_actions=[(os.POSIX_SPAWN_DUP2, descriptor, SOCKET)]
        )
    except OSError:
        return None


def main(order: str) -> None:
    """Become the worker that `start` ordered."""
    os.set_inheritable(SOCKET, False)
    request: dict[str, Any] = json.loads(order)
    # Here rather than above: the zygote imports this module, and has them already.
    from course_cli.sandbox import refusal, worker
    from course_cli.sandbox.preload import preload

    preload(request["library"])
    refusal.prepare(request["refuse"])
    readable = readable_paths(request["library"])
    confinement = Confinement.prepare(readable, driver=driver_of(request["device"]))
    prime_import_system(readable)
    confinement.apply(Limits(**request["limits"]), request["parent"])
    sock = socket.socket(fileno=SOCKET)
    try:
        worker.serve(sock, request["refuse"], request["device"])
    finally:
        os._exit(0)
