"""The source notebook: what it holds, what it hides, and that its cells work in a kernel."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import ClearSolutions

from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.course.stubs import make_stub, solution_lines
from course_cli.errors import EngineFault, UsageError
from course_cli.nbgrader.source import build_notebook, checks_id, examples_id, lesson_id, solution_id, text_id
from course_cli.nbgrader.source_clear import ClearAnswers
from course_cli.nbgrader.source_examples import checks_code, examples_code
from course_cli.nbgrader.source_lesson import for_notebook, split_lesson

CATALOG = Catalog.load()
CHAPTERS = CATALOG.chapters


def exercises_of(chapter: str, catalog: Catalog = CATALOG) -> list[Exercise]:
    return [exercise for exercise in catalog.exercises if exercise.chapter == chapter]


def by_id(notebook: NotebookNode) -> dict[str, NotebookNode]:
    return {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}


def text_of(notebook: NotebookNode) -> str:
    return "\n".join(cell.source for cell in notebook.cells)


def run(notebook: NotebookNode) -> NotebookNode:
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return notebook


def errors(cell: NotebookNode) -> list[str]:
    return [output.ename for output in cell.get("outputs", []) if output.output_type == "error"]


def printed(cell: NotebookNode) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_notebook_is_valid_and_the_same_each_time(chapter: str) -> None:
    notebook = build_notebook(CATALOG, exercises_of(chapter))
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    again = build_notebook(Catalog.load(), exercises_of(chapter, Catalog.load()))
    assert nbformat.writes(notebook) == nbformat.writes(again)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_cells_of_each_exercise(chapter: str) -> None:
    cells = by_id(build_notebook(CATALOG, exercises_of(chapter)))
    order = list(cells)
    for exercise in exercises_of(chapter):
        assert exercise.solution_path
        answer, checks = cells[solution_id(exercise)], cells[checks_id(exercise)]
        assert f"{answer.source}\n" == read_text(exercise.solution_path)
        assert (answer.metadata.nbgrader.solution, answer.metadata.nbgrader.locked) == (True, False)
        assert checks.metadata.nbgrader.grade
        assert checks.metadata.nbgrader.locked
        assert type(checks.metadata.nbgrader.points) is float
        assert checks.metadata.nbgrader.points == exercise.points
        assert exercise.title in cells[text_id(exercise)].source
        place = order.index(text_id(exercise))
        expected = [text_id(exercise), solution_id(exercise), examples_id(exercise), checks_id(exercise)]
        assert order[place : place + 4] == expected
    graded = [name for name, cell in cells.items() if cell.metadata.nbgrader.grade]
    assert graded == [checks_id(exercise) for exercise in exercises_of(chapter)]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_whole_lesson_is_there(chapter: str) -> None:
    lesson = read_text(CATALOG.root / "exercises" / chapter / "README.md")
    shown = [line.strip() for line in text_of(build_notebook(CATALOG, exercises_of(chapter))).splitlines()]
    for line in lesson.splitlines():
        if "](" not in line:
            assert line.strip() in shown
    figures = lesson.count("](figures/")
    assert sum("[" in line and "]: data:image/svg+xml;base64," in line for line in shown) == figures
    assert not any("](figures/" in line or "](README" in line for line in shown)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_of_the_graders(chapter: str) -> None:
    notebook = build_notebook(CATALOG, exercises_of(chapter))
    shown = {line.strip() for line in text_of(notebook).splitlines()}
    answers = [read_text(exercise.solution_path or Path()) for exercise in exercises_of(chapter)]
    public = {line.strip() for answer in answers for line in answer.splitlines()}
    for exercise in exercises_of(chapter):
        assert exercise.grader_path
        hidden = {line.strip() for line in read_text(exercise.grader_path).splitlines() if len(line.strip()) > 12}
        # What only imports says nothing, and a solution may do it too.
        assert not {line for line in hidden & shown - public if not line.startswith(("import ", "from "))}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_clearing_leaves_our_stubs(chapter: str) -> None:
    notebook = build_notebook(CATALOG, exercises_of(chapter))
    ClearAnswers().preprocess(notebook, {})
    cells = by_id(notebook)
    for exercise in exercises_of(chapter):
        assert f"{cells[solution_id(exercise)].source}\n" == read_text(exercise.stub_path or Path())


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nbgrader_without_our_settings_leaks_no_answer_either(chapter: str) -> None:
    notebook = build_notebook(CATALOG, exercises_of(chapter))
    ClearSolutions().preprocess(notebook, {})
    shown = {line.strip() for line in text_of(notebook).splitlines()}
    for exercise in exercises_of(chapter):
        solution = read_text(exercise.solution_path or Path())
        lines = solution.splitlines()
        secret = {lines[number - 1].strip() for number in solution_lines(solution)}
        public = set(map(str.strip, make_stub(solution).splitlines()))
        assert not {line for line in secret - public if len(line) > 12} & shown


def test_a_cell_that_a_teacher_wrote_is_cleared_as_nbgrader_does() -> None:
    notebook = build_notebook(CATALOG, exercises_of("mlp"))
    own = nbformat.v4.new_code_cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION")
    own.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": "mine",
        "grade": False,
        "solution": True,
        "locked": False,
        "task": False,
    }
    notebook.cells.append(own)
    ClearAnswers().preprocess(notebook, {})
    assert notebook.cells[-1].source == "# YOUR CODE HERE\nraise NotImplementedError()"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_answers_work_in_one_kernel_and_examples_say_the_truth(chapter: str) -> None:
    notebook = run(build_notebook(CATALOG, exercises_of(chapter)))
    cells = by_id(notebook)
    for name, cell in cells.items():
        assert not errors(cell), f"{name}: {cell.outputs}"
    for exercise in exercises_of(chapter):
        cell = cells[examples_id(exercise)]
        comments = "".join(f"{line[2:]}\n" for line in cell.source.splitlines() if line.startswith("# "))
        assert printed(cell).split() == comments.split()


def test_a_learner_can_run_everything_before_and_after_writing() -> None:
    notebook = build_notebook(CATALOG, exercises_of("recurrent"))
    answers = {name: cell.source for name, cell in by_id(notebook).items()}
    ClearAnswers().preprocess(notebook, {})
    cells = by_id(notebook)
    cells["recurrent-rnn"].source = answers["recurrent-rnn"]
    cells["recurrent-gru"].source = "def broken("
    cells["recurrent-gru"].metadata["tags"] = ["raises-exception"]
    cells = by_id(run(notebook))
    assert all(cell.execution_count for cell in cells.values() if cell.cell_type == "code")
    assert errors(cells["recurrent-rnn-checks"]) == errors(cells["recurrent-rnn-examples"]) == []
    assert errors(cells["recurrent-lstm-examples"]) == ["NotImplementedError"]
    assert errors(cells["recurrent-lstm-checks"]) == ["AssertionError"]
    assert "NotImplementedError" in printed(cells["recurrent-lstm-checks"])
    assert errors(cells["recurrent-gru-checks"]) == ["NameError"]


def test_graded_cells_fail_where_nbgrader_runs_them_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    cells = by_id(run(build_notebook(CATALOG, exercises_of("recurrent"))))
    for exercise in exercises_of("recurrent"):
        assert errors(cells[checks_id(exercise)]) == ["RuntimeError"]


def test_import_of_what_is_not_defined_says_so() -> None:
    notebook = build_notebook(CATALOG, exercises_of("recurrent")[:1])
    wrong = nbformat.v4.new_code_cell("from recurrent.rnn import unheard_of", metadata={"tags": ["raises-exception"]})
    notebook.cells.append(wrong)
    assert errors(run(notebook).cells[-1]) == ["ImportError"]


def test_some_exercises_of_a_chapter(tiny_course: Path) -> None:
    catalog = Catalog.load(tiny_course)
    notebook = build_notebook(catalog, [catalog.get("shapes/quadruple")])
    assert list(by_id(notebook)) == [
        "shapes-lesson",
        "shapes-lesson-setup",
        "shapes-quadruple-text",
        "shapes-quadruple",
        "shapes-quadruple-examples",
        "shapes-quadruple-checks",
    ]
    assert by_id(notebook)[lesson_id("shapes")].source == "# Shapes"
    assert "shapes.double" not in by_id(notebook)["shapes-lesson-setup"].source


def test_exercises_of_several_chapters_or_none(tiny_course: Path) -> None:
    catalog = Catalog.load(tiny_course)
    with pytest.raises(ValueError, match="one chapter"):
        build_notebook(catalog, catalog.exercises)
    with pytest.raises(ValueError, match="one chapter"):
        build_notebook(catalog, [])


@pytest.mark.parametrize(("folder", "word"), [("solutions", "solution"), ("graders", "grader")])
def test_a_copy_without_answers_or_graders_cannot_make_one(tiny_course: Path, folder: str, word: str) -> None:
    shutil.rmtree(tiny_course / folder)
    catalog = Catalog.load(tiny_course)
    with pytest.raises(UsageError, match=f"shapes/double has no {word}"):
        build_notebook(catalog, [catalog.get("shapes/double")])


def test_long_names_get_cell_ids_that_the_format_allows(tiny_course: Path) -> None:
    long = "a_name_" * 9
    for folder, name in (("solutions", f"{long}.py"), ("graders", f"test_{long}.py")):
        source = tiny_course / folder / "shapes" / name.replace(long, "double")
        source.rename(source.with_name(name))
    catalog = Catalog.load(tiny_course)
    notebook = build_notebook(catalog, exercises_of("shapes", catalog))
    nbformat.validate(notebook)
    assert f"shapes-{long}-checks" in by_id(notebook)


def test_lesson_is_cut_at_the_headings_that_name_an_exercise() -> None:
    text = (
        "# Title\n\nIntro.\n\n## Group\n\n### `one`: first\n\nAbout one.\n\n```\n## `two` in code\n```\n\n"
        "## Group with words\n\nWords.\n\n### `two` \\*\n\nAbout two.\n\n### `other`\n\nNo exercise.\n\n## Last\n"
    )
    lesson = split_lesson(text, {"one", "two"})
    assert lesson.parts == {
        "one": "## Group\n\n### `one`: first\n\nAbout one.\n\n```\n## `two` in code\n```",
        "two": "### `two` \\*\n\nAbout two.",
    }
    assert lesson.general == (
        "# Title\n\nIntro.\n\n## Group with words\n\nWords.\n\n### `other`\n\nNo exercise.\n\n## Last"
    )


def test_figures_go_into_the_text_and_other_files_do_not(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "a.svg").write_text("<svg/>", encoding="utf-8")
    text = "![alt](figures/a.svg) and ![again](figures/a.svg), [text](other.md), [web](https://example.org/), [up](#up)"
    assert for_notebook(text, tmp_path) == (
        "![alt][a.svg] and ![again][a.svg], text, [web](https://example.org/), [up](#up)\n\n"
        "[a.svg]: data:image/svg+xml;base64,PHN2Zy8+"
    )
    with pytest.raises(EngineFault, match="cannot read the figure"):
        for_notebook("![alt](figures/b.svg)", tmp_path)
    (tmp_path / "figures" / "c.exe").write_text("", encoding="utf-8")
    with pytest.raises(EngineFault, match="no kind that a notebook shows"):
        for_notebook("![alt](figures/c.exe)", tmp_path)


EXAMPLES = '''
def f(x):
    """Something.

    >>> y = 1
    >>> y, (y)  # ünïcode, and a comment
    (1, 1)
    >>> (y, y)
    (1, 1)
    >>> ("a" +
    ...     "b")
    'ab'
    >>> for i in range(2):
    ...     print(i)
    0
    1
    >>> print("x")
    x
    >>> f(None)
    Traceback (most recent call last):
    ValueError: x
    """
    raise ValueError("x")


class C:
    def g(self):
        """
        >>> 1
        1
        """
'''


def test_examples_as_code(capsys: pytest.CaptureFixture[str]) -> None:
    code = examples_code(EXAMPLES)
    assert code.startswith("y = 1\n\nprint((y, (y)))  # ünïcode, and a comment\n# (1, 1)\n\nprint((y, y))\n")
    names: dict[str, object] = {}
    exec(EXAMPLES + "\n" + code, names)
    comments = [line[2:] for line in code.splitlines() if line.startswith("# ")]
    assert capsys.readouterr().out.splitlines() == comments
    assert comments == ["(1, 1)", "(1, 1)", "'ab'", "0", "1", "x", "ValueError", "1"]
    assert examples_code("def f():\n    pass\n") == ""


def test_graded_cell_tries_what_the_stub_defines() -> None:
    call = ast.parse(checks_code(EXAMPLES, 3)).body[0]
    assert ast.unparse(call) == "_try_examples(f, C)"


def test_notebook_is_json_that_any_program_reads() -> None:
    text = nbformat.writes(build_notebook(CATALOG, exercises_of("mlp")))
    assert json.loads(text)["nbformat_minor"] == 5
