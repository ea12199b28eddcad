"""A report for a person at a terminal: what holds, what does not, and where to look next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from click import style

from course_cli.grading.report import CheckResult, CheckStatus, ExerciseResult, Report
from course_cli.grading.weakness import lost
from course_cli.language import translated as _
from course_cli.report.layout import block, cut, fold, number, width, wrap
from course_cli.report.plain import inert, plain
from course_cli.report.wording import said

NARROWEST = 30
WIDEST = 110
_MOST_LINES = 12
_MOST_PRINTED_LINES = 6
_NARROW = 60
_BODY = 10  # where titles begin, and what is said about them

_COLORS: dict[CheckStatus, str] = {"passed": "green", "skipped": "yellow"}
_UNICODE_MARKS: dict[CheckStatus, str] = {"passed": "✓", "skipped": "-"}
_ASCII_MARKS: dict[CheckStatus, str] = {"passed": "+", "skipped": "-"}


@dataclass(frozen=True)
class Style:
    """How to write: columns of the terminal, and whether its encoding has more than ASCII."""

    columns: int = 80
    unicode: bool = True

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
    for exercise in report.exercises:
        detailed = list(_exercise(exercise, look, columns))
        if lines and (len(detailed) > 1 or lines[-1].startswith(" ")):
            lines.append("")
        lines += detailed
    lines += ["", *_total(report, columns)]
    text = inert("\n".join(lines))
    return text if look.unicode else text.replace("…", "...")


def _exercise(exercise: ExerciseResult, look: Style, columns: int) -> Iterator[str]:
    score = f"{number(exercise.score)}/{number(exercise.max_score)}"
    if exercise.status == "missing":
        yield from _headline(exercise, score, _("no file") if not exercise.message else exercise.message, columns)
    elif exercise.not_written:
        yield from _headline(exercise, score, said(exercise.message), columns)
    elif exercise.status == "import_error":
        yield from _headline(exercise, score, _("cannot be imported"), columns)
        yield from _labelled("", exercise.message, columns)
    else:
        yield from _headline(exercise, score, "", columns)
        if exercise.message:
            yield from _labelled("", exercise.message, columns)
        for check in exercise.checks:
            yield from _check(check, look, columns)


def _headline(exercise: ExerciseResult, score: str, note: str, columns: int) -> Iterator[str]:
    full = exercise.score >= exercise.max_score
    color = "green" if full else "red" if exercise.score == 0 else "yellow"
    note = " ".join(plain(note, 400).split())
    gap = max(2, min(columns, _NARROW) - width(exercise.id) - width(score))
    line = f"{style(exercise.id, bold=True)}{' ' * gap}{style(score, fg=color, bold=True)}"
    if note and width(exercise.id) + gap + width(score) + 2 + width(note) <= columns:
        yield f"{line}  {note}"
        return
    yield line
    if note:
        yield from (f"    {piece}" for piece in wrap(note, columns - 4))


def _check(check: CheckResult, look: Style, columns: int) -> Iterator[str]:
    color = _COLORS.get(check.status, "red")
    points = number(check.points) if check.status == "passed" else f"{number(check.score)}/{number(check.points)}"
    first, *rest = wrap(check.title or check.id, columns - _BODY)
    yield f"  {style(look.mark(check.status), fg=color)} {points:>5} {first}"
    yield from (f"{' ' * _BODY}{line}" for line in rest)
    yield from _beside("", _lines_of(said(check.message), columns - _indent("", columns)), columns)
    if check.status in ("passed", "skipped"):
        return
    yield from _labelled(_("called"), check.call, columns)
    yield from _labelled(_("got"), check.got, columns)
    yield from _labelled(_("expected"), check.expected, columns)
    yield from _labelled(_("printed"), check.printed, columns, most=_MOST_PRINTED_LINES)
    yield from _prose(_("hint"), check.hint, columns)


def _lines_of(message: str, room: int) -> list[str]:
    """A message as lines: prose, but for what is indented, as code is."""
    lines: list[str] = []
    for line in plain(message).strip("\n").split("\n") if message.strip() else ():
        lines += fold(line.rstrip(), room) if line.startswith((" ", "\t")) else wrap(line, room)
    return cut(lines, _MOST_LINES)


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
    yield _("Score {}").format(style(total, fg="green" if full else "yellow", bold=True))
    if report.device != "cpu":
        yield from wrap(_where(report), columns)
    if report.isolation == "weak":
        what = _(" It lacks {}.").format(lost(report.missing)) if report.missing else ""
        text = _("Graded with weak isolation: this system cannot confine a student's code fully.{}").format(what)
        yield from wrap(text, columns)
