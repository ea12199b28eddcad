"""The processes behind a grade: none outlives it, and losing one is said, never scored."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from processes import wait_until

from course_cli.course.catalog import Catalog
from course_cli.errors import EngineFault, NucleusDied
from course_cli.grading.client import Engine
from course_cli.grading.submission import Submission

ID = "perceptron/softmax"
ENDLESS = Submission("", {"perceptron/softmax.py": b"def softmax(X):\n    while True: pass\n"})
WRONG = Submission("", {"perceptron/softmax.py": b"def softmax(X): return X\n"})


def processes() -> dict[int, tuple[int, str]]:
    """Every process's parent and state."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            found[int(folder.name)] = int(parent), state
        except OSError:
            continue
    return found


def children(pid: int) -> set[int]:
    return {child for child, (parent, _) in processes().items() if parent == pid}


def descendants(pid: int) -> set[int]:
    found: set[int] = set()
    for child in children(pid):
        found |= {child} | descendants(child)
    return found


def gone(pids: set[int]) -> Callable[[], bool]:
    """Whether they have ended; a zombie has, whoever should reap it."""
    return lambda: not any(pid in pids and state not in "ZX" for pid, (_, state) in processes().items())


def test_nothing_outlives_a_grade(catalog: Catalog) -> None:
    before = descendants(os.getpid())
    with Engine(catalog, [ID]) as engine:
        engine.grade(WRONG, [ID])
        # The nucleus, its zygote, a worker forked ahead, which nobody waits for.
        assert wait_until(lambda: len(descendants(os.getpid()) - before) >= 3)
        started = descendants(os.getpid()) - before
    assert not started & set(processes())  # and none is left as a zombie


def test_nothing_outlives_a_client_that_is_killed(catalog: Catalog) -> None:
    client = os.fork()
    if client == 0:
        try:
            with Engine(catalog, [ID]) as engine:
                engine.grade(ENDLESS, [ID])
        finally:
            os._exit(0)
    started: set[int] = set()

    def all_there_and_settled() -> bool:
        # The nucleus, its zygote and the worker in its endless loop; what probes the machine comes and goes.
        nonlocal started
        before, started = started, descendants(client)
        time.sleep(0.3)
        return len(started) >= 3 and started == before

    assert wait_until(all_there_and_settled)
    os.kill(client, signal.SIGKILL)
    os.waitpid(client, 0)
    assert wait_until(gone(started))


@pytest.mark.parametrize(("generation", "error"), [(0, NucleusDied), (1, EngineFault), (2, EngineFault)])
def test_a_killed_process_of_ours_is_our_fault(catalog: Catalog, generation: int, error: type[EngineFault]) -> None:
    before = children(os.getpid())
    with Engine(catalog, [ID]) as engine:
        engine.grade(WRONG, [ID])
        (nucleus,) = children(os.getpid()) - before
        (zygote,) = children(nucleus)
        (forked,) = children(zygote)  # for what softmax refuses
        assert wait_until(lambda: bool(children(forked)))
        workers = children(forked)
        os.kill((nucleus, zygote, forked)[generation], signal.SIGKILL)
        assert wait_until(gone(workers))
        with pytest.raises(error, match=r"ended|started"):
            engine.grade(WRONG, [ID])


def test_workers_refuse_what_their_exercise_does_and_no_more(catalog: Catalog) -> None:
    """The zygotes of one grading process each have refused their own; what one refuses, others have as before."""
    files = {
        "perceptron/softmax.py": b"import torch\ndef softmax(X): return torch.softmax(X, 1)\n",
        "perceptron/cross_entropy.py": b"import torch\ndef cross_entropy(p, y): return torch.softmax(p, 1)\n",
        "perceptron/accuracy.py": b"import torch\ndef predict_classes(y): return torch.softmax(y, 1).argmax(1)\n",
    }
    ids = ["perceptron/cross_entropy", "perceptron/softmax", "perceptron/accuracy", "perceptron/softmax"]
    with Engine(catalog, ids) as engine:
        refused = {
            id_: [check.status for check in engine.grade(Submission("", files), [id_]).exercises[0].checks]
            for id_ in ids
        }
    assert set(refused["perceptron/softmax"]) <= {"refused", "skipped"}
    assert "refused" not in refused["perceptron/cross_entropy"] + refused["perceptron/accuracy"]
    assert "passed" in refused["perceptron/accuracy"]
