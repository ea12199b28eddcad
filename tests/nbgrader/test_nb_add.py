"""`course_cli nbgrader add`: what it writes, what it keeps, and that nbgrader's own commands take it from there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
import tiny_course as tiny
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.utils import notebook_hash

from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.course.stubs import make_stub, solution_lines
from course_cli.errors import UsageError, WorkspaceError
from course_cli.nbgrader.add import add
from course_cli.nbgrader.add_merge import merge, read_notebook, write_notebook
from course_cli.nbgrader.source import build_notebook

CATALOG = Catalog.load()
REPOSITORY = Path(__file__).resolve().parents[2]

RunCli = Callable[..., subprocess.CompletedProcess[str]]


class Classroom:
    """A teacher's course folder with an exchange beside it, and nbgrader's commands in it."""

    def __init__(self, folder: Path, installation: Path) -> None:
        self.course = folder / "course"
        self.exchange = folder / "exchange"
        self.home = folder / "home"
        for made in (self.course, self.exchange, self.home):
            made.mkdir()
        self.exchange.chmod(0o777)
        self.env = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",  # nbgrader calls alembic
            "PYTHONPATH": str(installation),
            "HOME": str(self.home),
            "JUPYTER_CONFIG_DIR": str(self.home / "config"),
            "JUPYTER_DATA_DIR": str(self.home / "data"),
        }
        (self.course / "nbgrader_config.py").write_text(
            f"c = get_config()\nc.CourseDirectory.course_id = 'dl'\nc.Exchange.root = {str(self.exchange)!r}\n",
            encoding="utf-8",
        )

    def nbgrader(self, *args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "nbgrader", *args],
            cwd=cwd or self.course,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )


def ok(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def ids(notebook: NotebookNode) -> list[str]:
    return [cell.metadata.get("nbgrader", {}).get("grade_id", cell.source) for cell in notebook.cells]


def markdown(source: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """All chapters added, generated and released."""
    room = Classroom(tmp_path_factory.mktemp("whole"), REPOSITORY)
    assert {written.status for written in add(CATALOG, CATALOG.exercises, room.course)} == {"new", "updated"}
    ok(room.nbgrader("generate_assignment", "*"))
    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(lambda chapter: room.nbgrader("release_assignment", chapter), CATALOG.chapters):
            ok(done)
    return room


@pytest.mark.parametrize("chapter", CATALOG.chapters)
def test_released_notebooks_hold_the_stubs_and_nothing_hidden(whole: Classroom, chapter: str) -> None:
    folder = whole.exchange / "dl" / "outbound" / chapter
    assert list(snapshot(folder)) == [f"{chapter}.ipynb"]
    notebook = read(folder / f"{chapter}.ipynb")
    cells = dict(zip(ids(notebook), notebook.cells, strict=True))
    shown = {line.strip() for cell in notebook.cells for line in cell.source.splitlines()}
    exercises = [exercise for exercise in CATALOG.exercises if exercise.chapter == chapter]
    solutions = [read_text(exercise.solution_path or Path()) for exercise in exercises]
    public = {line.strip() for solution in solutions for line in make_stub(solution).splitlines()}
    for exercise, solution in zip(exercises, solutions, strict=True):
        assert f"{cells[f'{chapter}-{exercise.name}'].source}\n" == read_text(exercise.stub_path or Path())
        assert cells[f"{chapter}-{exercise.name}-checks"].metadata.nbgrader.points == exercise.points
        lines = solution.splitlines()
        secret = [lines[number - 1].strip() for number in solution_lines(solution)]
        secret += map(str.strip, read_text(exercise.grader_path or Path()).splitlines())
        secret = [line for line in secret if len(line) > 12 and line not in public]
        # To import a sibling is what the lesson tells everyone to do.
        assert not {line for line in secret if not line.startswith(("import ", "from "))} & shown


def test_released_points_reach_nbgraders_gradebook_exactly(whole: Classroom) -> None:
    with Gradebook(f"sqlite:///{whole.course / 'gradebook.db'}") as gradebook:
        for exercise in CATALOG.exercises:
            cell = gradebook.find_grade_cell(
                f"{exercise.chapter}-{exercise.name}-checks", exercise.chapter, exercise.chapter
            )
            assert cell.max_score == exercise.points


def test_released_notebook_runs_from_top_to_bottom(whole: Classroom) -> None:
    notebook = read(whole.course / "release" / "mlp" / "mlp.ipynb")
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    raised = {
        output.ename for cell in notebook.cells for output in cell.get("outputs", []) if output.output_type == "error"
    }
    assert raised == {"NotImplementedError", "AssertionError"}
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


def test_validate_tells_a_stub_from_an_answer(whole: Classroom) -> None:
    released = ok(whole.nbgrader("validate", "release/recurrent/recurrent.ipynb")).stdout
    assert "VALIDATION FAILED ON 6 CELL(S)" in released
    assert "Success" in ok(whole.nbgrader("validate", "source/recurrent/recurrent.ipynb")).stdout


def test_second_time_changes_no_byte(whole: Classroom) -> None:
    before = snapshot(whole.course)
    assert {written.status for written in add(CATALOG, CATALOG.exercises, whole.course)} == {"unchanged"}
    assert snapshot(whole.course) == before


# From here on with the tiny course.


@pytest.fixture
def catalog(tiny_course: Path) -> Catalog:
    return Catalog.load(tiny_course)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "classroom").mkdir()
    return tmp_path / "classroom"


def put(catalog: Catalog, course: Path, *names: str) -> dict[str, str]:
    return {written.path: written.status for written in add(catalog, catalog.resolve(names), course)}


SHAPES = "source/shapes/shapes.ipynb"
HEAD = ["shapes-lesson", "shapes-lesson-setup"]
DOUBLE = ["shapes-double-text", "shapes-double", "shapes-double-examples", "shapes-double-checks"]
QUADRUPLE = [name.replace("double", "quadruple") for name in DOUBLE]


def test_exercises_come_in_the_order_in_which_they_are_taught(catalog: Catalog, course: Path) -> None:
    assert put(catalog, course, "quadruple", "double") == {SHAPES: "new", "nbgrader_config.py": "new"}
    assert ids(read(course / SHAPES)) == [*HEAD, *DOUBLE, *QUADRUPLE]


def test_what_was_added_before_stays(catalog: Catalog, course: Path) -> None:
    put(catalog, course, "quadruple")
    assert put(catalog, course, "double") == {SHAPES: "updated", "nbgrader_config.py": "unchanged"}
    assert ids(read(course / SHAPES)) == [*HEAD, *DOUBLE, *QUADRUPLE]
    assert put(catalog, course, "quadruple") == {SHAPES: "unchanged", "nbgrader_config.py": "unchanged"}


def test_cells_of_the_teachers_own_stay_where_they_are(catalog: Catalog, course: Path) -> None:
    put(catalog, course, "quadruple")
    notebook = read(course / SHAPES)
    notebook.cells.insert(0, markdown("welcome"))
    notebook.cells.insert(3, markdown("before the exercise"))
    notebook.cells.append(markdown("goodbye"))
    notebook.metadata["mine"] = {"kept": True}
    nbformat.write(notebook, course / SHAPES)
    put(catalog, course, "double")
    merged = read(course / SHAPES)
    assert ids(merged) == ["welcome", *HEAD, "before the exercise", *DOUBLE, *QUADRUPLE, "goodbye"]
    assert merged.metadata["mine"] == {"kept": True}
    nbformat.validate(merged)
    before = snapshot(course)
    put(catalog, course, "double", "quadruple")
    assert snapshot(course) == before


def test_our_cells_are_renewed_where_the_teacher_put_them(catalog: Catalog, course: Path) -> None:
    put(catalog, course, "shapes")
    notebook = read(course / SHAPES)
    notebook.cells = notebook.cells[:2] + notebook.cells[6:] + notebook.cells[2:6]
    notebook.cells[2].source = "changed"
    notebook.cells[2].metadata["collapsed"] = True
    notebook.cells[9].metadata["nbgrader"]["points"] = 1000.0
    notebook.cells[9].outputs = [nbformat.v4.new_output("stream", text="ran")]
    del notebook.cells[4]
    nbformat.write(notebook, course / SHAPES)
    put(catalog, course, "double")
    merged = read(course / SHAPES)
    assert ids(merged) == [*HEAD, *QUADRUPLE, *DOUBLE]
    assert merged.cells[2].source.startswith("### `quadruple`")
    assert merged.cells[2].metadata["collapsed"]
    assert merged.cells[9].metadata["nbgrader"]["points"] == 4
    assert merged.cells[9].outputs == []


def test_a_changed_course_changes_the_notebook(catalog: Catalog, course: Path, tiny_course: Path) -> None:
    put(catalog, course, "double")
    grader = tiny_course / "graders" / "shapes" / "test_double.py"
    grader.write_text(grader.read_text(encoding="utf-8").replace("@points(2", "@points(2.25"), encoding="utf-8")
    assert put(Catalog.load(tiny_course), course, "double")[SHAPES] == "updated"
    assert read(course / SHAPES).cells[-1].metadata["nbgrader"]["points"] == 4.25


def test_a_notebook_of_an_older_format_gets_cell_ids(catalog: Catalog, course: Path) -> None:
    put(catalog, course, "double")
    data = json.loads((course / SHAPES).read_text(encoding="utf-8"))
    data["nbformat_minor"] = 4
    data["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": ["one\n", "two"]})
    for cell in data["cells"]:
        cell.pop("id", None)
    (course / SHAPES).write_text(json.dumps(data), encoding="utf-8")
    put(catalog, course, "double")
    merged = read(course / SHAPES)
    nbformat.validate(merged)
    assert merged.nbformat_minor == 5
    assert merged.cells[0].source == "one\ntwo"
    assert put(catalog, course, "double")[SHAPES] == "unchanged"


@given(data=st.data())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_merging_keeps_every_cell_of_the_teachers_in_order(data: st.DataObject) -> None:
    fresh = build_notebook(CATALOG, [exercise for exercise in CATALOG.exercises if exercise.chapter == "mlp"])
    kept = data.draw(st.lists(st.sampled_from(fresh.cells), unique_by=lambda cell: cell.id))
    own = [markdown(f"own {number}") for number in range(data.draw(st.integers(0, 5)))]
    cells = list(kept)
    for cell in own:
        cells.insert(data.draw(st.integers(0, len(cells))), cell)
    merged = merge(nbformat.v4.new_notebook(cells=cells), fresh)
    before, after = ids(nbformat.v4.new_notebook(cells=cells)), ids(merged)
    assert [name for name in after if name in before] == before
    assert sorted(name for name in after if not name.startswith("own ")) == sorted(ids(fresh))
    nbformat.validate(merged)
    assert write_notebook(merge(read_notebook(write_notebook(merged)), fresh)) == write_notebook(merged)


def other_notebook() -> bytes:
    return nbformat.writes(nbformat.v4.new_notebook(cells=[markdown("mine")])).encode()


REFUSED = {
    "another notebook": (other_notebook(), "holds none of this course's exercises"),
    "not JSON": (b"not json", "is not a notebook"),
    "JSON, no notebook": (b"[]", "is not a notebook of format 4"),
    "format 3": (b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', "of format 4"),
    "no cells": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "is a broken notebook"),
    "cells that are none": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}', "is a broken"),
    "deep": (b'{"nbformat": 4, "cells": ' + b"[" * 100_000, "is not a notebook"),
    "not UTF-8": (b'{"nbformat": 4, "\xff": 1}', "is not a notebook"),
    "half a character": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {"x": "\\ud800"}, "cells": []}', "is not"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_not_ours_is_refused_and_nothing_written(catalog: Catalog, course: Path, case: str) -> None:
    data, message = REFUSED[case]
    (course / SHAPES).parent.mkdir(parents=True)
    (course / SHAPES).write_bytes(data)
    with pytest.raises(UsageError, match=message):
        put(catalog, course, "all")
    assert snapshot(course) == {SHAPES: data}


def test_two_cells_of_one_id_are_refused(catalog: Catalog, course: Path) -> None:
    put(catalog, course, "double")
    notebook = read(course / SHAPES)
    notebook.cells.append(nbformat.from_dict({**notebook.cells[3], "id": "another"}))
    nbformat.write(notebook, course / SHAPES)
    before = snapshot(course)
    with pytest.raises(UsageError, match="two cells with the nbgrader id shapes-double"):
        put(catalog, course, "double")
    assert snapshot(course) == before


def test_a_link_is_not_written_through(catalog: Catalog, course: Path, tmp_path: Path) -> None:
    (course / SHAPES).parent.mkdir(parents=True)
    (course / SHAPES).symlink_to(tmp_path / "elsewhere.ipynb")
    with pytest.raises(WorkspaceError, match="is a link"):
        put(catalog, course, "double")
    assert not (tmp_path / "elsewhere.ipynb").exists()


def test_missing_course_folder(catalog: Catalog, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no such folder"):
        put(catalog, tmp_path / "nowhere", "double")


def test_command(run_cli: RunCli, course: Path) -> None:
    done = run_cli("nbgrader", "add", "shapes", "count", "--course", str(course))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "new        source/shapes/shapes.ipynb   2 exercises, 7 points",
        "new        source/basics/basics.ipynb   1 exercise, 1.5 points",
        "new        nbgrader_config.py",
        f"Next, in {course}: nbgrader generate_assignment shapes",
    ]
    assert run_cli("nbgrader", "add", "nonsense", "--course", str(course)).returncode == 2
    assert run_cli("nbgrader", "add", "shapes", "--course", str(course / "nowhere")).returncode == 2
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("c.Autograde.autograde_preprocessors = []\nc.CourseDirectory.source_directory = 'x'\n")
    done = run_cli("nbgrader", "add", "shapes", "--course", str(course))
    assert "updated    nbgrader_config.py" in done.stdout
    assert "also sets Autograde.autograde_preprocessors; the course_cli block comes last" in done.stderr
    assert "sets CourseDirectory.source_directory; notebooks were put into source/ all the same" in done.stderr


# The traps of nbgrader, met with its own commands.


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, installation: Path) -> Classroom:
    """The tiny course, its chapter "shapes" generated and released. Not to be changed."""
    room = Classroom(tmp_path_factory.mktemp("room"), installation)
    catalog = Catalog.load(installation)
    list(add(catalog, catalog.exercises, room.course))
    ok(room.nbgrader("generate_assignment", "shapes"))
    ok(room.nbgrader("release_assignment", "shapes"))
    return room


def copy_of(room: Classroom, folder: Path) -> Path:
    return Path(shutil.copytree(room.course, folder / "copy"))


def answered(notebook: NotebookNode, exercise: Exercise) -> NotebookNode:
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == f"{exercise.chapter}-{exercise.name}":
            cell.source = read_text(exercise.solution_path or Path())
    return notebook


def test_a_file_with_an_answer_is_not_released(room: Classroom, tmp_path: Path) -> None:
    course = copy_of(room, tmp_path)
    tiny.put(course / "source" / "basics" / "more" / "count.py", tiny.COUNT)
    done = room.nbgrader("generate_assignment", "basics", cwd=course)
    assert done.returncode == 1
    assert "count.py holds an answer and would be released as it is" in done.stderr
    assert not (course / "release" / "basics").exists()


def test_without_our_settings_nobody_gets_points_unchecked(room: Classroom, tmp_path: Path, installation: Path) -> None:
    course = copy_of(room, tmp_path)
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text(encoding="utf-8").replace("configure(get_config())", "pass"), encoding="utf-8")
    double = Catalog.load(installation).get("shapes/double")
    notebook = answered(read(course / "release" / "shapes" / "shapes.ipynb"), double)
    (course / "submitted" / "ann" / "shapes").mkdir(parents=True)
    nbformat.write(notebook, course / "submitted" / "ann" / "shapes" / "shapes.ipynb")
    ok(room.nbgrader("autograde", "shapes", cwd=course))
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_submission("shapes", "ann").score == 0
    graded = (course / "autograded" / "ann" / "shapes" / "shapes.ipynb").read_text(encoding="utf-8")
    assert "not graded: nbgrader runs without the course_cli block" in graded


def test_with_our_settings_the_checks_decide(room: Classroom, tmp_path: Path, installation: Path) -> None:
    course = copy_of(room, tmp_path)
    catalog = Catalog.load(installation)
    tiny.put(course / "source" / "shapes" / "quadruple.py", make_stub(tiny.QUADRUPLE))
    notebook = answered(read(course / "release" / "shapes" / "shapes.ipynb"), catalog.get("shapes/double"))
    (course / "submitted" / "ann" / "shapes").mkdir(parents=True)
    nbformat.write(notebook, course / "submitted" / "ann" / "shapes" / "shapes.ipynb")
    tiny.put(course / "submitted" / "ann" / "shapes" / "quadruple.py", tiny.QUADRUPLE)
    ok(room.nbgrader("autograde", "shapes", cwd=course))
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        grades = {grade.name: grade.score for grade in gradebook.find_submission("shapes", "ann").notebooks[0].grades}
    assert grades == {"shapes-double-checks": 4, "shapes-quadruple-checks": 3}
    kept = (course / "autograded" / "ann" / "shapes" / "quadruple.py").read_text(encoding="utf-8")
    assert kept == tiny.QUADRUPLE  # and not the teacher's


def test_students_who_share_a_cache_get_their_own_feedback_only(room: Classroom) -> None:
    feedback = room.exchange / "dl" / "feedback"
    feedback.mkdir()
    work = {student: room.home / student for student in ("ann", "bob")}
    for student, folder in work.items():
        shutil.copytree(room.course / "release", folder)
        shutil.copy(room.course / "nbgrader_config.py", folder)
        ok(room.nbgrader("submit", "shapes", f"--student={student}", cwd=folder))
    for secret in room.exchange.glob("dl/inbound/*/submission_secret.txt"):
        student = secret.parent.name.partition("+")[0]
        name = notebook_hash(secret=secret.read_text(encoding="utf-8"), notebook_id="shapes")
        (feedback / f"{name}.html").write_text(f"for {student}", encoding="utf-8")
    ok(room.nbgrader("fetch_feedback", "shapes", "--student=bob", cwd=work["bob"]))
    assert [page.read_text(encoding="utf-8") for page in work["bob"].rglob("feedback/*/*.html")] == ["for bob"]
    listed = ok(room.nbgrader("list", "--cached", "--student=bob", cwd=work["bob"]))
    assert "dl bob shapes" in listed.stderr
