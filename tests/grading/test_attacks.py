"""What a submission meets when it reaches out: the very errors, and what the frames above it hold.

That it gains nothing is for `tests/attacks` to show, on every path. `WRONG` is a softmax with the wrong answer.
"""

from __future__ import annotations

import os
import socket
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from course_cli.course.catalog import Catalog
from course_cli.grading.client import Engine
from course_cli.grading.report import ExerciseResult
from course_cli.grading.submission import Submission

from .conftest import GradeSoftmax

CANARY = "canary-7f3a91"
WRONG = "return X * 0 + 0.123"


def submission(attack: str, head: str = "") -> str:
    body = textwrap.indent(textwrap.dedent(attack).strip(), "    ")
    return f"import os, sys, torch\n{textwrap.dedent(head)}\n\ndef softmax(X):\n{body}\n    {WRONG}\n"


@pytest.fixture(scope="module")
def unarmed(grade_softmax: GradeSoftmax) -> ExerciseResult:
    result = grade_softmax(submission("pass"))
    assert 0 < result.score < 3  # it leaves its argument alone, which is worth a point
    return result


@pytest.fixture
def hidden(tmp_path: Path) -> Iterator[Path]:
    """A file that another student could own."""
    path = tmp_path / "neighbour" / "perceptron" / "softmax.py"
    path.parent.mkdir(parents=True)
    path.write_text(f"# {CANARY}\n", encoding="utf-8")
    yield path
    assert path.read_text(encoding="utf-8") == f"# {CANARY}\n"
    assert [item.name for item in tmp_path.rglob("*.py")] == ["softmax.py"]


# What it tries to read or write is told in an exception, so that a success would show in the report.
FILES = {
    "read": "raise RuntimeError(open(PATH).read())",
    "read through a link of its own": "os.symlink(PATH, 'link'); raise RuntimeError(open('link').read())",
    "read through /proc": "raise RuntimeError(open('/proc/self/root' + PATH).read())",
    "read with os.open": "raise RuntimeError(os.read(os.open(PATH, os.O_RDONLY), 1000).decode())",
    "list its folder": "raise RuntimeError(str(os.listdir(os.path.dirname(PATH))))",
    "map it": "import mmap; raise RuntimeError(mmap.mmap(os.open(PATH, os.O_RDONLY), 0, prot=1)[:].decode())",
    "copy it": "import shutil; shutil.copy(PATH, 'copy.py'); raise RuntimeError('copied')",
    "overwrite": "open(PATH, 'w').write('mine'); raise RuntimeError('written')",
    "append": "open(PATH, 'a').write('mine'); raise RuntimeError('written')",
    "delete": "os.unlink(PATH); raise RuntimeError('written')",
    "truncate": "os.truncate(PATH, 0); raise RuntimeError('written')",
    "chmod": "os.chmod(PATH, 0o777); raise RuntimeError('written')",
    "write beside it": "open(os.path.dirname(PATH) + '/new.py', 'w').write('mine'); raise RuntimeError('written')",
}


@pytest.mark.parametrize("attack", FILES.values(), ids=FILES)
def test_files_of_others_are_out_of_reach(
    grade_softmax: GradeSoftmax, unarmed: ExerciseResult, hidden: Path, attack: str
) -> None:
    result = grade_softmax(submission(attack, head=f"PATH = {str(hidden)!r}"))
    assert result.score <= unarmed.score
    first = result.checks[0]
    assert "PermissionError" in first.message
    assert CANARY not in str(result)
    assert "copied" not in first.message


@pytest.mark.parametrize("kind", ["solution_path", "grader_path", "stub_path"])
def test_the_courses_own_files_are_out_of_reach(grade_softmax: GradeSoftmax, catalog: Catalog, kind: str) -> None:
    path = getattr(catalog.get("perceptron/softmax"), kind)
    assert path.is_file()
    result = grade_softmax(submission(f"raise RuntimeError(open({str(path)!r}).read())"))
    assert "PermissionError" in result.checks[0].message


WAYS_OUT = {
    "socket": "import socket; socket.socket()",
    "connect": "import socket; socket.create_connection(('127.0.0.1', PORT), 1)",
    "fork": "os.fork()",
    "spawn": "import subprocess; subprocess.run(['true'])",
    "exec": "os.execv('/bin/true', ['true'])",
    "system": "raise PermissionError(os.system('true')) if os.system('true') else RuntimeError('ran')",
    "thread": "import threading; threading.Thread(target=print).start()",
    "kill": "os.kill(os.getppid(), 9)",
    "scratch": "open('mine.txt', 'w')",
    "tmp": "open('/tmp/mine.txt', 'w')",
    "shared memory": "from multiprocessing import shared_memory; shared_memory.SharedMemory(create=True, size=10)",
    "memfd": "os.memfd_create('mine')",
    "limits": "import resource; resource.setrlimit(resource.RLIMIT_CPU, (-1, -1))",
    "environment of the parent": "open(f'/proc/{os.getppid()}/environ').read()",
    "memory of the parent": "open(f'/proc/{os.getppid()}/mem', 'rb').read(1)",
}


@pytest.mark.parametrize("attack", WAYS_OUT.values(), ids=WAYS_OUT)
def test_there_is_no_way_out_of_the_process(
    grade_softmax: GradeSoftmax, unarmed: ExerciseResult, attack: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        source = submission(f"{attack}\nraise RuntimeError('it worked')", head=f"PORT = {server.getsockname()[1]}")
        result = grade_softmax(source)
    assert result.score <= unarmed.score
    message = result.checks[0].message
    assert "it worked" not in message
    assert any(name in message for name in ("PermissionError", "RuntimeError", "OSError", "ValueError", "Module"))
    assert not Path("/tmp/mine.txt").exists()


def test_the_environment_is_empty_of_the_callers(
    monkeypatch: pytest.MonkeyPatch, grade_softmax: GradeSoftmax
) -> None:
    # The engine is older than this variable, so look for what pytest and every shell set.
    assert "HOME" in os.environ
    names = grade_softmax(submission("raise RuntimeError(' '.join(os.environ))")).checks[0].message
    assert "PATH" in names
    assert not {"HOME", "USER", "PYTEST_CURRENT_TEST", "COURSE_CLI_SECRET"} & set(names.split())


FRAMES = """
    def seen():
        frame, names = sys._getframe(), []
        while frame is not None:
            names += [f"{k}={v!r}" for k, v in list(frame.f_locals.items())]
            frame = frame.f_back
        return ' '.join(names)
"""

FORGE_AT_IMPORT = """
import os, struct, sys, msgspec
def nonce():
    frame = sys._getframe()
    while frame is not None:
        if isinstance(frame.f_locals.get("nonce"), bytes):
            return frame.f_locals["nonce"]
        frame = frame.f_back
head = msgspec.msgpack.encode({reply})
os.write(3, nonce() + struct.pack("=IQ", len(head), 0) + head)
while True: pass
"""
AT_IMPORT = {
    "an exception named as one of ours": "class MissingName(Exception): pass\nraise MissingName('x')",
    "no list of imports": FORGE_AT_IMPORT.replace("{reply}", '{"type": "returned", "value": None}'),
    "a malformed list of imports": FORGE_AT_IMPORT.replace("{reply}", '{"type": "returned", "value": ["?"]}'),
    "imports that are no names": FORGE_AT_IMPORT.replace("{reply}", '{"type": "returned", "value": ["l", [1]]}'),
    "an exception without a class": FORGE_AT_IMPORT.replace(
        "{reply}", '{"type": "raised", "types": [], "message": "", "lines": ""}'
    ),
    "a reply of another kind": FORGE_AT_IMPORT.replace("{reply}", '{"type": "ready", "pid": 1}'),
}


@pytest.mark.parametrize("source", AT_IMPORT.values(), ids=AT_IMPORT)
def test_an_import_that_lies_is_the_submissions_fault_never_ours(
    grade_softmax: GradeSoftmax, engine: Engine, right_softmax: str, source: str
) -> None:
    result = grade_softmax(source)
    assert result.score == 0
    assert result.status in ("import_error", "crashed")
    engine.run_examples(Submission("", {"perceptron/softmax.py": source.encode()}), "perceptron/softmax")
    neighbour = grade_softmax(right_softmax)
    assert neighbour.score == neighbour.max_score


def test_frames_hold_no_expected_value(grade_softmax: GradeSoftmax, catalog: Catalog) -> None:
    result = grade_softmax(submission("print(seen())", FRAMES))
    printed = result.checks[0].printed
    assert "nonce" in printed  # the walk did reach the serving loop, and there is nothing of ours in it
    root = str(catalog.root / "graders")
    for hidden in (root, "assert_close", "expected", "hint"):
        assert hidden not in printed


def test_no_refused_shortcut_passes_any_check_of_values(grade_softmax: GradeSoftmax) -> None:
    result = grade_softmax("import torch\ndef softmax(X):\n    return torch.nn.functional.softmax(X, dim=1)\n")
    first = result.checks[0]
    assert first.status == "refused"
    assert "softmax" in first.message
