"""NumPy and torch as the grading process will find them, and what a GPU is good for."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from glob import glob
from pathlib import Path
from typing import Any

from course_cli.doctor.finding import Finding
from course_cli.language import translated as _

SECONDS = 120

# In a process of its own: an import may crash, and takes long.
_PROBE = """
import json, sys, time
sys.path[:] = sys.argv[1].split("\\n")
found = {}
def say():
    print(json.dumps(found), flush=True)
started = time.monotonic()
import numpy
found.update(numpy=numpy.__version__)
say()
import torch
found.update(
    torch=torch.__version__, seconds=time.monotonic() - started, place=torch.__file__,
    cuda_build=torch.version.cuda or getattr(torch.version, "hip", None) or "",
    cuda=torch.cuda.is_available(), mps=torch.backends.mps.is_available(),
)
assert float((torch.ones(2, 2) @ torch.ones(2, 2)).sum()) == 8
if found["cuda"]:
    found.update(gpu=torch.cuda.get_device_name())
say()
"""


def numpy_and_torch(folder: Path) -> Iterator[Finding]:
    from course_cli.grading.client import import_path

    command = [sys.executable, "-S", "-s", "-c", _PROBE, "\n".join(import_path())]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        status, said, errors = done.returncode, done.stdout, done.stderr
    except subprocess.TimeoutExpired as late:
        status, said, errors = -1, _text(late.stdout), _("no answer within {} s").format(SECONDS)
    found: dict[str, Any] = json.loads(said.splitlines()[-1]) if said.strip() else {}
    reason = (errors.strip().splitlines() or [_("it ended with status {}").format(status)])[-1]
    if "numpy" not in found:
        yield Finding(
            "numpy",
            "broken",
            _("cannot be imported: {}").format(reason),
            f"{sys.executable} -m pip install -U numpy",
        )
        return
    yield Finding("numpy", "ok", f"NumPy {found['numpy']}")
    if "torch" not in found or status:
        mend = f"{sys.executable} -m pip install --force-reinstall torch"
        yield Finding("torch", "broken", _("cannot be used: {}").format(reason), mend)
        return
    build = _("for CUDA or ROCm {}").format(found["cuda_build"]) if found["cuda_build"] else _("for the CPU")
    yield Finding(
        "torch", "ok", _("torch {}, built {}, imported in {:.1f} s").format(found["torch"], build, found["seconds"])
    )
    yield _gpu(found)


def _gpu(found: dict[str, Any]) -> Finding:
    if found["cuda"]:
        return Finding(
            "gpu", "ok", _("{}: --device cuda grades on it, in weak isolation").format(found.get("gpu", _("a GPU")))
        )
    if found["mps"]:
        return Finding("gpu", "ok", _("Apple's GPU: --device mps grades on it, in weak isolation"))
    hardware = bool(glob("/dev/nvidia[0-9]*")) or shutil.which("nvidia-smi") is not None or bool(glob("/dev/kfd"))
    if hardware and not found["cuda_build"]:
        mend = _("nothing has to be done, for exercises are graded on the CPU; a CUDA build of torch would use the GPU")
        return Finding("gpu", "warning", _("there is a GPU, but torch is built for the CPU"), mend)
    if hardware:
        mend = _("nothing has to be done, for exercises are graded on the CPU; else look at the driver (nvidia-smi)")
        return Finding("gpu", "warning", _("there is a GPU, but torch cannot use it"), mend)
    return Finding("gpu", "ok", _("no GPU, and none is needed: a simulated one stands in where a check asks for it"))


def _text(output: object) -> str:
    return output.decode("utf-8", "replace") if isinstance(output, bytes) else str(output or "")
