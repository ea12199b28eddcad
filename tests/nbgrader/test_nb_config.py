"""The block of nbgrader_config.py, and what nbgrader makes of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.exchange import ExchangeFactory
from traitlets import import_item
from traitlets.config.loader import Config, PyFileConfigLoader

from course_cli.course.catalog import Catalog
from course_cli.errors import UsageError
from course_cli.nbgrader.config import EXCHANGE, GRADE, READER, RELEASE, SANITIZE, configure
from course_cli.nbgrader.config_block import BEGIN, BLOCK, END, settings, with_block

CAGE = "course_cli.nbgrader.preprocessor.CageExecute"
SAVE = "course_cli.nbgrader.preprocessor.SaveScores"


def load(folder: Path, text: bytes) -> Config:
    """The settings as nbgrader reads them from a file."""
    (folder / "nbgrader_config.py").write_bytes(text)
    return PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()


def names(steps: list[object]) -> list[str]:
    return [step if isinstance(step, str) else getattr(step, "__name__", "?") for step in steps]


def test_new_file(tmp_path: Path) -> None:
    config = load(tmp_path, with_block(None))
    assert names(config.Autograde.autograde_preprocessors) == [
        CAGE,
        "IgnorePattern",
        "ClearMetadataPreprocessor",
        "LimitOutput",
        "course_cli.nbgrader.preprocessor.SaveScores",
        "AssignLatePenalties",
        "CheckCellMetadata",
    ]
    assert names(config.Autograde.sanitize_preprocessors) == [
        "course_cli.nbgrader.sanitize.Sanitize",
        "OverwriteKernelspec",
        "OverwriteCells",
        "CheckCellMetadata",
    ]
    assert "course_cli.nbgrader.source_clear.ClearAnswers" in config.GenerateAssignment.preprocessors
    assert config.CourseDirectory == {}


def test_nbgrader_takes_the_settings(tmp_path: Path) -> None:
    config = load(tmp_path, with_block(None))
    autograde, generate, exchange = (
        Autograde(config=config),
        GenerateAssignment(config=config),
        ExchangeFactory(config=config),
    )
    assert CAGE in autograde.autograde_preprocessors
    assert autograde.exporter_class is import_item(READER)
    assert autograde.exclude_overwriting["perceptron"][:2] == ["perceptron.py", "feedforward.py"]
    assert set(autograde.exclude_overwriting) == set(Catalog.load().chapters)
    assert set(RELEASE.values()) <= set(generate.preprocessors)
    for action, plugin in EXCHANGE.items():
        assert getattr(exchange, action) is import_item(plugin)


@pytest.mark.parametrize(
    "name",
    sorted({READER, *EXCHANGE.values(), *filter(None, [*RELEASE.values(), *SANITIZE.values(), *GRADE.values()])}),
)
def test_every_step_that_the_settings_name_exists(name: str) -> None:
    assert isinstance(import_item(name), type)


def test_what_a_teacher_has_set_is_kept_where_it_can_be(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        with_block(
            b"c = get_config()\n"
            b"c.CourseDirectory.course_id = 'mine'\n"
            b"c.Autograde.autograde_preprocessors = ['nbgrader.preprocessors.Execute', 'mine.Step']\n"
            b"c.Autograde.sanitize_preprocessors.append('mine.Other')\n"
            b"c.Autograde.exclude_overwriting = {'perceptron': ['data.csv', 'softmax.py'], 'mine': ['x.py']}\n"
            b"c.GenerateAssignment.preprocessors = ['mine.Only']\n"
            b"c.ExchangeFactory.submit = 'mine.Submit'\n"
        ),
    )
    assert config.CourseDirectory.course_id == "mine"
    assert config.Autograde.autograde_preprocessors == [CAGE, "mine.Step"]
    assert names(config.Autograde.sanitize_preprocessors)[0] == "course_cli.nbgrader.sanitize.Sanitize"
    assert names(config.Autograde.sanitize_preprocessors)[-1] == "mine.Other"
    assert config.Autograde.exclude_overwriting["mine"] == ["x.py"]
    assert config.Autograde.exclude_overwriting["perceptron"][:2] == ["data.csv", "softmax.py"]
    assert config.Autograde.exclude_overwriting["perceptron"].count("softmax.py") == 1
    assert config.GenerateAssignment.preprocessors == ["course_cli.nbgrader.source_clear.ClearAnswers", "mine.Only"]
    assert config.ExchangeFactory.submit == "mine.Submit"
    assert config.ExchangeFactory.fetch_feedback == EXCHANGE["fetch_feedback"]


def test_a_step_made_from_the_one_that_ours_replaces_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "myexec.py").write_text(
        "from nbgrader.preprocessors import Execute, SaveAutoGrades\n"
        "class TimedExecute(Execute):\n    pass\n"
        "class Saver(SaveAutoGrades):\n    pass\n"
    )
    try:
        config = load(
            tmp_path,
            with_block(
                b"import myexec\n"
                b"c = get_config()\n"
                b"c.Autograde.autograde_preprocessors = "
                b"['mine.Step', 'myexec.TimedExecute', 'mine.Execute', myexec.Saver, myexec.TimedExecute]\n"
            ),
        )
        executing = config.CageExecute.replaced
        assert executing == ["myexec.TimedExecute", import_item("myexec.TimedExecute")]
    finally:
        sys.modules.pop("myexec", None)
    assert config.Autograde.autograde_preprocessors == ["mine.Step", CAGE, "mine.Execute", SAVE]


def test_a_teacher_who_ran_nothing_has_nothing_run(tmp_path: Path) -> None:
    config = load(tmp_path, with_block(b"c = get_config()\nc.Autograde.autograde_preprocessors = ['mine.Step']\n"))
    assert config.Autograde.autograde_preprocessors == [CAGE, "mine.Step"]
    assert config.CageExecute.replaced == []


def test_settings_applied_twice_are_the_same(tmp_path: Path) -> None:
    once, twice = Config(), Config()
    configure(once)
    configure(twice)
    configure(twice)
    assert once == twice


def test_where_course_cli_is_not_installed_nothing_is_done_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "course_cli.nbgrader.config", None)
    config = load(tmp_path, with_block(b"c = get_config()\nc.CourseDirectory.course_id = 'mine'\n"))
    assert config.CourseDirectory.course_id == "mine"
    monkeypatch.setitem(sys.modules, "course_cli.nbgrader.preprocessor", None)
    monkeypatch.setitem(sys.modules, "course_cli.nbgrader.source_clear", None)
    for steps in (config.Autograde.autograde_preprocessors, config.GenerateAssignment.preprocessors):
        with pytest.raises(ImportError):
            NotebookExporter().register_preprocessor(*steps)


def test_the_block_moves_below_what_was_written_after_it(tmp_path: Path) -> None:
    file = with_block(b"x = 1\n") + b"c.Autograde.autograde_preprocessors = []\n"
    moved = with_block(file)
    assert moved.decode() == f"x = 1\n\nc.Autograde.autograde_preprocessors = []\n\n{BLOCK}"
    assert load(tmp_path, moved).Autograde.autograde_preprocessors[0] == CAGE


def test_an_older_block_is_replaced_in_its_place() -> None:
    older = f"x = 1\n\n{BEGIN}\nold()\n{END}\n\n"
    assert with_block(older.encode()).decode() == f"x = 1\n\n{BLOCK}\n"


def test_line_ends_and_encodings_stay() -> None:
    data = with_block(b"x = 1\r\n")
    assert data == f"x = 1\n\n{BLOCK}".replace("\n", "\r\n").encode()
    latin = "# -*- coding: latin-1 -*-\nname = 'é'\n".encode("latin-1")
    assert with_block(latin).startswith(latin)
    marked = b"\xef\xbb\xbfx = 1"
    assert with_block(marked).startswith(marked + b"\n")
    for file in (data, with_block(latin), with_block(marked)):
        assert with_block(file) == file


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"x = \n", "not valid Python: line 1"),
        (b"x = '\xe9'\n", "nbgrader_config.py"),
        (b"x = 1\0", "nbgrader_config.py"),
        (f"{BEGIN}\n".encode(), "needs one"),
        (f"{END}\n{BEGIN}\n".encode(), "needs one"),
        (f"{BLOCK}{BLOCK}".encode(), "needs one"),
    ],
)
def test_a_file_that_cannot_be_changed_safely_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        with_block(data)


LINES = st.lists(
    st.sampled_from(["x = 1", "", "# a comment", "if x:\n    y = 2", "s = '''\n\n'''", "\u2028x = 1", "\f"])
)


@given(above=LINES, below=LINES, last=st.sampled_from(["", "\n", "  "]), has_block=st.booleans())
def test_only_the_block_changes_and_only_once(above: list[str], below: list[str], last: str, has_block: bool) -> None:
    before = "\n".join(above)
    text = f"{before}\n{BEGIN}\nold()\n{END}\n" if has_block else before
    text = f"{text}\n".join(["", "\n".join(below)]) + last
    try:
        compile(text, "config", "exec")
    except SyntaxError:
        return
    after = with_block(text.encode())
    assert with_block(after) == after
    assert after.decode().rstrip().endswith(END)
    rest = after.decode().replace(BLOCK, "")
    assert [line for line in rest.split("\n") if line.strip()] == [
        line for line in text.replace(f"{BEGIN}\nold()\n{END}\n", "").split("\n") if line.strip()
    ]


def test_settings_that_a_file_names() -> None:
    data = b"c.Autograde.force = 1\nc.GenerateAssignment.preprocessors.append(1)\n# c.Exchange.root\n"
    assert settings(data) == {"Autograde.force", "GenerateAssignment.preprocessors", "preprocessors.append"}
    assert settings(None) == settings(with_block(None)) == frozenset()
