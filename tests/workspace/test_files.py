"""Reading a submission from a folder that its author may have rigged."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from notebooks import notebook
from tiny_course import DOUBLE, QUADRUPLE, put

from course_cli.course.catalog import Catalog
from course_cli.course.stubs import make_stub
from course_cli.errors import WorkspaceError
from course_cli.workspace.files import (
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_NOTEBOOKS,
    MAX_TOTAL_BYTES,
    read_submission,
)

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]
STUB = make_stub(DOUBLE)
ANSWER = "def double(X):\n    return X + X"


@pytest.fixture
def catalog(tiny_course: Path) -> Catalog:
    return Catalog.load(tiny_course)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "ada" / "shapes").mkdir(parents=True)
    return tmp_path / "ada"


def test_modules_are_read_as_bytes_whatever_they_hold(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/double.py").write_bytes(b"\x00\xff not python")
    (workspace / "shapes/empty.py").write_bytes(b"")
    submission = read_submission(workspace, catalog)
    assert submission.files == {"shapes/double.py": b"\x00\xff not python", "shapes/empty.py": b""}
    assert submission.problems == {}
    assert submission.student == "ada"
    assert submission.digest("shapes/empty.py") == hashlib.sha256(b"").hexdigest()


def test_other_files_are_no_part_of_it(workspace: Path, catalog: Catalog) -> None:
    for name in ("notes.txt", "double.backup-1.py", "a b.py", ".py", ".hidden.py", "x.PY"):
        (workspace / "shapes" / name).write_text("x")
    (workspace / "other").mkdir()
    (workspace / "other/x.py").write_text("x")
    (workspace / "x.py").write_text("x")
    assert read_submission(workspace, catalog).files == {}


def test_many_large_files_fill_no_memory_and_hide_no_exercise(workspace: Path, catalog: Catalog) -> None:
    for number in range(MAX_TOTAL_BYTES // MAX_FILE_BYTES + 3):
        (workspace / f"shapes/a{number}.py").write_bytes(b"#" * MAX_FILE_BYTES)
    (workspace / "shapes/double.py").write_text(ANSWER)
    submission = read_submission(workspace, catalog)
    assert sum(map(len, submission.files.values())) <= MAX_TOTAL_BYTES
    assert submission.files["shapes/double.py"].decode() == ANSWER
    assert set(submission.problems.values()) == {"is past the first 16 MB of its submission"}


def test_exercises_are_read_before_what_lies_beside_them(workspace: Path, catalog: Catalog) -> None:
    for number in range(MAX_FILES + 1):
        (workspace / f"shapes/a{number:03}.py").write_text("")
    (workspace / "shapes/double.py").write_text(ANSWER)
    assert "shapes/double.py" in read_submission(workspace, catalog).files


def test_links_are_not_followed(workspace: Path, tmp_path: Path, catalog: Catalog) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text("secret")
    (workspace / "shapes/double.py").symlink_to(secret)
    (workspace / "shapes/dangling.py").symlink_to("nowhere")
    elsewhere = tmp_path / "bob"
    elsewhere.mkdir()
    (elsewhere / "count.py").write_text("bob's")
    (workspace / "basics").symlink_to(elsewhere)
    submission = read_submission(workspace, catalog)
    assert submission.files == {}
    assert submission.problems == {
        "shapes/double.py": "is a link, not a file",
        "shapes/dangling.py": "is a link, not a file",
        "basics/": "is a link, not a folder",
    }


def test_pipes_devices_sockets_and_folders_are_not_opened(workspace: Path, catalog: Catalog) -> None:
    os.mkfifo(workspace / "shapes/pipe.py")
    (workspace / "shapes/folder.py").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(workspace / "shapes/door.py"))
        submission = read_submission(workspace, catalog)
    assert submission.files == {}
    assert submission.problems == {
        "shapes/door.py": "is a device or pipe, not a file",
        "shapes/folder.py": "is a folder, not a file",
        "shapes/pipe.py": "is a device or pipe, not a file",
    }


def test_a_file_in_place_of_a_chapter_is_told(workspace: Path, catalog: Catalog) -> None:
    (workspace / "basics").write_text("x")
    assert read_submission(workspace, catalog).problems == {"basics/": "is a file, not a folder"}


def test_size_and_number_of_files_are_limited(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/a.py").write_bytes(b"#" * MAX_FILE_BYTES)
    (workspace / "shapes/b.py").write_bytes(b"#" * (MAX_FILE_BYTES + 1))
    with (workspace / "shapes/c.py").open("wb") as sparse:
        sparse.truncate(1 << 40)
    for number in range(MAX_FILES):
        (workspace / f"shapes/z{number:03}.py").write_bytes(b"")
    submission = read_submission(workspace, catalog)
    assert len(submission.files) == MAX_FILES - 2
    assert submission.problems["shapes/b.py"] == submission.problems["shapes/c.py"] == "is larger than 1024 KB"
    assert "first 200 files" in submission.problems["shapes/z199.py"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_a_problem(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/double.py").write_text("x")
    (workspace / "shapes/double.py").chmod(0)
    assert read_submission(workspace, catalog).problems == {"shapes/double.py": "cannot be read: Permission denied"}


@pytest.mark.parametrize(
    ("name", "message"), [("none", "no such folder"), ("file", "not a folder"), ("nul\0", "cannot open the folder")]
)
def test_no_folder_is_the_callers_mistake(tmp_path: Path, name: str, message: str, catalog: Catalog) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(WorkspaceError, match=message):
        read_submission(tmp_path / name, catalog)


def test_the_folder_itself_may_be_reached_through_a_link(workspace: Path, tmp_path: Path, catalog: Catalog) -> None:
    (workspace / "shapes/double.py").write_text("x")
    (tmp_path / "link").symlink_to(workspace)
    assert list(read_submission(tmp_path / "link", catalog).files) == ["shapes/double.py"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root opens every folder")
def test_a_folder_that_can_be_listed_and_not_entered_is_a_problem(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/double.py").write_text("x")
    (workspace / "shapes").chmod(0o400)
    try:
        problems = read_submission(workspace, catalog).problems
    finally:
        (workspace / "shapes").chmod(0o700)
    assert problems == {"shapes/double.py": "cannot be read: Permission denied"}
    workspace.chmod(0o400)
    try:
        problems = read_submission(workspace, catalog).problems
    finally:
        workspace.chmod(0o700)
    assert problems == {"shapes/": "cannot be opened: Permission denied"}


def test_a_notebook_hands_in_modules(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/shapes.ipynb").write_bytes(notebook("%ls", ANSWER))
    submission = read_submission(workspace, catalog)
    assert list(submission.files) == ["shapes/double.py"]
    assert b"return X + X" in submission.files["shapes/double.py"]
    assert submission.problems == {}
    assert submission.notes == (
        "shapes/shapes.ipynb: code cell 1: `%ls` dropped, which only a notebook understands",
    )  # fmt: skip


def test_only_notebooks_are_read_as_notebooks(workspace: Path, catalog: Catalog) -> None:
    for name in (".shapes.ipynb", "shapes.ipynb.txt", "shapes.json", "SHAPES.IPYNB"):
        (workspace / "shapes" / name).write_bytes(notebook(ANSWER))
    put(workspace / "shapes/.ipynb_checkpoints/shapes-checkpoint.ipynb", "x")
    put(workspace / "shapes.ipynb", "x")
    submission = read_submission(workspace, catalog)
    assert (submission.files, submission.problems, submission.notes) == ({}, {}, ())


def test_a_file_counts_before_a_notebook_unless_it_is_the_untouched_stub(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/shapes.ipynb").write_bytes(notebook(ANSWER))
    file = workspace / "shapes/double.py"
    file.write_bytes(b"mine")
    submission = read_submission(workspace, catalog)
    assert submission.files["shapes/double.py"] == b"mine"
    assert submission.notes == (
        "shapes/double.py and shapes/shapes.ipynb both define double: shapes/double.py is graded",
    )
    for stub in (STUB, STUB.replace("\n", "\r\n"), STUB.replace("\n", "\r").rstrip()):
        file.write_bytes(stub.encode())
        submission = read_submission(workspace, catalog)
        assert b"return X + X" in submission.files["shapes/double.py"]
        assert submission.notes == ("shapes/double.py is the untouched stub: shapes/shapes.ipynb is graded",)
    file.unlink()
    file.symlink_to("nowhere")
    submission = read_submission(workspace, catalog)
    assert submission.problems == {"shapes/double.py": "is a link, not a file"}
    assert submission.files == {}


def test_stubs_in_notebooks_yield_to_every_answer(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/a.ipynb").write_bytes(notebook(ANSWER))
    (workspace / "shapes/shapes.ipynb").write_bytes(notebook(STUB))
    submission = read_submission(workspace, catalog)
    assert b"return X + X" in submission.files["shapes/double.py"]
    (workspace / "shapes/a.ipynb").unlink()
    assert b"NotImplementedError" in read_submission(workspace, catalog).files["shapes/double.py"]
    (workspace / "shapes/double.py").write_bytes(STUB.encode())
    submission = read_submission(workspace, catalog)
    assert submission.files == {"shapes/double.py": STUB.encode()}
    assert submission.notes == ()


def test_a_copy_that_counts_is_told(workspace: Path, catalog: Catalog) -> None:
    quadruple = make_stub(QUADRUPLE)
    main, copy = workspace / "shapes/shapes.ipynb", workspace / "shapes/shapes-Copy1.ipynb"
    main.write_bytes(notebook(STUB, quadruple))
    copy.write_bytes(notebook(ANSWER, "def quadruple(X): return 4 * X"))
    assert read_submission(workspace, catalog).notes == (
        "shapes/shapes.ipynb holds only the stub of double, quadruple: shapes/shapes-Copy1.ipynb is graded, until "
        "shapes/shapes.ipynb has an answer",
    )
    copy.write_bytes(notebook(ANSWER, quadruple))
    main.write_bytes(notebook(STUB, "def quadruple(X): return 4 * X"))
    (note,) = read_submission(workspace, catalog).notes
    assert note.startswith("shapes/shapes.ipynb holds only the stub of double: ")
    main.write_bytes(notebook(ANSWER, "def quadruple(X): return 4 * X"))
    copy.write_bytes(notebook(STUB, quadruple))
    assert read_submission(workspace, catalog).notes == ()


def test_of_two_notebooks_the_chapters_own_counts_then_the_first(workspace: Path, catalog: Catalog) -> None:
    for number, name in enumerate(("a", "b", "shapes")):
        (workspace / f"shapes/{name}.ipynb").write_bytes(notebook(f"def double(X): return {number}"))
    submission = read_submission(workspace, catalog)
    assert b"return 2" in submission.files["shapes/double.py"]
    assert submission.notes == (
        "shapes/shapes.ipynb and shapes/a.ipynb both define double: shapes/shapes.ipynb is graded",
        "shapes/shapes.ipynb and shapes/b.ipynb both define double: shapes/shapes.ipynb is graded",
    )
    (workspace / "shapes/shapes.ipynb").unlink()
    assert b"return 0" in read_submission(workspace, catalog).files["shapes/double.py"]


def test_a_broken_notebook_is_a_problem_of_what_nothing_else_answers(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/a.ipynb").write_bytes(b"")
    (workspace / "shapes/double.py").write_bytes(b"mine")
    reason = "shapes/a.ipynb is empty: open it in Jupyter and save it again"
    submission = read_submission(workspace, catalog)
    assert submission.problems == {"shapes/quadruple.py": reason}
    assert submission.notes == (reason,)
    (workspace / "shapes/double.py").write_bytes(STUB.encode())
    assert read_submission(workspace, catalog).problems["shapes/double.py"] == reason
    (workspace / "shapes/b.ipynb").write_bytes(notebook(ANSWER))
    submission = read_submission(workspace, catalog)
    assert submission.problems == {"shapes/quadruple.py": reason}
    assert b"return X + X" in submission.files["shapes/double.py"]


def test_an_answer_that_is_not_python_is_a_problem_unless_another_notebook_has_one(
    workspace: Path, catalog: Catalog
) -> None:
    (workspace / "shapes/a.ipynb").write_bytes(notebook("def double(X) return X"))
    assert read_submission(workspace, catalog).problems == {
        "shapes/double.py": "shapes/a.ipynb: code cell 1 is not valid Python: "
        "expected ':' (line 1, `def double(X) return X`)"
    }
    (workspace / "shapes/shapes.ipynb").write_bytes(notebook(STUB))
    assert list(read_submission(workspace, catalog).problems) == ["shapes/double.py"]
    (workspace / "shapes/b.ipynb").write_bytes(notebook(ANSWER))
    assert read_submission(workspace, catalog).problems == {}


def test_the_number_of_notebooks_is_limited(workspace: Path, catalog: Catalog) -> None:
    for number in range(MAX_NOTEBOOKS + 2):
        (workspace / f"shapes/{number}.ipynb").write_bytes(notebook(""))
    assert read_submission(workspace, catalog).notes == (
        f"shapes/{MAX_NOTEBOOKS}.ipynb was not read: of a chapter's notebooks only {MAX_NOTEBOOKS} are",
    )


def test_the_code_in_a_chapters_notebooks_is_limited(workspace: Path, catalog: Catalog) -> None:
    """What one notebook may have takes a second to take apart."""
    (workspace / "shapes/a.ipynb").write_bytes(notebook("#" * 200_000))
    (workspace / "shapes/b.ipynb").write_bytes(notebook("#" * 100_000))
    (workspace / "shapes/shapes.ipynb").write_bytes(notebook(ANSWER))
    submission = read_submission(workspace, catalog)
    reason = "shapes/b.ipynb is past the first 256 KB of code in its folder's notebooks"
    assert b"return X + X" in submission.files["shapes/double.py"]
    assert submission.notes == (reason,)
    assert submission.problems == {"shapes/quadruple.py": reason}
    (workspace / "shapes/c.ipynb").write_bytes(notebook("def quadruple(X): return 4 * X"))
    assert read_submission(workspace, catalog).problems == {}, "there is room for a small one"


def test_names_in_notes_are_on_one_line(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/a\n\x1b[31m\u202e.ipynb").write_bytes(b"")
    (workspace / os.fsdecode(b"shapes/\xff.ipynb")).write_bytes(notebook("%ls"))
    submission = read_submission(workspace, catalog)
    assert len(submission.notes) == 2
    assert all(note.isprintable() for note in (*submission.notes, *submission.problems.values()))


def test_a_folders_name_that_is_no_unicode_is_made_so(tmp_path: Path, catalog: Catalog) -> None:
    folder = tmp_path / os.fsdecode(b"ad\xe4")
    folder.mkdir()
    assert read_submission(folder, catalog).student == "ad\\xe4"


def test_only_some_chapters_are_read_when_only_these_are_asked_for(workspace: Path, catalog: Catalog) -> None:
    (workspace / "shapes/double.py").write_bytes(b"x")
    put(workspace / "basics/count.py", "y")
    assert list(read_submission(workspace, catalog, ["basics"]).files) == ["basics/count.py"]


def test_the_command_line_grades_a_notebook_and_tells_the_notes(run_cli: RunCli, tmp_path: Path) -> None:
    folder = tmp_path / "ada"
    put(folder / "shapes/shapes.ipynb", notebook("%ls", ANSWER).decode())
    result = run_cli("grade", "--path", str(folder), "--format", "json")
    assert result.returncode == 0, result.stderr
    assert '"score": 4.0' in result.stdout
    assert '"id": "shapes/quadruple"' not in result.stdout
    assert "Note: shapes/shapes.ipynb: code cell 1: `%ls` dropped" in result.stderr
    (folder / "shapes/shapes.ipynb").rename(folder / "shapes.ipynb")
    result = run_cli("grade", "--path", str(folder))
    assert result.returncode == 2
    assert "--path takes the folder above shapes/" in result.stderr


def test_without_notebooks_nothing_that_reads_them_is_imported(workspace: Path, installation: Path) -> None:
    put(workspace / "shapes/double.py", DOUBLE)
    code = (
        "import sys; from pathlib import Path; from course_cli.course.catalog import Catalog;"
        "from course_cli.workspace.files import read_submission;"
        "read_submission(Path(sys.argv[1]), Catalog.load(Path(sys.argv[2])));"
        "print([name for name in ('msgspec', 'symtable', 'course_cli.workspace.notebook') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(workspace), str(installation)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"
