"""Nothing passes from one submission to the next: not in the worker, not in the grading process, not on the disk."""

from __future__ import annotations

import json
from pathlib import Path

import tiny_class
from tiny_class import RunCli

# Each changes everything it can reach, and answers right.
TRIES = {
    "torch_defaults": "torch.set_default_dtype(torch.float64)\ntorch.manual_seed(1)\ntorch.set_grad_enabled(False)",
    "patched_library": "torch.zeros = torch.ones = torch.Tensor.__mul__ = None",
    "patched_builtins": "import builtins\nbuiltins.len = lambda x: 0\nbuiltins.isinstance = lambda *a: True",
    "planted_modules": "import sys\nsys.path.insert(0, '/tmp')\nsys.modules['shapes.double'] = sys",
    "environment": "import os\nos.environ['COURSE_MARK'] = 'left'\nos.chdir('/')",
    "files": (
        "import os\nfor place in ('/tmp', '/var/tmp', '/dev/shm', os.getcwd(), os.path.expanduser('~')):\n"
        "    try:\n        open(os.path.join(place, 'course_mark'), 'w').write('left')\n"
        "    except OSError:\n        pass"
    ),
    "exit_hooks": "import atexit, signal\natexit.register(print)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)",
}
# Answers right only where none of the above is left.
WITNESS = """
import builtins, os, sys, torch

CLEAN = (
    torch.get_default_dtype() == torch.float32 and torch.is_grad_enabled() and torch.zeros is not None
    and builtins.len("ab") == 2 and not isinstance(1, str) and "COURSE_MARK" not in os.environ
    and "/tmp" not in sys.path and torch.initial_seed() != 1
)

def double(X):
    return 2 * X if CLEAN else X
"""


def test_submissions_that_try_change_nothing_for_their_neighbours(run_cli: RunCli, tmp_path: Path) -> None:
    students = {}
    for number, (name, attempt) in enumerate(TRIES.items()):
        text = f"import torch\n{attempt}\n\ndef double(X):\n    return X + X\n"
        students[f"{number}a_{name}"] = {"shapes/double.py": text}
        students[f"{number}b_witness"] = {"shapes/double.py": f"# {number}{WITNESS}"}
    folder = tiny_class.write(tmp_path / "submissions", students)
    done = run_cli("grade", "--submissions", str(folder), "--workers", "1", "--format", "json")
    reports = json.loads(done.stdout)["submissions"]
    witnesses = {name: report["exercises"][0]["score"] for name, report in reports.items() if "witness" in name}
    assert len(witnesses) == len(TRIES)
    assert set(witnesses.values()) == {4.0}, reports
    for place in (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path.home(), folder):
        assert not (place / "course_mark").exists()


def test_the_witness_notices(run_cli: RunCli, tmp_path: Path) -> None:
    text = "import torch\ntorch.set_default_dtype(torch.float64)\n" + WITNESS
    folder = tiny_class.write(tmp_path / "submissions", {"eve": {"shapes/double.py": text}})
    done = run_cli("grade", "double", "--path", str(folder / "eve"), "--format", "json")
    assert json.loads(done.stdout)["score"] < 4
