"""A front end for tests: a real kernel, to which cells are sent as JupyterLab sends them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager

PATIENCE = 180.0  # seconds: the machine may be doing much else


@dataclass
class Shown:
    """What came of a cell."""

    text: str = ""
    html: str = ""
    printed: str = ""
    complained: str = ""
    errors: list[str] = field(default_factory=list)
    number: int = 0


class FrontEnd:
    """One kernel of one notebook."""

    def __init__(self, manager: KernelManager, client: Any) -> None:
        self.manager = manager
        self._client = client

    def run(self, source: str, cell: str = "", deleted: Sequence[str] = ()) -> Shown:
        """Run a cell of this id; "" is a front end that tells none."""
        content = {
            "code": source, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False,
            "stop_on_error": True,
        }  # fmt: skip
        metadata = {"cellId": cell, "deletedCells": list(deleted)} if cell else {}
        request = self._client.session.msg("execute_request", content, metadata=metadata)
        self._client.shell_channel.send(request)
        shown = Shown()
        while True:
            message = self._client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != request["header"]["msg_id"]:
                continue
            content = message["content"]
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return shown
            if message["msg_type"] == "execute_input":
                shown.number = content["execution_count"]
            elif message["msg_type"] == "stream" and content["name"] == "stdout":
                shown.printed += content["text"]
            elif message["msg_type"] == "stream":
                shown.complained += content["text"]
            elif message["msg_type"] == "error":
                shown.errors.append(content["ename"])
                shown.complained += "".join(content["traceback"])
            elif message["msg_type"] == "display_data":
                shown.text += content["data"]["text/plain"]
                shown.html += content["data"].get("text/html", "")


@contextmanager
def kernel(notebook: Path, installation: Path, **environment: str) -> Iterator[FrontEnd]:
    """A kernel as Jupyter's server starts it for a notebook."""
    manager = KernelManager(kernel_name="python3")
    env = {**os.environ, "PYTHONPATH": str(installation), "JPY_SESSION_NAME": str(notebook), **environment}
    manager.start_kernel(cwd=str(notebook.parent), env=env)
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
        yield FrontEnd(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def processes_of(installation: Path, *, until_gone: bool = False) -> list[int]:
    """The grading processes of a course, by their command lines; waits for the end of them if that is asked."""
    deadline = time.monotonic() + (PATIENCE if until_gone else 0)
    while True:
        processes = [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        found = [int(entry.name) for entry in processes if _is(entry, installation)]
        if not found or time.monotonic() >= deadline:
            return found
        time.sleep(0.1)


def _is(process: Path, installation: Path) -> bool:
    try:
        command = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"-c" in command and str(installation).encode() in b"\0".join(command)
