"""What nbgrader's own commands make of the notebooks: what is released, and the traps that are not met."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
import tiny_course as tiny
from nb_room import Classroom, ids, ok, read, snapshot
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.utils import notebook_hash

from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.course.stubs import make_stub, solution_lines
from course_cli.jupyter.study import study_notebook
from course_cli.nbgrader.add import add

CATALOG = Catalog.load()
REPOSITORY = Path(__file__).resolve().parents[2]


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


def test_a_notebook_for_self_study_is_graded_as_the_released_one(
    room: Classroom, tmp_path: Path, installation: Path
) -> None:
    course = copy_of(room, tmp_path)
    catalog = Catalog.load(installation)
    book = nbformat.reads(study_notebook(catalog, "shapes").decode(), as_version=4)
    book = answered(book, catalog.get("shapes/double"))
    book.cells.append(nbformat.v4.new_code_cell(f"open({str(tmp_path / 'ran')!r}, 'w')\n%grade double"))
    (course / "submitted" / "ann" / "shapes").mkdir(parents=True)
    nbformat.write(book, course / "submitted" / "ann" / "shapes" / "shapes.ipynb")
    done = ok(room.nbgrader("autograde", "shapes", cwd=course))
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        grades = {grade.name: grade.score for grade in gradebook.find_submission("shapes", "ann").notebooks[0].grades}
    assert grades == {"shapes-double-checks": 4, "shapes-quadruple-checks": 0}
    assert "dropped" not in done.stderr
    assert not (tmp_path / "ran").exists()
