"""The magics, in a real kernel: what counts, what is said, what is remembered."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
import tiny_course as tiny
from front_end import FrontEnd, kernel, processes_of

from course_cli.course.stubs import make_stub, without_markers

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]

LOAD = "%load_ext course_cli.jupyter"
ANSWER = "shapes-double"
STUB = make_stub(tiny.DOUBLE)
RIGHT = without_markers(tiny.DOUBLE)
WRONG = RIGHT.replace("2 * X", "3 * X")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, installation: Path) -> Path:
    """The notebook that `fetch --notebook` brings; each test has it anew."""
    workspace = tmp_path_factory.mktemp("work")
    command = [sys.executable, "-m", "course_cli", "fetch", "shapes", "--notebook", "--into", str(workspace)]
    env = {**os.environ, "PYTHONPATH": str(installation)}
    subprocess.run(command, cwd=workspace, env=env, check=True, capture_output=True, timeout=180)
    return workspace / "shapes" / "shapes.ipynb"


@pytest.fixture(scope="module")
def lab(book: Path, installation: Path) -> Iterator[FrontEnd]:
    """One kernel for all tests of the module: they load the extension anew, which forgets what ran."""
    with kernel(book, installation) as front_end:
        yield front_end
    assert processes_of(installation, until_gone=True) == []


@pytest.fixture
def fresh(lab: FrontEnd, book: Path) -> Iterator[FrontEnd]:
    before = book.read_bytes()
    lab.run("%reset -f in out\n%reset -f")
    lab.run("%load_ext course_cli.jupyter\n%reload_ext course_cli.jupyter", "shapes-lesson-setup")
    yield lab
    book.write_bytes(before)
    (book.parent.parent / ".course_cli" / "progress.json").unlink(missing_ok=True)


def save(book: Path, sources: dict[str, str], *, later: float = 0.0) -> None:
    """Save the notebook with these sources, by the ids of cells; `later` is in seconds from now."""
    notebook = nbformat.read(book, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        cell.source = sources.get(cell.id, cell.source)
    nbformat.write(notebook, book)  # type: ignore[no-untyped-call]
    at = book.stat().st_mtime + later
    os.utime(book, (at, at))


def kept(book: Path) -> dict[str, dict[str, object]]:
    found = json.loads((book.parent.parent / ".course_cli" / "progress.json").read_text(encoding="utf-8"))
    assert isinstance(found["exercises"], dict)
    return found["exercises"]


def test_stub_wrong_and_right_answers_are_told_apart(fresh: FrontEnd, book: Path, run_cli: RunCli) -> None:
    fresh.run(STUB, ANSWER)
    stub = fresh.run("%grade double", "shapes-double-checks")
    assert "0/4  not written yet" in stub.text
    fresh.run(WRONG, ANSWER)
    wrong = fresh.run("%grade double", "shapes-double-checks")
    assert "every entry is doubled" in wrong.text
    assert "Triples in place of doubling." in wrong.text  # the known mistake
    assert "What is 2 times X?" in wrong.html
    assert "<script" not in wrong.html
    assert '<figure class="maps">' in wrong.html
    number = fresh.run(RIGHT, ANSWER).number
    right = fresh.run("%grade double", "shapes-double-checks")
    assert "Score 4/4" in right.text
    assert f"double: as it ran in code cell 2 (In [{number}])." in right.text
    assert "Not saved yet" in right.text
    save(book, {ANSWER: RIGHT})
    assert "Not saved yet" not in fresh.run("%grade double", "shapes-double-checks").text
    # The file holds the same answer: so say `grade`, and `status`, which has nothing to grade again.
    workspace = book.parent.parent
    status = json.loads(run_cli("status", "--format", "json", "--path", str(workspace)).stdout)
    states = {one["id"]: one["state"] for chapter in status["chapters"] for one in chapter["exercises"]}
    assert states["shapes/double"] == "full"
    graded = run_cli("grade", "double", "--format", "json", "--path", str(workspace))
    assert json.loads(graded.stdout)["score"] == 4
    assert graded.stderr == ""  # the magics are dropped, and there is nothing to say of that


def test_what_did_not_run_or_changed_since_is_told(fresh: FrontEnd, book: Path) -> None:
    none = fresh.run("%grade double", "shapes-double-checks")
    assert "no cell that has run in this kernel defines double" in none.complained
    helper = "def twice(X):\n    return 2 * X"
    answer = RIGHT.replace("2 * X", "twice(X)")
    save(book, {ANSWER: answer, "shapes-double-examples": helper})
    fresh.run(answer, ANSWER)
    without = fresh.run("%grade double", "shapes-double-checks")
    assert "Score 0/4" in without.text
    assert "'twice' is not defined" in without.text
    assert "Code cell 3 has not run in this kernel, so it does not count" in without.text
    fresh.run(helper, "shapes-double-examples")
    assert "Score 4/4" in fresh.run("%grade double", "shapes-double-checks").text
    save(book, {"shapes-double-examples": helper.replace("2", "3")}, later=60)
    changed = fresh.run("%grade double", "shapes-double-checks")
    assert "Score 4/4" in changed.text
    assert "Code cell 3 was changed after it ran: run it, then this one again." in changed.text


def test_without_ids_the_last_definition_that_ran_counts(fresh: FrontEnd) -> None:
    for source, score in ((WRONG, 1), (RIGHT, 4), (f"{STUB}\n%grade double", 0)):
        shown = fresh.run(source)
        shown = shown if shown.text else fresh.run("%grade double")
        assert f"Score {score}/4" in shown.text
        assert "double: as it ran in In [" in shown.text
        assert "The saved notebook is different" in shown.text or score == 0


def test_deleted_cells_do_not_count(fresh: FrontEnd) -> None:
    fresh.run(RIGHT, "one-more")
    assert "Score 4/4" in fresh.run("%grade double", "shapes-double-checks").text
    deleted = fresh.run("%grade double", "shapes-double-checks", deleted=["one-more"])
    assert "no cell that has run in this kernel defines double" in deleted.complained


def test_an_answer_may_import_another(fresh: FrontEnd, book: Path) -> None:
    fresh.run(RIGHT, ANSWER)
    run = fresh.run(without_markers(tiny.QUADRUPLE), "shapes-quadruple")
    assert run.errors == []
    shown = fresh.run("%grade shapes", "new-cell")
    assert "Score 7/7" in shown.text
    assert {id_: entry["passed"] for id_, entry in kept(book).items()} == {
        "shapes/double": True, "shapes/quadruple": True,
    }  # fmt: skip


def test_what_is_not_python_is_told_and_the_kernel_goes_on(fresh: FrontEnd) -> None:
    assert fresh.run("def double(X)\n    return 2 * X", ANSWER).errors == ["SyntaxError"]
    shown = fresh.run("%grade double", "shapes-double-checks")
    assert "code cell 2 is not valid Python" in shown.text
    told_of = {"%grade": "write %grade NAME", "%grade nothing": "no exercise or chapter is called 'nothing'"}
    for line, told in told_of.items():
        wrong = fresh.run(line)
        assert told in wrong.complained
        assert wrong.errors == []


def test_an_engine_that_ended_is_started_again(fresh: FrontEnd, installation: Path) -> None:
    fresh.run(RIGHT, ANSWER)
    fresh.run("%grade double")
    engine = processes_of(installation)
    assert engine
    for process in engine:
        os.kill(process, signal.SIGKILL)
    assert "Score 4/4" in fresh.run("%grade double").text
    # Jupyter interrupts a kernel and all it has started.
    assert fresh.run("import os, signal; os.killpg(0, signal.SIGINT)").errors == ["KeyboardInterrupt"]
    assert "Score 4/4" in fresh.run("%grade double").text


def test_an_interrupt_ends_a_check_and_nothing_else(fresh: FrontEnd) -> None:
    fresh.run(RIGHT.replace("return 2 * X", "while True: pass"), ANSWER)
    interrupt = "import os, signal, threading\nthreading.Timer(1, lambda: os.killpg(0, signal.SIGINT)).start()"
    stopped = fresh.run(f"{interrupt}\n%grade double")
    assert stopped.errors == ["Stopped"]  # so that the cells behind it do not run either
    assert stopped.complained == "Stopped."
    fresh.run(RIGHT, ANSWER)
    assert "Score 4/4" in fresh.run("%grade double").text


def test_hints_and_solution(fresh: FrontEnd, book: Path) -> None:
    assert "What is 2 times X?" in fresh.run("%hint double values").printed
    fresh.run(WRONG, ANSWER)
    first = fresh.run("%hint double")
    assert "What is 2 times X?" in first.printed
    assert "Ask again for the next hint." in first.printed
    assert kept(book)["shapes/double"]["hints"] == {"values": 1}
    refused = fresh.run("%solution double")
    assert "shapes/double has 1/4" in refused.complained
    assert "2 * X" not in refused.printed
    given_up = fresh.run("%solution double --give-up").printed
    assert "+    return 2 * X" in given_up
    assert kept(book)["shapes/double"]["solution"] == "given up"
    fresh.run(RIGHT, ANSWER)
    assert "return 2 * X" in fresh.run("%solution double").printed
    assert "there is nothing to hint at" in fresh.run("%hint double").printed


def test_outside_a_chapters_folder_it_grades_and_keeps_nothing(tmp_path: Path, installation: Path) -> None:
    with kernel(tmp_path / "mine.ipynb", installation) as lab:
        lab.run(RIGHT)  # before the extension is loaded
        lab.run(LOAD)
        shown = lab.run("%grade double")
        assert "Score 4/4" in shown.text
        assert "Your progress is not kept" in shown.text
        # As nbgrader runs notebooks where our settings are missing: no points for what nobody has checked.
        lab.run("import os; os.environ['NBGRADER_EXECUTION'] = 'autograde'")
        assert lab.run("%grade double").errors == ["RuntimeError"]
    assert list(tmp_path.iterdir()) == []
