"""The trusted side opens no path, imports no name and runs no code that a submission or a worker gave it.

The grading process runs with an audit hook: whatever Python opens, imports, compiles, lists, starts or connects to
while a hostile submission is graded is on record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from textwrap import dedent, indent

import pytest

from course_cli.course.catalog import Catalog
from course_cli.grading import client
from course_cli.grading.client import Engine
from course_cli.grading.report import ExerciseResult
from course_cli.grading.submission import Submission

CANARY = "canary_5d1e"
EXERCISE = "perceptron/softmax"

HOOK = """
import os, sys
trusted, record = os.getpid(), open({record!r}, "a", encoding="utf-8", buffering=1)
def audit(event, arguments, *, getpid=os.getpid, write=record.write):
    if getpid() == trusted and event.partition(".")[0] in {events!r}:
        write(f"{{event}} {{arguments!a:.2000}}\\n")
sys.addaudithook(audit)
"""
EVENTS = ("open", "import", "compile", "exec", "os", "shutil", "glob", "subprocess", "socket", "ctypes", "pathlib",
          "marshal", "pickle", "code", "urllib", "tempfile")  # fmt: skip

# Each is the body of `softmax(X)`; PATH is a file, and MODULE a module, that whoever follows it would leave a trace of.
GIVEN = {
    "a frame of a file of another name": "exec(compile('1 / 0', PATH, 'exec'))",
    "frames of the grader's file": "exec(compile('def f(): raise ValueError(PATH)\\nf()', PATH, 'exec'))",
    "a syntax error in another file": "raise SyntaxError('bad', (PATH, 1, 1, 'x = 1', 1, 2))",
    "a syntax error as it is compiled": "compile('def f(:', PATH, 'exec')",
    "an import error with a path": "raise ImportError('no', name=MODULE, path=PATH)",
    "an OSError with a file's name": "raise FileNotFoundError(2, 'gone', PATH)",
    "a class of another module": "raise type(MODULE, (Exception,), {'__module__': MODULE, '__qualname__': PATH})(PATH)",
    "a name that has to be imported": "raise NameError(f'name {MODULE!r} is not defined', name=MODULE)",
    "a cause and a context": "raise ValueError(PATH) from ImportError('x', name=MODULE, path=PATH)",
    "an exception group": "raise type('Group', (Exception,), {'exceptions': [OSError(2, PATH)]})(PATH)",
    "notes": "e = ValueError(PATH); e.__notes__ = [PATH, MODULE]; raise e",
    "a warning of another file": "import warnings; warnings.warn_explicit(PATH, Warning, PATH, 1, MODULE); return PATH",
    "a text instead of numbers": "return PATH",
    "a path object": "import pathlib; return pathlib.PurePosixPath(PATH)",
    "a dictionary of paths": "return {PATH: MODULE, MODULE: [PATH]}",
    "an object called like a path": "return type(PATH, (), {'__module__': MODULE})()",
    "a tensor with a file behind it": "t = torch.zeros(2); t.__class__ = type(PATH, (torch.Tensor,), {}); return t",
    "printed": "print(PATH); print(f'  File {PATH!r}, line 1, in f'); raise ValueError(f'File {PATH!r}, line 1')",
    "a link in rich's markup": "print(f'[link=file://{PATH}]x[/link]'); return None",
    "files that were imported": """
        import gc
        for found in gc.get_objects():
            if type(found) is dict and 'perceptron/softmax.py' in found:
                found[PATH] = found[MODULE] = 'x'
        return X""",
}
TOP = f"import torch\nPATH, MODULE = {{path!r}}, '{CANARY}_module'\n\ndef softmax(X):\n"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("audit") / "events"


@pytest.fixture(scope="module")
def engine(record: Path) -> Iterator[Engine]:
    """An engine whose grading process, and neither its zygotes nor its workers, is on record."""
    hook = HOOK.format(record=str(record), events=EVENTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "BOOTSTRAP", f"{hook}\n{client.BOOTSTRAP}")
        with Engine(Catalog.load(), [EXERCISE]) as engine:
            yield engine


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is there, so that to look whether it is would not be the end of it."""
    path = tmp_path_factory.mktemp(CANARY) / "planted.py"
    path.write_text(f"raise SystemExit({CANARY!r})  # the line that a traceback would show\n" * 5, encoding="utf-8")
    return path


def grade(engine: Engine, files: dict[str, str]) -> ExerciseResult:
    submission = Submission("", {place: text.encode() for place, text in files.items()})
    return engine.grade(submission, [EXERCISE]).exercises[0]


def test_the_record_would_show_it(engine: Engine, record: Path) -> None:
    grade(engine, {f"{EXERCISE}.py": "def softmax(X):\n    return X\n"})
    events = record.read_text(encoding="utf-8")
    assert "open ('" in events
    assert "test_softmax.py" in events, "the grader is collected under the hook"
    assert "import ('" in events


@pytest.mark.parametrize("body", GIVEN.values(), ids=GIVEN)
def test_nothing_that_a_submission_names_is_looked_at(
    engine: Engine, record: Path, planted: Path, body: str
) -> None:
    before = record.stat().st_size
    result = grade(engine, {f"{EXERCISE}.py": TOP.format(path=str(planted)) + indent(dedent(body), "    ") + "\n"})
    assert result.status == "graded", result.message
    assert result.score < 7, "it was called, and is wrong"
    with record.open(encoding="utf-8") as file:
        file.seek(before)
        events = file.read()
    assert CANARY not in events
    said = json.dumps([asdict(check) for check in result.checks])
    assert "the line that a traceback would show" not in said
    if "ValueError" in body:
        assert CANARY in said, "as text, it is shown"


def test_a_worker_that_says_what_it_imported_is_only_read(engine: Engine, record: Path, planted: Path) -> None:
    """Files of a submission may be called anything; the engine compares the names with the course's own."""
    before = record.stat().st_size
    names = [f"{CANARY}/{CANARY}.py", f"perceptron/{CANARY}.py", "os/path.py", "course_cli/grading.py", "torch/nn.py"]
    imports = f"import {CANARY}.{CANARY}, perceptron.{CANARY}\n"
    grade(engine, {f"{EXERCISE}.py": imports + "def softmax(X):\n    return X\n", **dict.fromkeys(names, "x = 1\n")})
    with record.open(encoding="utf-8") as file:
        file.seek(before)
        assert CANARY not in file.read()


def test_the_texts_of_a_check_are_of_limited_length(engine: Engine) -> None:
    """Whatever the grader and the worker quote: this is what a gradebook keeps of each."""
    bodies = (
        "raise type('E' * 400_000, (Exception,), {})('m' * 400_000)",
        "return type('T' * 400_000, (), {})()",
        "return 't' * 900_000",
        "print('p' * 900_000); return {'k' * 300_000: 'v' * 300_000}",
    )
    for body in bodies:
        result = grade(engine, {f"{EXERCISE}.py": f"import torch\ndef softmax(X):\n    {body}\n"})
        for check in result.checks:
            lengths = [len(text) for text in (check.message, check.call, check.got, check.expected, check.printed)]
            assert max(lengths) <= 4_001


def test_nothing_trusted_rewrites_assertions_or_renders_tracebacks() -> None:
    """pytest's rewritten assertions and rich's tracebacks would read files, and call `__repr__`, of what they show."""
    package = Path(client.__file__).resolve().parents[1]
    assert "--assert=plain" in (package / "grading" / "plugin.py").read_text(encoding="utf-8")
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "rich.traceback" not in text
        assert "import pickle" not in text
        if "linecache" in text and path.relative_to(package).as_posix() != "batch/flags/names.py":
            assert path.relative_to(package).as_posix() == "sandbox/modules.py", "the worker's side alone"


