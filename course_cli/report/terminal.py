"""A report for a person at a terminal: what holds, what does not, and where to look next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from click import style

from course_cli.grading.report import CheckResult, CheckStatus, ExerciseResult, Report
from course_cli.grading.weakness import lost
from course_cli.language import translated as _
from course_cli.report.layout import block, by_rows, cut, fold, number, width, wrap
from course_cli.report.plain import inert, plain
from course_cli.report.wording import said

NARROWEST = 30
WIDEST = 110
_MOST_LINES = 12
_MOST_PRINTED_LINES = 6
_NARROW = 60
_BODY = 10  # where titles begin, and what is said about them

BETWEEN = "magenta"  # of red and green; a terminal's yellow can hardly be read on white
_COLORS: dict[CheckStatus, str] = {"passed": "green", "skipped": BETWEEN}
_UNICODE_MARKS: dict[CheckStatus, str] = {"passed": "✓", "skipped": "-"}
_ASCII_MARKS: dict[CheckStatus, str] = {"passed": "+", "skipped": "-"}


class Detail(Enum):
    """How much is said, from the most on: what passed is counted, then only the first failure is explained."""

    ALL = auto()
    PASSED_COUNTED = auto()
    FIRST_FAILURE = auto()


@dataclass(frozen=True)
class Style:
    """How to write: columns of the terminal, and whether its encoding has more than ASCII.

    `rows` is how many lines there is room for: what has more says less of what passed, then of all but the first check
    that fails. None: as many as it takes.
    """

    columns: int = 80
    unicode: bool = True
    rows: int | None = None

    def mark(self, status: CheckStatus) -> str:
        if self.unicode:
            return _UNICODE_MARKS.get(status, "✗")
        return _ASCII_MARKS.get(status, "x")


def can_show_marks(encoding: str | None) -> bool:
    """Whether a stream of this encoding can show the report's non-ASCII characters."""
    try:
        "✓✗…".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def render(report: Report, look: Style | None = None) -> str:
    """The whole report, with colours as escape sequences (click drops them where they are not wanted)."""
    look = look or Style()
    columns = min(max(look.columns, NARROWEST), WIDEST)
    lines: list[str] = []
    for detail in Detail:
        lines = _lines(report, look, columns, detail)
        if look.rows is None or len(lines) <= look.rows:
            break
    text = inert("\n".join(lines))
    return text if look.unicode else text.replace("…", "...")


def _lines(report: Report, look: Style, columns: int, detail: Detail) -> list[str]:
    lines: list[str] = []
    for exercise in report.exercises:
        detailed = list(_exercise(exercise, look, columns, detail))
        if lines and (len(detailed) > 1 or lines[-1].startswith(" ")):
            lines.append("")
        lines += detailed
    return [*lines, "", *_total(report, columns)]


def _exercise(exercise: ExerciseResult, look: Style, columns: int, detail: Detail) -> Iterator[str]:
    score = f"{number(exercise.score)}/{number(exercise.max_score)}"
    if exercise.status == "missing":
        yield from _headline(exercise, score, _("no file") if not exercise.message else exercise.message, columns)
    elif exercise.not_written:
        yield from _headline(exercise, score, said(exercise.message), columns)
    elif exercise.status == "import_error":
        yield from _headline(exercise, score, _("cannot be imported"), columns)
        yield from _message(exercise.message, columns)
    else:
        yield from _headline(exercise, score, "", columns)
        yield from _message(exercise.message, columns)
        yield from _checks(exercise, look, columns, detail)


def _checks(exercise: ExerciseResult, look: Style, columns: int, detail: Detail) -> Iterator[str]:
    """The checks in their order, but for those that there is nothing to say of: they are counted at the end."""
    checks = exercise.checks
    waiting = [check for check in checks if check.status == "skipped" and check.score == 0]
    passed = [check for check in checks if check.status == "passed"] if detail != Detail.ALL else []
    counted = {check.id for some in (waiting, passed) if len(some) > 1 for check in some}
    shown = [check for check in checks if check.id not in counted]
    failing = [check for check in shown if check.status not in ("passed", "skipped")]
    for check in shown:
        brief = detail == Detail.FIRST_FAILURE and check in failing[1:]
        yield from _check(check, look, columns, brief)
    if len(waiting) > 1:
        text = _("{} more checks run once others have passed").format(len(waiting))
        yield from _titled("skipped", f"0/{_points(waiting)}", text, look, columns)
    if len(passed) > 1:
        yield from _titled("passed", _points(passed), _("{} checks passed").format(len(passed)), look, columns)
    if detail == Detail.FIRST_FAILURE and len(failing) > 1:
        yield from _message(_("`course_cli grade {}` explains them all.").format(exercise.id), columns)


def _points(checks: Sequence[CheckResult]) -> str:
    return number(sum(check.points for check in checks))


def _headline(exercise: ExerciseResult, score: str, note: str, columns: int) -> Iterator[str]:
    full = exercise.score >= exercise.max_score
    color = "green" if full else "red" if exercise.score == 0 else BETWEEN
    note = " ".join(plain(note, 400).split())
    gap = max(2, min(columns, _NARROW) - width(exercise.id) - width(score))
    line = f"{style(exercise.id, bold=True)}{' ' * gap}{style(score, fg=color, bold=True)}"
    if note and width(exercise.id) + gap + width(score) + 2 + width(note) <= columns:
        yield f"{line}  {note}"
        return
    yield line
    if note:
        yield from (f"    {piece}" for piece in wrap(note, columns - 4))


def _check(check: CheckResult, look: Style, columns: int, brief: bool) -> Iterator[str]:
    points = number(check.points) if check.status == "passed" else f"{number(check.score)}/{number(check.points)}"
    yield from _titled(check.status, points, check.title or check.id, look, columns)
    if brief:
        return
    yield from _message(said(check.message), columns)
    if check.status in ("passed", "skipped"):
        return
    yield from _labelled(_("called"), check.call, columns)
    yield from _value(_("got"), check.got, columns)
    yield from _value(_("expected"), check.expected, columns)
    yield from _labelled(_("printed"), check.printed, columns, most=_MOST_PRINTED_LINES)
    yield from _prose(_("hint"), check.hint, columns)


def _message(message: str, columns: int) -> Iterator[str]:
    """Prose, but for the lines that are indented, as code is; nothing where there is no message."""
    room = columns - _indent("", columns)
    lines: list[str] = []
    for line in plain(message).strip("\n").split("\n") if message.strip() else ():
        lines += fold(line.rstrip(), room) if line.startswith((" ", "\t")) else wrap(line, room)
    yield from _beside("", cut(lines, _MOST_LINES), columns)


def _titled(status: CheckStatus, points: str, title: str, look: Style, columns: int) -> Iterator[str]:
    first, *rest = wrap(title, columns - _BODY)
    yield f"  {style(look.mark(status), fg=_COLORS.get(status, 'red'))} {points:>5} {first}"
    yield from (f"{' ' * _BODY}{line}" for line in rest)


def _value(label: str, text: str, columns: int) -> Iterator[str]:
    """What came out, or should have: a matrix that is too long for a line with each row below the other."""
    rows = by_rows(plain(text), columns - _indent(label, columns))
    if rows:
        yield from _beside(label, cut(rows, _MOST_LINES), columns)
    else:
        yield from _labelled(label, text, columns)


def _labelled(label: str, text: str, columns: int, most: int = _MOST_LINES) -> Iterator[str]:
    """A label and a text whose line breaks mean something; nothing where there is no text."""
    text = plain(text).strip("\n")
    if not text.strip():
        return
    if "\n" in text:
        yield from _beside(label, block(text, columns - _indent(label, columns), most), columns)
    else:
        yield from _prose(label, text, columns)


def _prose(label: str, text: str, columns: int) -> Iterator[str]:
    if text:
        yield from _beside(label, wrap(plain(text), columns - _indent(label, columns))[:_MOST_LINES], columns)


def _beside(label: str, lines: list[str], columns: int) -> Iterator[str]:
    """Lines in a column beside their label; on a narrow terminal below it, where they have more room."""
    indent = " " * _indent(label, columns)
    if label and columns < _NARROW:
        yield f"    {style(label, dim=True)}"
    elif label:
        first, *lines = lines
        yield f"{' ' * _BODY}{style(label + ' ' * (9 - width(label)), dim=True)} {first}"
    yield from (f"{indent}{line}".rstrip() for line in lines)


def _indent(label: str, columns: int) -> int:
    if columns < _NARROW:
        return 6
    return _BODY + 10 if label else _BODY


def _where(report: Report) -> str:
    on_cpu = [exercise.id for exercise in report.exercises if exercise.device == "cpu"]
    if len(on_cpu) == len(report.exercises):
        return _("All of it ran on the CPU, not on {}: these exercises are NumPy's.").format(report.device)
    if on_cpu:
        return _("Graded on {}; NumPy's exercises ran on the CPU: {}.").format(report.device, ", ".join(on_cpu))
    return _("Graded on {}.").format(report.device)


def _total(report: Report, columns: int) -> Iterator[str]:
    full = report.score >= report.max_score
    total = f"{number(report.score)}/{number(report.max_score)}"
    yield _("Score {}").format(style(total, fg="green" if full else BETWEEN, bold=True))
    if report.device != "cpu":
        yield from wrap(_where(report), columns)
    if report.isolation == "weak":
        what = _(" It lacks {}.").format(lost(report.missing)) if report.missing else ""
        text = _("Graded with weak isolation: this system cannot confine a student's code fully.{}").format(what)
        yield from wrap(text, columns)
