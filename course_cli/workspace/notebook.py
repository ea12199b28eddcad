"""A student's notebook as modules: for each exercise of a chapter, the statements of the notebook that it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from course_cli.course.catalog import Catalog, Exercise, read_text
from course_cli.course.docstrings import without_docstrings
from course_cli.language import translated as _
from course_cli.workspace.folder import shown
from course_cli.workspace.notebook_cells import MAX_NOTEBOOK_BYTES, BrokenNotebook, CodeCell, read_cells
from course_cli.workspace.notebook_magics import is_ours, split_cell_magic, without_common_indent, without_line_magics
from course_cli.workspace.notebook_statements import STAR, Statement, read_statements
from course_cli.workspace.slicing import TooTangled, needed

__all__ = ["MAX_NOTEBOOK_BYTES", "BrokenNotebook", "NotebookModules", "grade_id", "modules_of", "modules_of_cells"]

MAX_STATEMENTS = 5_000
MAX_NOTES = 20

_MAX_REMEMBERED = 10_000  # characters of a cell
_HEADING = "# What this exercise needs of a notebook.\n\n"  # two lines: no cell can declare an encoding
_FUTURE = "from __future__ import annotations\n"
_BROKEN_DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE)


@dataclass(frozen=True)
class NotebookModules:
    """What a notebook hands in.

    Attributes:
        files: the modules, by their place in a submission.
        notes: what was dropped, and which of two answers counts; names of cells count code cells from 1, as
            "Restart and run all" numbers them.
        problems: for an exercise whose answer is in a cell that is not Python, what is wrong with it.
        untouched: those of `files` that still hold nothing but the shipped stub.
        cells: for each of `files`, the numbers of the code cells that its statements come from.
    """

    files: Mapping[str, bytes]
    notes: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    untouched: frozenset[str] = frozenset()
    cells: Mapping[str, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class _BrokenCell:
    number: int
    tag: str
    names: frozenset[str]
    reason: str


@dataclass(frozen=True)
class _Code:
    statements: list[Statement]
    tags: Mapping[int, str]
    broken: list[_BrokenCell]
    notes: list[str]
    future: bool


@dataclass(frozen=True)
class _Stub:
    """What an exercise asks for: every public name, and of its functions and classes the shipped text."""

    names: frozenset[str]
    answers: Mapping[str, str]


def modules_of(notebook: bytes, chapter: str, catalog: Catalog) -> NotebookModules:
    """The modules that a notebook defines for the exercises of a chapter, `<chapter>/<exercise>.py`.

    A module holds the statements of the code cells that bind the names its exercise's stub defines, and those that
    these need in turn. The cell with nbgrader's id `<chapter>-<exercise>`, once it is more than the stub, takes
    precedence over later cells. An exercise none of whose names is bound has no module. Nothing is run.

    Raises:
        BrokenNotebook: it is not a notebook, or is too large.
    """
    return modules_of_cells(read_cells(notebook), chapter, catalog)


def modules_of_cells(found: Sequence[CodeCell], chapter: str, catalog: Catalog) -> NotebookModules:
    """As `modules_of`, from code cells. Raises BrokenNotebook where there is too much in them."""
    code = _read_code(found)
    files: dict[str, bytes] = {}
    cells: dict[str, frozenset[int]] = {}
    problems: dict[str, str] = {}
    notes = list(code.notes)
    untouched: set[str] = set()
    for exercise in catalog.resolve([chapter]):
        stub = stub_of(exercise)
        statements = list(_without_own_imports(exercise, stub, code.statements))
        reason = _unreadable_answer(exercise, stub, statements, code)
        if reason is not None:
            problems[exercise.file] = reason
            continue
        answer = _answer(exercise, stub, statements, code, notes)
        if answer is None:
            continue
        if _bound(answer, stub).items() <= stub.answers.items():
            untouched.add(exercise.file)
        files[exercise.file] = _module(answer, code.future)
        cells[exercise.file] = frozenset(statement.cell for statement in answer)
    if len(notes) > MAX_NOTES:
        notes[MAX_NOTES:] = [_("and {} more like these").format(len(notes) - MAX_NOTES)]
    return NotebookModules(files, tuple(notes), problems, frozenset(untouched), cells)


def stub_of(exercise: Exercise) -> _Stub:
    """What the shipped stub of an exercise defines, or its solution where there is no stub. Raises EngineFault."""
    source = exercise.stub_path or exercise.solution_path
    assert source is not None
    return _read_stub(read_text(source))


def holds_stub(source: str, exercise: Exercise) -> bool:
    """Whether all that a cell of Python defines of an exercise is as in its stub, in whatever language."""
    stub = stub_of(exercise)
    bound = _bound(_read_code([CodeCell(1, source)]).statements, stub)
    return bound.items() <= stub.answers.items()


@lru_cache(maxsize=512)
def _read_stub(text: str) -> _Stub:
    statements = [statement for statement in read_statements(text, 0) if statement.kind in ("definition", "assignment")]
    public = {name: statement for statement in statements for name in statement.binds if not name.startswith("_")}
    answers = {name: _comparable(s.text) for name, s in public.items() if s.kind == "definition"}
    return _Stub(frozenset(public), answers or {name: _comparable(s.text) for name, s in public.items()})


def _comparable(text: str) -> str:
    # The same exercise in another language is the same exercise.
    return "\n".join(line.rstrip() for line in without_docstrings(text).split("\n"))


def _read_code(cells: Sequence[CodeCell]) -> _Code:
    statements: list[Statement] = []
    broken: list[_BrokenCell] = []
    notes: list[str] = []
    for cell in cells:
        source, magic = split_cell_magic(cell.source)
        if magic is not None:
            what = "" if source.strip() else _(", and the cell with it")
            notes.append(_("code cell {}: `{}` was dropped{}").format(cell.number, shown(magic, 40), what))
        try:
            found, dropped = _read_cell(source, cell.number)
        except SyntaxError as error:
            reason = _("code cell {} is not valid Python: {}").format(cell.number, _described(error, source))
            broken.append(_BrokenCell(cell.number, cell.tag, _names_in(source), reason))
            notes.append(_("{}; the cell was dropped").format(reason))
            continue
        dropped = [line for line in dropped if not is_ours(line)]
        statements += found
        if len(statements) > MAX_STATEMENTS:
            raise BrokenNotebook(
                _("has more than {} statements: take out what is not an answer").format(MAX_STATEMENTS)
            )
        if dropped:
            lines = ", ".join(f"`{shown(line, 40)}`" for line in dropped[:3])
            more = _(" and {} more").format(len(dropped) - 3) if len(dropped) > 3 else ""
            notes.append(
                _("code cell {}: {}{} dropped, which only a notebook understands").format(cell.number, lines, more)
            )
    future = any(statement.module == "__future__" and statement.name == "annotations" for statement in statements)
    kept = [statement for statement in statements if statement.module != "__future__"]
    return _Code(kept, {cell.number: cell.tag for cell in cells}, broken, notes, future)


def _read_cell(source: str, number: int) -> tuple[Sequence[Statement], list[str]]:
    read = _read_once if len(source) <= _MAX_REMEMBERED else _read_anew
    try:
        return read(source, number), []
    except SyntaxError:
        python, dropped = without_line_magics(without_common_indent(source))
        if python == source:
            raise
        return read(python, number), dropped


@lru_cache(maxsize=512)
def _read_once(source: str, number: int) -> Sequence[Statement]:
    # Most cells of a class's notebooks are what was handed out.
    return tuple(_read_anew(source, number))


def _read_anew(source: str, number: int) -> Sequence[Statement]:
    """Its statements, or as many as are too many."""
    return read_statements(source, number, MAX_STATEMENTS + 1)


def _described(error: SyntaxError, source: str) -> str:
    if error.lineno is None:
        return shown(str(error.msg))
    line = source.split("\n")[error.lineno - 1 : error.lineno]
    text = f", `{shown(line[0].strip(), 60)}`" if line and line[0].strip() else ""
    return _("{} (line {}{})").format(shown(str(error.msg)), error.lineno, text)


def _names_in(source: str) -> frozenset[str]:
    return frozenset(match[1] or match[2] for match in _BROKEN_DEFINITION.finditer(source))


def _unreadable_answer(exercise: Exercise, stub: _Stub, statements: Sequence[Statement], code: _Code) -> str | None:
    """Why the answer cannot be read: the only cell that would define one of its names is not Python."""
    bound = {name for statement in statements for name in statement.binds | statement.changes}
    for cell in code.broken:
        names = stub.answers.keys() if cell.tag == grade_id(exercise) else stub.answers.keys() & cell.names
        if names - bound:
            return cell.reason
    return None


def grade_id(exercise: Exercise) -> str:
    """nbgrader's id of the cell that is for an exercise's answer."""
    return f"{exercise.chapter}-{exercise.name}"


def _answer(
    exercise: Exercise, stub: _Stub, statements: Sequence[Statement], code: _Code, notes: list[str]
) -> list[Statement] | None:
    """The statements of an exercise's module; None where none of its answers is bound."""
    cell = _answer_cell(exercise, stub, code, statements, notes)
    if cell is not None:
        statements = _preferring(cell, statements, stub, notes)
    bound = {name for statement in statements for name in statement.binds | statement.changes}
    if not stub.answers.keys() & bound:
        return None
    try:
        return needed(statements, stub.names)
    except TooTangled:
        raise BrokenNotebook(_("is too tangled to be taken apart: put the answers into .py files")) from None


def _without_own_imports(exercise: Exercise, stub: _Stub, statements: Sequence[Statement]) -> Iterator[Statement]:
    """A module cannot import from itself what it is about to define: such imports name what the notebook has."""
    own = (f"{exercise.chapter}.{exercise.name}", f".{exercise.name}")
    for statement in statements:
        if statement.module in own and statement.name == STAR:
            continue
        if statement.module in own and statement.name:
            if statement.name not in statement.binds:
                (alias,) = statement.binds
                text = f"{alias} = {statement.name}"
                needs = frozenset({statement.name})
                yield Statement(text, text, statement.cell, "assignment", statement.binds, needs=needs)
        elif not (
            statement.module in (exercise.chapter, ".")
            and statement.name == exercise.name
            and statement.binds & stub.names
        ):
            yield statement


def _answer_cell(
    exercise: Exercise, stub: _Stub, code: _Code, statements: Sequence[Statement], notes: list[str]
) -> int | None:
    """The number of the cell with the exercise's id that somebody wrote an answer into; the last of several."""
    tagged = [number for number, tag in code.tags.items() if tag == grade_id(exercise)]
    written = []
    for number in tagged:
        bound = _bound([statement for statement in statements if statement.cell == number], stub)
        if any(stub.answers.get(name) != text for name, text in bound.items()):
            written.append(number)
    if len(tagged) > 1:
        used = _("code cell {} is graded").format(written[-1]) if written else _("none holds an answer")
        which = _("code cells {}{}").format(", ".join(map(str, tagged[:5])), ", …" if len(tagged) > 5 else "")
        notes.append(_("{} all have the id {}: {}").format(which, grade_id(exercise), used))
    return written[-1] if written else None


def _bound(statements: Sequence[Statement], stub: _Stub) -> dict[str, str]:
    """The text of the last statement that binds each of an exercise's answers."""
    return {
        name: _comparable(statement.text) for statement in statements for name in statement.binds & stub.answers.keys()
    }


def _preferring(cell: int, statements: Sequence[Statement], stub: _Stub, notes: list[str]) -> list[Statement]:
    """The statements without those after `cell` that would bind again what it binds."""
    place = {number: index for index, number in enumerate(dict.fromkeys(s.cell for s in statements))}
    own = {name for statement in statements if statement.cell == cell for name in statement.binds}
    before: list[Statement] = []
    within: list[Statement] = []
    after: list[Statement] = []
    for statement in statements:
        if place[statement.cell] <= place[cell]:
            (within if statement.cell == cell else before).append(statement)
        elif statement.name == STAR:
            before.append(statement)
        elif not statement.binds or statement.binds - own:
            after.append(statement)
        elif statement.binds & stub.answers.keys() and statement.kind == "definition":
            name = min(statement.binds & stub.answers.keys())
            notes.append(
                _("code cell {} defines {} again: that of its answer cell {} is graded").format(
                    statement.cell, name, cell
                )
            )
    return before + within + after


def _module(statements: Sequence[Statement], future: bool) -> bytes:
    parts = [_HEADING]
    if future:
        parts.append(_FUTURE)
    cell = 0
    for statement in statements:
        if statement.cell != cell:
            cell = statement.cell
            parts.append(f"\n# code cell {cell}\n")
        parts.append(f"{_forgiving(statement)}\n")
    return "".join(parts).encode()


def _forgiving(statement: Statement) -> str:
    # Whether anything of it is needed cannot be seen; what is not installed here must not take the rest with it.
    if statement.name == STAR:
        return f"try:\n    {statement.traced}\nexcept ImportError:\n    pass"
    return statement.traced
