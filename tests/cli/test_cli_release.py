"""`course_cli release`, `fetch --from` and `submit`: from the teacher's folder to the student's and back."""

from __future__ import annotations

import hashlib
import json
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import kit_server
import pytest
from kit_server import serving
from tiny_course import DOUBLE, put

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]

WRITTEN = DOUBLE.replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION\n", "")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(result: subprocess.CompletedProcess[str]) -> str:
    assert (result.returncode, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return tmp_path / "here"


def test_from_release_to_grade(run_cli: RunCli, here: Path) -> None:
    released = run_cli("release", "shapes", "--out", "kit", "--zip", "--release-version", "2026.1",
                       "--due", "shapes=2026-10-01T23:59+08:00")  # fmt: skip
    assert (released.returncode, released.stderr) == (0, "")
    assert released.stdout.startswith("new         kit\n")
    assert "version 2026.1\n" in released.stdout
    assert json.loads((here / "kit/manifest.json").read_text())["due"] == {"shapes": "2026-10-01T23:59:00+08:00"}

    with serving({f"/kit/{path}": data for path, data in tree(here / "kit").items()}) as server:
        server.files["/kit.zip"] = (here / "kit.zip").read_bytes()
        for where in ("kit", "kit.zip", server.url("/kit"), server.url("/kit.zip")):
            fetched = run_cli("fetch", "double", "--from", where, "--into", "mine")
            assert fetched.returncode == 0, fetched.stderr
            head = "Deep learning foundations, version 2026.1\nshapes is due 2026-10-01T23:59:00+08:00\n"
            assert fetched.stdout.startswith(head)
    assert not (here / "mine/shapes/quadruple.py").exists()

    put(here / "mine/shapes/double.py", WRITTEN)
    (here / "exchange").mkdir()
    handed_in = run_cli("submit", "double", "--to", "../exchange", "--student", "ada", cwd=here / "mine")
    assert (handed_in.returncode, handed_in.stderr) == (0, "")
    digest = hashlib.sha256(WRITTEN.encode()).hexdigest()
    assert f"  {digest}  shapes/double.py\n" in handed_in.stdout
    (receipt,) = (here / "mine/.course_cli/receipts").iterdir()
    assert f"Receipt {json.loads(receipt.read_text())['sha256']}\n" in handed_in.stdout
    assert {path for path in tree(here / "exchange") if path.endswith(".py")} == {"ada/shapes/double.py"}

    again = run_cli("submit", "double", "--to", "../exchange", "--student", "ada", cwd=here / "mine")
    assert "shapes was handed in before; this one counts" in again.stdout
    packed = run_cli("submit", "--zip", "work.zip", "--student", "bob", cwd=here / "mine")
    assert packed.returncode == 0
    zipfile.ZipFile(here / "mine/work.zip").extractall(here / "exchange")
    for student in ("ada", "bob"):
        graded = run_cli("grade", "double", "--path", f"exchange/{student}", "--format", "json")
        report = json.loads(graded.stdout)
        assert report["score"] == report["max_score"] == 4


def test_a_later_exercise_dates_its_chapter_anew_and_that_is_said(run_cli: RunCli, here: Path) -> None:
    (here / "exchange").mkdir(parents=True)
    for exercise in ("double", "quadruple"):
        put(here / f"mine/shapes/{exercise}.py", WRITTEN)
        done = run_cli("submit", exercise, "--to", "../exchange", "--student", "ada", cwd=here / "mine")
        assert (done.returncode, done.stderr) == (0, "")
        (here / f"mine/shapes/{exercise}.py").unlink()
    assert "Note: the time of shapes is now 20" in done.stdout
    assert "it counts for all of its exercises, also those handed in before.\n" in done.stdout
    assert "the new time counts for them too" in " ".join(run_cli("submit", "--help").stdout.split())


def test_what_is_missing_or_imported_is_told(run_cli: RunCli, here: Path) -> None:
    put(here / "shapes/quadruple.py", "from basics.count import count\n")
    result = run_cli("submit", "--zip", "work.zip", "--student", "ada")
    assert result.returncode == 0
    assert "Not handed in: shapes/double.py, which is not in your folder.\n" in result.stdout
    assert result.stderr.startswith("Warning: shapes/quadruple.py imports basics/count.py")


def test_the_users_own_name_is_the_default(run_cli: RunCli, here: Path) -> None:
    put(here / "shapes/double.py", "")
    assert run_cli("submit", "--zip", "work.zip", env={"LOGNAME": "ada.lovelace"}).returncode == 0
    assert "ada.lovelace/shapes/double.py" in zipfile.ZipFile(here / "work.zip").namelist()
    message = refused(run_cli("submit", "--zip", "work.zip", env={"LOGNAME": "../root"}))
    assert "Give one with --student" in message


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("release", "--out", "kit"), "Missing argument 'NAME"),
        (("release", "all", "--out", "."), "holds files and is not a kit"),
        (("release", "all", "--out", "kit", "--due", "shapes"), "is not CHAPTER=TIME"),
        (("release", "all", "--out", "kit", "--due", "shapes=2026-10-01T23:59"), "has no time zone"),
        (("release", "all", "--out", "kit", "--due", "others=2026-10-01T23:59+08:00"), "no exercise of that chapter"),
        (("release", "all", "--out", "kit", "--due", "shapes=2026-10-01T23:59Z", "--due", "shapes=2026-10-02T23:59Z"),
         "two different times"),
        (("fetch", "--from", "nowhere"), "no such folder: nowhere"),
        (("fetch", "--from", "http://127.0.0.1:1/kit"), "refuses the connection"),
        (("fetch", "--from", "--upload-pack=x"), "no such folder"),
        (("submit",), "say where to: --to FOLDER"),
        (("submit", "--to", "nowhere", "--student", "ada"), "no such folder: nowhere"),
        (("submit", "--to", ".", "--student", "../ada"), "is no student's name"),
        (("submit", "basics", "--to", ".", "--student", "ada"), "nothing of basics in"),
        (("submit", "--zip", "file.txt", "--student", "ada"), "is no zip of a hand-in"),
    ],
)  # fmt: skip
def test_a_command_that_cannot_be_carried_out(run_cli: RunCli, here: Path, args: tuple[str, ...], reason: str) -> None:
    put(here / "file.txt", "mine")
    put(here / "shapes/double.py", "mine")
    before = tree(here)
    assert reason in refused(run_cli(*args))
    assert tree(here) == before


@pytest.mark.parametrize(
    "script",
    [{"/kit/shapes/double.py": kit_server.other(b"")}, {"/kit/manifest.json": kit_server.stalled(3)}],
    ids=["lies", "stalls"],
)
def test_a_server_that_fails_changes_nothing(
    run_cli: RunCli, here: Path, script: Mapping[str, kit_server.Answer]
) -> None:
    run_cli("release", "all", "--out", "kit")
    with serving({f"/kit/{path}": data for path, data in tree(here / "kit").items()}) as server:
        for path, answer in script.items():
            server.scripts[path].append(answer)
        message = refused(run_cli("fetch", "--from", server.url("/kit"), "--into", "mine", "--timeout", "0.2"))
    assert "Nothing was changed; try again later." in message
    assert len(message.splitlines()) == 1
    assert not (here / "mine").exists()


def test_an_edited_file_is_kept_and_the_newer_one_laid_beside(run_cli: RunCli, here: Path) -> None:
    run_cli("release", "double", "--out", "kit")
    run_cli("fetch", "--from", "kit", "--into", "mine")
    put(here / "mine/shapes/README.md", "my notes")
    lesson = b"# Newer\n"
    manifest = json.loads((here / "kit/manifest.json").read_text())
    for file in manifest["files"]:
        if file["path"] == "shapes/README.md":
            file |= {"size": len(lesson), "sha256": hashlib.sha256(lesson).hexdigest()}
    put(here / "kit/manifest.json", json.dumps(manifest))
    (here / "kit/shapes/README.md").write_bytes(lesson)
    result = run_cli("fetch", "--from", "kit", "--into", "mine")
    line = "kept        shapes/README.md   (you edited it; the new version is shapes/README.new-1.md)\n"
    assert line in result.stdout
    assert (here / "mine/shapes/README.md").read_text() == "my notes"
    assert (here / "mine/shapes/README.new-1.md").read_bytes() == lesson
