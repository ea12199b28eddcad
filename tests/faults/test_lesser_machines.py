"""Where a layer of the cage is missing, as in a container that forbids it: it is said, and the others hold."""

from __future__ import annotations

import csv
import html
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import tiny_class
import tiny_course

from course_cli.batch import DEFAULT_GRADEBOOK
from course_cli.batch.gradebook import Gradebook
from course_cli.course.catalog import COURSE

OnMachine = Callable[..., "subprocess.CompletedProcess[str]"]  # the fixture `on_machine`

# A submission that tells, in what it prints, what it could do.
PROBE = """
import json, os, resource, socket

def tried(action):
    try:
        action()
        return "done"
    except BaseException as error:
        return type(error).__name__

def is_open(number):
    return tried(lambda: os.fstat(number)) == "done"

def limit(name):
    try:
        return resource.getrlimit(getattr(resource, "RLIMIT_" + name))
    except OSError:
        return "denied"

def double(X):
    names = ("FSIZE", "NOFILE", "CORE", "MEMLOCK")
    print(json.dumps({
        "reads": tried(lambda: open("/etc/passwd").read()),
        "connects": tried(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("127.0.0.1", 9))),
        "writes": tried(lambda: open("/dev/shm/course_cli-probe", "w").write("x")),
        "environment": "canary" in json.dumps(dict(os.environ)),
        "open": [number for number in range(200) if is_open(number)],
        "limits": [limit(name) for name in names],
    }))
    return 3 * X
"""
LIMITS = [[0, 0], [64, 64], [0, 0], [0, 0]]


def denied(*calls: str, error: str = "EPERM") -> list[dict[str, Any]]:
    return [{"call": call, "error": error} for call in calls]


def prctl(option: int) -> list[dict[str, Any]]:
    return [{"call": "prctl", "arguments": {"0": option}, "error": "EPERM"}]


LANDLOCK = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")
WITHOUT_LANDLOCK = denied(*LANDLOCK, error="ENOSYS")
CONTAINER = denied(*LANDLOCK, "seccomp", "prctl", "capset", "prlimit64")
OLD_LANDLOCK = [{"call": LANDLOCK[0], "arguments": {"2": 1}, "answer": 1}]  # its first version

# Machine, words for each layer that is missing, what a submission can do there.
MACHINES = {
    "no Landlock": (WITHOUT_LANDLOCK, ["Landlock"], {"reads"}),
    "Landlock is off": (denied(*LANDLOCK, error="EOPNOTSUPP"), ["Landlock"], {"reads"}),
    "no rules for Landlock": (denied("landlock_add_rule", error="EINVAL"), ["Landlock"], {"reads"}),
    "no seccomp": (denied("seccomp", error="EINVAL"), ["seccomp"], {"connects"}),
    "no death signal": (prctl(1), ["kill on the parent's end"], set()),
    "dumpable": (prctl(4), ["protection from tracing"], set()),
    "no limits": (denied("prlimit64"), ["resource limits"], set()),
    "capabilities stay": (denied("capset"), ["giving up capabilities"], set()),
    "a container that forbids all": (
        CONTAINER,
        ["Landlock", "seccomp", "resource limits", "kill on", "capabilities", "tracing"],
        {"reads", "connects", "writes"},
    ),
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    tiny_course.put(tmp_path / "own" / "shapes" / "double.py", PROBE)
    return tmp_path / "own"


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    return tiny_class.write(tmp_path / "class", {"ada": {"shapes/double.py": tiny_class.RIGHT}})


def probed(check: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(check["printed"])
    return found


@pytest.mark.parametrize("name", ["no Landlock", "no seccomp", "a container that forbids all"])
def test_a_grade_goes_on_and_what_is_left_of_the_cage_holds(
    on_machine: OnMachine, workspace: Path, name: str
) -> None:
    machine, _, possible = MACHINES[name]
    done = on_machine(
        machine, "grade", "double", "--path", str(workspace), "--format", "json", env={"COURSE_CLI_SECRET": "canary"}
    )
    Path("/dev/shm/course_cli-probe").unlink(missing_ok=True)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert (report["isolation"], report["score"]) == ("weak", 1.0)
    found = probed(report["exercises"][0]["checks"][0])
    assert {each for each in ("reads", "connects", "writes") if found[each] == "done"} == possible
    assert not found["environment"]
    assert set(found["open"]) <= {0, 1, 2, 3}
    assert (found["limits"] == LIMITS) == ("resource limits" not in MACHINES[name][1])


@pytest.mark.parametrize("name", ["Landlock is off", "no limits"])
def test_a_class_is_refused_and_told_which_layer_is_missing(
    on_machine: OnMachine, submissions: Path, tmp_path: Path, name: str
) -> None:
    machine, words, _ = MACHINES[name]
    done = on_machine(machine, "grade", "--submissions", str(submissions), "--workers", "1")
    assert done.returncode == 2
    assert done.stdout == ""
    for word in (*words, "--allow-weak-isolation", "/sys/kernel/security/lsm", "seccomp profile"):
        assert word in done.stderr
    with Gradebook.open(tmp_path / DEFAULT_GRADEBOOK, COURSE, write=False) as book:
        assert book.students() == []


@pytest.mark.parametrize(
    ("format_", "name"),
    [("text", "no death signal"), ("html", "capabilities stay"), ("gradescope", "no rules for Landlock"),
     ("junit", "dumpable")],
)  # fmt: skip
def test_every_report_says_it(on_machine: OnMachine, workspace: Path, format_: str, name: str) -> None:
    machine, words, _ = MACHINES[name]
    done = on_machine(machine, "grade", "double", "--path", str(workspace), "--format", format_)
    assert done.returncode == 1, done.stderr
    if format_ == "junit":
        suite = ElementTree.fromstring(done.stdout).find("testsuite")
        assert suite is not None
        assert [each.attrib for each in suite.iter("property")] == [{"name": "isolation", "value": "weak"}]
        return
    if format_ == "gradescope":
        assert json.loads(done.stdout)["extra_data"]["isolation"] == "weak"
    assert "weak" in done.stdout
    assert words[0] in " ".join(html.unescape(done.stdout).split())


def test_a_class_that_is_graded_all_the_same_says_it(
    on_machine: OnMachine, submissions: Path, tmp_path: Path
) -> None:
    command = ("grade", "--submissions", str(submissions), "--workers", "1", "--allow-weak-isolation")
    done = on_machine(WITHOUT_LANDLOCK, *command)
    assert done.returncode == 0, done.stderr
    assert "weak isolation" in done.stdout
    assert "weak isolation" in done.stderr
    shown = on_machine([], *command, "--format", "json")
    assert json.loads(shown.stdout)["submissions"]["ada"]["isolation"] == "weak", "as it was graded"
    assert "weak isolation" in shown.stderr
    rows = list(csv.DictReader(io.StringIO(on_machine([], *command, "--format", "csv").stdout)))
    assert [row["student"] for row in rows] == ["ada"]
    with Gradebook.open(tmp_path / DEFAULT_GRADEBOOK, COURSE, write=False) as book:
        assert [attempt.isolation for attempt in book.history("ada", "shapes/double")] == ["weak"]


NBGRADER = """
import nbformat
from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError
from course_cli.grading.submission import Submission
from course_cli.nbgrader.preprocessor import score_cell
from course_cli.nbgrader.preprocessor_process import KEPT

catalog = Catalog.load()
submission = Submission("ada", {"shapes/double.py": b"def double(X): return 2 * X"})
try:
    KEPT.grade(catalog, submission, ["shapes/double"])
except UsageError as refused:
    print(refused)
report = KEPT.grade(catalog, submission, ["shapes/double"], allow_weak=True)
cell = nbformat.v4.new_code_cell(metadata={"nbgrader": {"points": 4}})
score_cell(cell, report, catalog.get("shapes/double"), [])
print(nbformat.v4.writes(nbformat.v4.new_notebook(cells=[cell])))
"""


def test_nbgrader_is_refused_too(on_machine: OnMachine) -> None:
    done = on_machine(WITHOUT_LANDLOCK, python=NBGRADER)
    assert done.returncode == 0, done.stderr
    refused, _, notebook = done.stdout.partition("\n")
    for word in ("Landlock", "c.CageExecute.allow_weak_isolation = True", "seccomp profile"):
        assert word in refused
    assert "weak isolation" in notebook
    assert '"isolation": "weak"' in notebook


def test_an_old_landlock_is_enough(on_machine: OnMachine, workspace: Path) -> None:
    done = on_machine(OLD_LANDLOCK, "grade", "double", "--path", str(workspace), "--format", "json")
    report = json.loads(done.stdout)
    assert report["isolation"] == "full"
    found = probed(report["exercises"][0]["checks"][0])
    assert {found[each] for each in ("reads", "connects", "writes")} == {"PermissionError"}
