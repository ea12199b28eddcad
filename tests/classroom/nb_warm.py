"""Runs nbgrader's command again and again, each time in a process of its own that need not import nbgrader anew.

As a program it reads jobs as lines of JSON, and answers each with a line that holds the command's exit status.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory


class WarmNbgrader:
    """Such a program, started with an environment that all commands get."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lock = threading.Lock()
        atexit.register(self._process.kill)

    def run(self, args: Sequence[str], cwd: Path, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """`nbgrader ARGS` in a folder."""
        with TemporaryDirectory() as folder, self._lock:
            files = [Path(folder) / name for name in ("out", "err")]
            job = {"args": list(args), "cwd": str(cwd), "env": dict(env), "files": [str(path) for path in files]}
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            print(json.dumps(job), file=self._process.stdin, flush=True)
            status = int(self._process.stdout.readline())
            return subprocess.CompletedProcess(["nbgrader", *args], status, *(path.read_text() for path in files))


def serve() -> None:
    from nbgrader.apps.nbgraderapp import main  # noqa: F401 - what takes so long

    for line in sys.stdin:
        print(fork_and_run(**json.loads(line)), flush=True)


def fork_and_run(args: list[str], cwd: str, env: dict[str, str], files: list[str]) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for descriptor, file in enumerate(files, start=1):
            os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), descriptor)
        os.chdir(cwd)
        os.environ.update(env)
        status = run_main(args)
    except BaseException:  # noqa: BLE001 - the child must not go on with what the parent is doing
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def run_main(args: list[str]) -> int:
    from nbgrader.apps.nbgraderapp import main

    sys.argv = ["nbgrader", *args]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        # What a process ends with: the grading process that it keeps is ended too.
        atexit._run_exitfuncs()
    return 0


if __name__ == "__main__":
    serve()
