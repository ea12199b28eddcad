"""`course_cli deadlines`: due dates kept with a gradebook."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tiny_course import COUNT, DOUBLE, put

from course_cli.batch.gradebook import Gradebook
from course_cli.batch.late import Deadlines, LatePolicy, parse_due
from course_cli.course.catalog import COURSE

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]

OCTOBER = "2026-10-01T23:59+08:00"


def kept(folder: Path) -> Deadlines:
    with Gradebook.open(folder / "grades.db", COURSE, write=False) as book:
        return Deadlines.of(book.due_dates().values())


def test_set_show_and_clear(run_cli: RunCli, tmp_path: Path) -> None:
    here = tmp_path / "here"
    result = run_cli("deadlines", "--set", f"shapes={OCTOBER}", "--penalty", "10%/day", "--grace", "1h")
    assert result.returncode == 0, result.stderr
    shown = "shapes  2026-10-01T23:59:00+08:00  10% a day, after a grace of 1:00:00\n"
    assert result.stdout == shown
    assert run_cli("deadlines").stdout == shown
    assert kept(here).due["shapes"].policy == LatePolicy(0.1, timedelta(hours=1))

    run_cli("deadlines", "--set", "basics=2026-10-24T23:59 Europe/Berlin")
    assert kept(here).due["basics"].policy == LatePolicy()
    assert kept(here).due["shapes"].policy.penalty_per_day == 0.1
    assert kept(here).due["basics"].at == parse_due("2026-10-24T23:59+02:00")

    result = run_cli("deadlines", "--penalty", "5%", "--at-most", "50%", "--cutoff", "7")
    assert result.stdout.splitlines() == [
        "basics  2026-10-24T23:59:00 Europe/Berlin  5% a day, at most 50%, nothing counts after 7 days",
        "shapes  2026-10-01T23:59:00+08:00          5% a day, after a grace of 1:00:00, at most 50%, "
        "nothing counts after 7 days",
    ]

    assert run_cli("deadlines", "--clear", "shapes").returncode == 0
    assert list(kept(here).due) == ["basics"]
    assert run_cli("deadlines", "--clear", "all").stdout == "No due dates are set: nothing is late.\n"
    assert not kept(here)


def test_moving_a_due_date_keeps_its_policy(run_cli: RunCli, tmp_path: Path) -> None:
    run_cli("deadlines", "--set", f"shapes={OCTOBER}", "--penalty", "20%/day")
    run_cli("deadlines", "--set", "shapes=2026-11-01T00:00Z")
    due = kept(tmp_path / "here").due["shapes"]
    assert due.at == parse_due("2026-11-01T00:00+00:00")
    assert due.policy.penalty_per_day == 0.2


def test_what_json_gave_can_be_taken_by_another_gradebook(run_cli: RunCli, tmp_path: Path) -> None:
    here = tmp_path / "here"
    text = run_cli("deadlines", "--set", f"shapes={OCTOBER}", "--penalty", "10%/day", "--format", "json").stdout
    assert json.loads(text)["due"]["shapes"]["at"] == "2026-10-01T23:59:00+08:00"
    (here / "due.json").write_text(text, encoding="utf-8")
    run_cli("deadlines", "--gradebook", "other.db", "--from", "due.json")
    assert run_cli("deadlines", "--gradebook", "other.db", "--format", "json").stdout == text


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "grades.db"),
        (("--set", "shapes"), "is not CHAPTER=TIME"),
        (("--set", f"shape={OCTOBER}"), "no chapter is called 'shape'. Did you mean shapes?"),
        (("--set", f"shapes/double={OCTOBER}"), "no chapter is called 'shapes/double'"),
        (("--set", "shapes=2026-10-01T23:59"), "has no time zone"),
        (("--set", "shapes=tomorrow"), "is no time such as"),
        (("--penalty", "10"), "is no penalty such as"),
        (("--penalty", "10%"), "no due date is set"),
        (("--grace", "soon"), "is no time such as 1h"),
        (("--set", f"shapes={OCTOBER}", "--grace", "999d"), "the grace period lasts"),
        (("--clear", "shapes"), "has no due date to clear"),
        (("--from", "nothing.json"), "cannot read"),
        (("--from", "broken.json"), "no file of due dates"),
    ],
)
def test_a_wrong_command_ends_with_2_and_changes_nothing(
    run_cli: RunCli, tmp_path: Path, args: tuple[str, ...], message: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / "broken.json").write_text("{}", encoding="utf-8")
    result = run_cli("deadlines", *args)
    assert result.returncode == 2, result.stderr
    assert message in " ".join(result.stderr.split())
    assert not result.stdout
    if (here / "grades.db").exists():
        assert not kept(here)


def hand_in(here: Path, student: str, shapes: str, basics: str) -> None:
    """Both chapters, each at its time; without one, where that is empty."""
    for place, answer, time in (("shapes/double.py", DOUBLE, shapes), ("basics/count.py", COUNT, basics)):
        file = here / "class" / student / place
        put(file, answer)
        if time:
            put(file.with_name("timestamp.txt"), time)


def lateness(text: str) -> dict[str, list[str]]:
    rows = csv.DictReader(text.splitlines())
    return {row["student"]: [row[key] for key in ("raw", "penalty", "final", "days_late")] for row in rows}


def test_a_chapter_handed_in_late_makes_no_other_late(run_cli: RunCli, tmp_path: Path) -> None:
    here = tmp_path / "here"
    hand_in(here, "ada", shapes="2026-09-01 12:00:00 UTC", basics="2026-11-01 12:00:00 UTC")
    hand_in(here, "bob", shapes="2026-10-02 12:00:00 UTC", basics="2026-12-01 12:00:00 UTC")
    options = ("--set", "shapes=2026-10-01T00:00Z", "--set", "basics=2026-11-30T00:00Z", "--penalty", "10%")
    assert run_cli("deadlines", *options).returncode == 0
    graded = run_cli("grade", "double", "count", "--submissions", "class", "--format", "csv")
    assert graded.returncode == 0, graded.stderr
    assert lateness(graded.stdout) == {"ada": ["5.5", "0", "5.5", "0"], "bob": ["5.5", "1.1", "4.4", "2"]}


def test_what_is_not_graded_again_keeps_its_time(run_cli: RunCli, tmp_path: Path) -> None:
    here = tmp_path / "here"
    hand_in(here, "ada", shapes="2026-10-02 12:00:00 UTC", basics="2026-10-01 00:00:00 UTC")
    run_cli("deadlines", "--set", "shapes=2026-10-01T00:00Z", "--set", "basics=2026-10-01T00:00Z", "--penalty", "10%")
    run_cli("grade", "double", "count", "--submissions", "class")
    first = lateness(run_cli("export", "--to", "csv").stdout)
    assert first == {"ada": ["5.5", "0.8", "4.7", "2"]}

    put(here / "class/ada/shapes/timestamp.txt", "2026-10-09 12:00:00 UTC")
    assert run_cli("grade", "count", "--submissions", "class").returncode == 0
    assert lateness(run_cli("export", "--to", "csv").stdout) == first
    assert run_cli("grade", "double", "--submissions", "class").returncode == 0
    assert lateness(run_cli("export", "--to", "csv").stdout) == {"ada": ["5.5", "3.6", "1.9", "9"]}
    (here / "class/ada/shapes/timestamp.txt").unlink()
    assert run_cli("grade", "double", "--submissions", "class").returncode == 0
    assert lateness(run_cli("export", "--to", "csv").stdout) == {"ada": ["5.5", "0", "5.5", "0"]}


def test_grade_shows_what_export_does(run_cli: RunCli, tmp_path: Path) -> None:
    here = tmp_path / "here"
    hand_in(here, "ada", shapes="2026-10-02 12:00:00 UTC", basics="")
    hand_in(here, "bob", shapes="", basics="")
    put(here / "class/cyd/timestamp.txt", "2026-10-09 12:00:00 UTC")
    put(here / "class/cyd/basics/count.py", COUNT)
    grade = ("grade", "--submissions", "class", "--format")
    without = {kind: run_cli(*grade, kind).stdout for kind in ("json", "csv")}
    assert {kind: run_cli("export", "--to", kind).stdout for kind in without} == without

    run_cli("deadlines", "--set", "shapes=2026-10-01T00:00Z", "--set", "basics=2026-10-01T00:00Z", "--penalty", "10%")
    runs = {kind: run_cli(*grade, kind) for kind in without}
    warning = "Warning: 2 students with work whose submission time is not known, counted as in time: ada, bob.\n"
    assert all(warning in run.stderr for run in runs.values())
    assert "Warning" not in run_cli(*grade, "text").stderr
    graded = {kind: run.stdout for kind, run in runs.items()}
    assert {kind: run_cli("export", "--to", kind).stdout for kind in without} == graded
    late = {"ada": ["5.5", "0.8", "4.7", "2"], "bob": ["5.5", "0", "5.5", "0"], "cyd": ["1.5", "1.35", "0.15", "9"]}
    assert lateness(graded["csv"]) == late
    assert {
        student: [f"{report['late'][key]:g}" for key in ("raw", "penalty", "final", "days_late")]
        for student, report in json.loads(graded["json"])["submissions"].items()
    } == late


def test_exports_show_the_penalty_apart_from_the_score(run_cli: RunCli, tmp_path: Path) -> None:
    here = tmp_path / "here"
    for student, time in (("ada", "2026-10-01 15:59:00 UTC"), ("bob", "2026-10-03 00:00:00 UTC"), ("cyd", "")):
        put(here / "class" / student / "shapes/double.py", DOUBLE)
        put(here / "class" / student / "basics/count.py", COUNT)
        if time:
            put(here / "class" / student / "shapes/timestamp.txt", time)
    graded = run_cli("grade", "double", "count", "--submissions", "class")
    assert graded.returncode == 0, graded.stderr
    before = list(csv.DictReader(run_cli("export", "--to", "csv").stdout.splitlines()))
    assert {row["total"] for row in before} == {"5.5"}

    run_cli("deadlines", "--set", f"shapes={OCTOBER}", "--penalty", "10%/day")
    result = run_cli("export", "--to", "csv")
    assert result.returncode == 0, result.stderr
    rows = {row["student"]: row for row in csv.DictReader(result.stdout.splitlines())}
    found = {name: [row[key] for key in ("raw", "penalty", "final", "days_late")] for name, row in rows.items()}
    in_time = ["5.5", "0", "5.5", "0"]
    assert found == {"ada": in_time, "bob": ["5.5", "0.8", "4.7", "2"], "cyd": in_time}
    assert {row["shapes/double"] for row in rows.values()} == {"4"}

    run_cli("deadlines", "--clear", "all")
    assert list(csv.DictReader(run_cli("export", "--to", "csv").stdout.splitlines())) == before
