"""The commands of the pages in docs/ run, in the order of the page, and do what the page says."""

from __future__ import annotations

import csv
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import click
import pytest
import tiny_class

from course_cli.cli.authoring.reference import reference
from course_cli.cli.watching import TerminalScreen

DOCS = Path(__file__).resolve().parents[2] / "docs"


def commands(page: str) -> str:
    """The ```sh blocks of a page; what it shows in ```bash is for machines that are not here."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE))


def learners_commands() -> str:
    """The commands of the page for learners, and before those that follow it, the edit that a ```python block asks for.

    A learner's shell goes on after a grade below full marks, status 1; nothing else may go wrong.
    """
    script = ["set +e", "trap '[ $? = 1 ] || exit 9' ERR"]
    for language, text in re.findall(
        r"^```(sh|python)\n(.*?)^```", (DOCS / "learning.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    ):
        if language == "sh":
            script.append(text)
        else:
            edit = f"path, answer = 'perceptron/softmax.py', {text!r}\n{EDIT}"
            script.append(f"{shlex.quote(sys.executable)} -c {shlex.quote(edit)}")
    return "\n".join(script)


EDIT = """
with open(path, encoding="utf-8") as file:
    stub = file.read()
assert "    raise NotImplementedError()\\n" in stub
with open(path, "w", encoding="utf-8") as file:
    file.write(stub.replace("    raise NotImplementedError()\\n", answer))
"""


def without_numbers(text: str) -> str:
    """What is the same whatever was drawn, and wherever lines break."""
    return "".join(re.sub(r"-?\d+\.\d*|\[\d+, \d+\]", "#", text).split())


def run(script: str, folder: Path, **environment: str) -> str:
    # Into a file, and with whatever it started in the background ended with it: a reader of a pipe would wait for that.
    with (folder / "said.txt").open("w+", encoding="utf-8") as output:
        process = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=folder,
            env={**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8", **environment},
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            status = process.wait(timeout=600)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        output.seek(0)
        said = output.read()
    assert status == 0, said
    return said


def test_the_learners_page(tmp_path: Path) -> None:
    said = run(learners_commands(), tmp_path)
    assert "All is well" in said or "warning" in said
    (shown,) = re.findall(r"^```text\n(.*?)^```", (DOCS / "learning.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert without_numbers(shown) in without_numbers(said), "the report on the page is not what `grade` prints"
    work = tmp_path / "work"
    assert "A known mistake comes out the same" in (work / "report.html").read_text(encoding="utf-8")
    assert "return X.exp()" in (work / "perceptron/softmax.backup-1.py").read_text(encoding="utf-8")
    assert (tmp_path / "exchange/ada/perceptron/softmax.py").is_file()


def blocks(page: str, languages: str = "sh|bash|python") -> list[tuple[str, str]]:
    """The blocks of a page in some languages, without comments."""
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.findall(rf"^```({languages})\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [(language, re.sub(r" *#.*", "", block)) for language, block in found]


def test_the_learners_page_in_chinese_has_the_same_commands_and_keys() -> None:
    assert blocks("learning.zh.md") == blocks("learning.md")
    english, chinese = ((DOCS / page).read_text(encoding="utf-8") for page in ("learning.md", "learning.zh.md"))
    keys = re.compile(r"^\| (`\w`|Enter) \|", re.MULTILINE)
    assert keys.findall(chinese) == keys.findall(english)
    assert len(re.findall("^## ", chinese, re.MULTILINE)) == len(re.findall("^## ", english, re.MULTILINE))


def test_the_report_on_the_learners_page_in_chinese(tmp_path: Path) -> None:
    first = learners_commands().partition("course_cli report")[0].replace("course_cli doctor\n", "")
    said = run(first.replace("course_cli run softmax", "true") + "true", tmp_path, LANGUAGE="zh")
    ((_, shown),) = blocks("learning.zh.md", "text")
    assert without_numbers(shown) in without_numbers(said)


def test_the_page_has_the_keys_that_watch_shows(capsys: pytest.CaptureFixture[str]) -> None:
    page = set(re.findall(r"^\| `?(\w+)`? \| ", (DOCS / "learning.md").read_text("utf-8"), re.MULTILINE)) - {"key"}
    for has_passed in (False, True):
        TerminalScreen(takes_keys=True).keys(has_passed)
    assert page == set(re.findall(r"(?:^|  )(\w+) \w", click.unstyle(capsys.readouterr().out), re.MULTILINE))


def test_the_teachers_page(tmp_path: Path) -> None:
    said = run(commands("teaching.md"), tmp_path)
    assert "1 graded" in said
    rows = list(csv.DictReader((tmp_path / "scores.csv").open(encoding="utf-8")))
    assert [(row["student"], row["raw"], row["final"]) for row in rows] == [("ada", "0", "0")]
    for name in ("canvas.csv", "moodle.csv", "class.html", "scores.json", "kit.zip", "autograder.zip",
                 "template/.github/workflows/classroom.yml", "classroom/checks.csv"):  # fmt: skip
        assert (tmp_path / name).stat().st_size > 0
    marks = list(csv.DictReader((tmp_path / "classroom" / "marks.csv").open(encoding="utf-8")))
    assert [(row["assignment"], row["student_id"]) for row in marks] == [("perceptron", "ada")]
    assert float(marks[0]["score"]) == 0 < float(marks[0]["max_score"])
    assert list((tmp_path / "classroom" / "feedback").rglob("*.html"))


def test_the_reference_is_what_the_commands_say_of_themselves() -> None:
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == reference(), (
        "run `course_cli dev reference docs/commands.md`"
    )


def test_the_authors_page(tmp_path: Path) -> None:
    # A copy: what an author does changes the course.
    for part in ("course_cli", "exercises", "solutions", "graders", "tests/mutants", "tests/alternatives"):
        shutil.copytree(DOCS.parent / part, tmp_path / "course" / part, ignore=shutil.ignore_patterns("__pycache__"))
    said = run(commands("authoring.md"), tmp_path, PYTHONPATH=str(tmp_path / "course"))
    assert "wrote  exercises/perceptron/gelu.py" in said
    assert "wrong   perceptron/gelu" in said
    assert "sound   perceptron/softmax" in said
    assert not (DOCS.parent / "solutions" / "perceptron" / "gelu.py").exists()


def test_the_laptops_cluster(installation: Path, tmp_path: Path) -> None:
    tiny_class.write(tmp_path / "submissions", {"ada": {"shapes/double.py": tiny_class.RIGHT}})
    # A shell that is no terminal has no %1; the page's reader has.
    script = commands("cluster.md").replace("kill %1 %2", "kill $(jobs -p)")
    assert "kill $(jobs -p)" in script
    said = run(script, tmp_path, PYTHONPATH=str(installation))
    assert "1 graded" in said
