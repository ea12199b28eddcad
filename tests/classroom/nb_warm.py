"""Runs many nbgrader commands in turn, each in a process of its own that does not have to import nbgrader anew.

Reads from standard input a JSON list of {"cwd": …, "args": […], "env": {…}}; the exit status is that of the first
command that failed.
"""

from __future__ import annotations

import json
import os
import sys
import traceback

from nbgrader.apps.nbgraderapp import main


def run(cwd: str, args: list[str], env: dict[str, str]) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        os.chdir(cwd)
        os.environ.update(env)
        sys.argv = ["nbgrader", *args]
        main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the child must not go on with what the parent was doing
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    for job in json.load(sys.stdin):
        if code := run(job["cwd"], job["args"], job.get("env", {})):
            print(f"{job['args']} in {job['cwd']} ended with {code}", file=sys.stderr)
            sys.exit(code)
