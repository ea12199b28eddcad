"""A refusal holds on a GPU: whatever kernel is registered for one is written over, here by kernels that we register.

This file, run as a program, calls an operation's kernel for one dispatch key as a tensor of that device would, before
and after the refusal; each case in a process forked for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

ARGUMENTS = {
    "_softmax": "X, 1, False",
    "exp": "X",
    "cudnn_convolution": "X, X, (0, 0), (1, 1), (1, 1), 1, False, False, False",
    "_mps_convolution": "X, X, None, (0, 0), (1, 1), (1, 1), 1",
    "_cudnn_rnn": "X[0], [z], 1, None, X[0], None, 2, 1, 0, 1, False, 0.0, False, False, [], None",
    "_thnn_fused_lstm_cell": "z, z, z",
    "_scaled_dot_product_flash_attention": "X, X, X",
    "native_dropout": "X, 0.5, True",
}
REFUSED = [
    ("CUDA", "softmax", "_softmax"),
    ("MPS", "softmax", "_softmax"),
    ("AutogradCUDA", "softmax", "_softmax"),
    ("CUDA", "convolution", "cudnn_convolution"),
    ("MPS", "convolution", "_mps_convolution"),
    ("CUDA", "sigmoid", "_cudnn_rnn"),
    ("CUDA", "relu", "_cudnn_rnn"),
    ("CUDA", "recurrent", "_thnn_fused_lstm_cell"),
    ("CUDA", "attention", "_scaled_dot_product_flash_attention"),
    ("CUDA", "dropout", "native_dropout"),
]
FREE = [("CUDA", "softmax", "exp"), ("CUDA", "convolution_only", "_cudnn_rnn")]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[str]]:
    """For each case what a call came to before the refusal, after it, and what was notified."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "ignore", __file__]
    text = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout
    return dict(json.loads(line) for line in text.splitlines())


@pytest.mark.parametrize("case", REFUSED, ids=".".join)
def test_a_kernel_of_a_gpu_is_refused(outcomes: dict[str, list[str]], case: tuple[str, str, str]) -> None:
    before, after, *notified = outcomes[".".join(case)]
    assert (before, after) == ("Reached", "Refused")
    assert len(notified) == 1
    assert case[2].strip("_") in notified[0]


@pytest.mark.parametrize("case", FREE, ids=".".join)
def test_another_kernel_of_a_gpu_still_runs(outcomes: dict[str, list[str]], case: tuple[str, str, str]) -> None:
    assert outcomes[".".join(case)] == ["Reached", "Reached"]


def outcome(key: str, family: str, name: str) -> list[str]:
    import torch

    from course_cli.sandbox import refusal

    class Reached(Exception):
        """The kernel that stands for the GPU's ran."""

    def kernel(*args: Any, **kwargs: Any) -> Any:
        raise Reached

    def call() -> str:
        values = eval(f"[{ARGUMENTS[name]}]", {"X": torch.ones(1, 1, 3, 3), "z": torch.zeros(1)})
        keys = torch._C.DispatchKeySet(getattr(torch._C.DispatchKey, key))
        try:
            getattr(torch.ops.aten, name).default.redispatch(keys, *values)
        except Exception as error:  # noqa: BLE001 - the answer tells it
            return type(error).__name__
        return "nothing"

    library = torch.library.Library("aten", "IMPL")
    library.impl(name, kernel, key)
    before = call()
    notified = refusal.install([family])
    return [before, call(), *notified]


if __name__ == "__main__":
    import torch  # noqa: F401 - loaded once, for all cases

    for case in (*REFUSED, *FREE):
        sys.stdout.flush()
        if os.fork() == 0:
            print(json.dumps([".".join(case), outcome(*case)]), flush=True)
            os._exit(0)
        os.wait()
