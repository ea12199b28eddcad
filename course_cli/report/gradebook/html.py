"""The class on one page: scores as a matrix, how they are spread, what went wrong most often, notes.

The page is self-contained and works without its script, which only sorts and filters. Every text but that script and
the style, which are ours, is escaped by the template, and the page's policy lets nothing else run or load.
"""

from __future__ import annotations

import statistics
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources

from jinja2 import Environment, StrictUndefined, select_autoescape

from course_cli.language import counted, marked, spoken, translated
from course_cli.language import translated as _
from course_cli.report.gradebook.summary import Cell, Class, Column, Row, flag_line
from course_cli.report.layout import number
from course_cli.report.plain import person

_MOST_CHECKS = 25
_LONGEST_NAME = 80
_BINS = 10
_BUFFERED = 1000

# How a cell is marked where a number alone would mislead, and what the mark means.
MARKS = {
    "missing": ("–", marked("no file")),
    "not_written": ("○", marked("not written yet")),
    "import_error": ("E", marked("cannot be imported")),
    "timeout": ("T", marked("out of time")),
    "crashed": ("C", marked("crashed")),
}


@dataclass(frozen=True)
class Shown:
    """A cell as the template writes it: its class, its text, and what a pointer or a screen reader is told."""

    look: str
    text: str
    title: str


@dataclass(frozen=True)
class Bar:
    """How many students scored in one tenth of the range; `height` is a fraction of the highest bar."""

    label: str
    count: int
    height: float


def render(group: Class) -> Iterator[str]:
    """The page, in pieces."""
    style, script = _asset("page.css"), _asset("page.js")
    template = _environment().from_string(_asset("page.html"))
    rates = [row.final / group.points for row in group.rows] if group.points else []
    stream = template.stream(
        group=group,
        style=style,
        script=script,
        policy=_policy(style, script),
        rows=[(row, _shown_row(row, group.columns)) for row in group.rows],
        means=[_mean(group, column) for column in group.columns],
        mean=statistics.fmean(rates) if rates else None,
        figures=_figures(group, rates),
        bars=_bars(rates),
        checks=group.failed_checks[:_MOST_CHECKS],
        more_checks=max(0, len(group.failed_checks) - _MOST_CHECKS),
        noted=[row for row in group.rows if row.notes or (row.late and (row.late.note or row.late.days_late))],
        flagged=[row for row in group.rows if row.flags],
        marks=MARKS,
        language=spoken(),
    )
    stream.enable_buffering(_BUFFERED)
    return iter(stream)


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath("page").joinpath(name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=select_autoescape(default_for_string=True, default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=translated, counted=counted)
    environment.filters["number"] = number
    environment.filters["flag"] = lambda flag: flag_line(flag.said())
    environment.filters["percent"] = lambda rate: f"{100 * rate:.0f}%"
    environment.filters["name"] = lambda text: person(text, _LONGEST_NAME)
    return environment


def _policy(style: str, script: str) -> str:
    """Even a text that slipped through unescaped could neither run nor load anything."""
    ours = f"style-src {_hash(style)}; script-src {_hash(script)}"
    return f"default-src 'none'; {ours}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _shown_row(row: Row, columns: Sequence[Column]) -> list[Shown | None]:
    return [_shown(row.cells[column.id], column) if column.id in row.cells else None for column in columns]


def _shown(cell: Cell, column: Column) -> Shown:
    score = _("{} of {}").format(number(cell.score), number(column.points))
    if cell.status not in MARKS:
        return Shown(_look(cell.score, column.points), number(cell.score), score)
    mark, meaning = MARKS[cell.status]
    text = f"{number(cell.score)}{mark}" if cell.score else mark
    return Shown(cell.status, text, f"{_(meaning)}, {score}")


def _look(score: float, points: float) -> str:
    """The step of the colour scale: q0 for nothing, q4 for full marks."""
    if score >= points:
        return "q4"
    return "q0" if score <= 0 else f"q{1 + min(int(3 * score / points), 2)}"


def _mean(group: Class, column: Column) -> float | None:
    """The mean share of an exercise's points over those who have a result for it."""
    scores = [row.cells[column.id].score for row in group.rows if column.id in row.cells]
    return statistics.fmean(scores) / column.points if scores and column.points else None


def _figures(group: Class, rates: Sequence[float]) -> list[tuple[str, str]]:
    figures = [
        (_("students"), f"{len(group.rows):,}"),
        (_("exercises"), f"{len(group.columns)}"),
        (_("points"), number(group.points)),
    ]
    if rates:
        figures += [
            (_("mean score"), f"{100 * statistics.fmean(rates):.0f}%"),
            (_("median score"), f"{100 * statistics.median(rates):.0f}%"),
            (_("with full marks"), f"{sum(rate >= 1 for rate in rates):,}"),
        ]
    figures.append((_("handed nothing in"), f"{sum(not row.handed_in for row in group.rows):,}"))
    return figures


def _bars(rates: Sequence[float]) -> list[Bar]:
    """The distribution in tenths; full marks are in the last."""
    counts = [0] * _BINS
    for rate in rates:
        counts[min(max(int(rate * _BINS), 0), _BINS - 1)] += 1
    highest = max(counts) or 1
    step = 100 // _BINS
    return [
        Bar(_("{} to {}%").format(place * step, (place + 1) * step), count, count / highest)
        for place, count in enumerate(counts)
    ]
