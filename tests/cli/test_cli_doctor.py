"""`course_cli doctor`: on this machine, and on ones that lack something."""

from __future__ import annotations

import fcntl
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course_cli.doctor.examination import examine
from course_cli.doctor.finding import Finding

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


def found(result: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in json.loads(result.stdout)["findings"]}


def only(examination: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What one examination says, as the whole would."""
    monkeypatch.setattr("course_cli.doctor.examination._EXAMINATIONS", (examination,))
    return list(examine(folder))


def test_here_all_that_grading_needs_is_there(run_cli: RunCli) -> None:
    result = run_cli("doctor", "--format", "json")
    assert result.returncode == 0, result.stdout
    data = json.loads(result.stdout)
    assert (data["schema"], data["ok"]) == (1, True)
    said = found(result)
    assert "full" in said["isolation"]["said"]
    assert "a stub was graded" in said["grading"]["said"]
    assert said["torch"]["said"].startswith("torch 2.")
    assert set(said) == {"python", "packages", "command", "numpy", "torch", "gpu", "isolation", "limits", "memory",
                         "disk", "terminal", "git", "nbgrader", "folder", "locks", "grading"}  # fmt: skip


def test_what_is_broken_is_named_with_its_cure(run_cli: RunCli, tmp_path: Path, installation: Path) -> None:
    """A torch that cannot be imported, no folder, no PATH, and a terminal of ASCII: all said, on 40 columns."""
    planted = tmp_path / "planted"
    shutil.copytree(installation, planted)
    (planted / "torch.py").write_text("raise ImportError('libtorch.so: no such file')\n", encoding="utf-8")
    environment = {"COLUMNS": "40", "PATH": "/nowhere", "PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}
    result = run_cli("doctor", "--path", "none", root=planted, env=environment)
    assert result.returncode == 1
    assert result.stdout.isascii()
    assert max(map(len, result.stdout.splitlines())) <= 40
    said = " ".join(result.stdout.split())
    for words in ("broken torch: cannot be used: ImportError: libtorch.so: no such file", "--force-reinstall torch",
                  "broken folder: there is no folder none", "warning command:", "warning terminal:", "warning git:",
                  "broken grading: a stub could not be graded"):  # fmt: skip
        assert words in said, words
    assert "Mend what is broken from the top." in said


def test_weak_isolation_is_said_with_its_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a process that may not make system calls as Landlock's, as in a strict container."""
    from course_cli.doctor import isolation

    without = "import course_cli.sandbox.confinement as c; c._build_ruleset = lambda *a: None\n"
    probe = isolation._PROBE.replace("found = {", f"{without}found = {{", 1)
    monkeypatch.setattr(isolation, "_PROBE", probe)
    (finding,) = only("isolation.layers", tmp_path, monkeypatch)
    assert (finding.state, finding.said) == ("warning", "weak: without landlock")
    assert finding.mend.startswith("Landlock: ")


def test_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert [one.state for one in only("place.folder", tmp_path, monkeypatch)] == ["ok"]
    (tmp_path / ".course_cli").write_text("", encoding="utf-8")
    (finding,) = only("place.folder", tmp_path, monkeypatch)
    assert (finding.state, "rename it" in finding.mend) == ("broken", True)


def test_what_was_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert [one.state for one in only("place.leftovers", tmp_path, monkeypatch)] == ["ok"]
    records = tmp_path / ".course_cli"
    records.mkdir()
    left = records / f".{'0a' * 8}.tmp"
    left.write_bytes(b"")
    (finding,) = only("place.leftovers", tmp_path, monkeypatch)
    assert (finding.state, str(left) in finding.said) == ("warning", True)
    descriptor = os.open(records, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    (finding,) = only("place.leftovers", tmp_path, monkeypatch)
    os.close(descriptor)
    assert "another course_cli" in finding.said


def test_low_limits(tmp_path: Path) -> None:
    code = (
        "import resource; from pathlib import Path; from course_cli.doctor.machine import limits; "
        "resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100)); print(*limits(Path()))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})  # fmt: skip
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] != 100
    assert "100 open files (ulimit -n, 256 or more are needed)" in done.stdout


def test_an_examination_that_fails_is_a_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (finding,) = only("machine.nothing", tmp_path, monkeypatch)
    assert (finding.id, finding.state) == ("nothing", "broken")
    assert "AttributeError" in finding.said
