"""A report as one self-contained page: no script, nothing loaded from elsewhere, every text escaped by the template."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from itertools import count
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from course_cli.grading.report import CheckResult, CheckStatus, ExerciseResult, Report
from course_cli.grading.weakness import lost
from course_cli.language import counted, marked, spoken, translated
from course_cli.language import translated as _
from course_cli.report.layout import in_rows, number, width
from course_cli.report.pictures import chart, heat
from course_cli.report.plain import plain
from course_cli.report.wording import said

GENERATOR: Final = "course_cli report"
"""What the page says it was made by, near its beginning: so the command knows a page of its own."""

# How each status is marked, besides its colour, and how it is called.
MARKS: Final[dict[CheckStatus, tuple[str, str]]] = {
    "passed": ("✓", marked("passed")),
    "failed": ("✗", marked("failed")),
    "skipped": ("–", marked("skipped")),
    "timeout": ("◷", marked("out of time")),
    "crashed": ("!", marked("crashed")),
    "refused": ("⊘", marked("refused")),
}
_FOLDED: Final[tuple[CheckStatus, ...]] = ("skipped", "passed")
_EXERCISE_NOTES: Final = {
    "missing": marked("no file"),
    "import_error": marked("cannot be imported"),
    "timeout": marked("out of time"),
    "crashed": marked("crashed"),
}

_DARK_NOTEBOOK: Final = "body:is([data-jp-theme-light=false], .vscode-dark, .vscode-high-contrast) &"
_NARROWEST: Final = 32  # letters of code in a line, on a page 320 px wide
_IN_A_NOTEBOOK: Final = """& { margin: 0; padding: .25rem .5rem .5rem 0; background: none; font-size: 14px }
section { margin: 0 0 .5rem }
p { margin: .25rem 0 0 }
dt { float: none; width: auto; margin: 0; font-weight: 400 }
dd { margin-left: 0 }
h2, h3 { font-family: inherit }
"""


@dataclass(frozen=True)
class ShownCheck:
    """A check as the template writes it: labelled texts, and pictures."""

    result: CheckResult
    mark: str
    word: str
    texts: tuple[tuple[str, str], ...]
    heat_maps: tuple[heat.HeatFigure, ...]
    charts: tuple[chart.ChartFigure, ...]


@dataclass(frozen=True)
class ShownExercise:
    """An exercise: what is to be mended first, and what waits or holds behind lines that unfold."""

    result: ExerciseResult
    anchor: str
    note: str
    message: str
    open_checks: tuple[ShownCheck, ...]
    folded: tuple[tuple[str, tuple[ShownCheck, ...]], ...]


def render(report: Report) -> str:
    """The page."""
    style = _asset("page.css")
    numbers = count(1)
    exercises = [_exercise(exercise, numbers) for exercise in report.exercises]
    written = [exercise for exercise in report.exercises if not exercise.not_written]
    statuses = Counter(check.status for exercise in written for check in exercise.checks)
    return _environment().get_template("page.html").render(
        report=report,
        style=style,
        policy=_policy(style),
        generator=GENERATOR,
        exercises=exercises,
        statuses=[(MARKS[status], status, statuses[status]) for status in MARKS if statuses[status]],
        unwritten=sum(len(exercise.checks) for exercise in report.exercises if exercise.not_written),
        language=spoken(),
        lost=lost(report.missing),
        steps=range(heat.STEPS),
    )


def render_fragment(report: Report, notes: Sequence[str], first: int) -> str:
    """The results alone, and what is to be said of them, for a notebook's output.

    Its style is for nothing outside it, and follows JupyterLab's theme; without one, as in a notebook that is not
    trusted, it can still be read. `first` is the number of its first element: others on the page have lower ones.
    """
    numbers = count(first)
    return _environment().get_template("fragment.html").render(
        report=report,
        style=_nested(_asset("page.css")),
        exercises=[_exercise(exercise, numbers) for exercise in report.exercises],
        notes=notes,
        language=spoken(),
        lost=lost(report.missing),
        steps=range(heat.STEPS),
    )


@cache
def _nested(style: str) -> str:
    """The page's style for what is inside one element, by CSS nesting."""
    style = style.partition("@media print")[0]
    style = style.replace("@media screen and (prefers-color-scheme: dark)", _DARK_NOTEBOOK)
    style = re.sub(r"^html \{.*\n", "", style, flags=re.MULTILINE)
    style = re.sub(r"^(\s*)(?::root|body)(?= \{)", r"\1&", style, flags=re.MULTILINE)
    return f".course-cli {{\n{style}{_IN_A_NOTEBOOK}}}\n"


def _exercise(exercise: ExerciseResult, numbers: Iterator[int]) -> ShownExercise:
    note = _(exercise.message) if exercise.not_written else _(_EXERCISE_NOTES.get(exercise.status, ""))
    # Where nothing could run, every check says the same as the exercise.
    mute = exercise.not_written or exercise.status != "graded"
    checks = [_check(check, numbers, mute) for check in exercise.checks]
    return ShownExercise(
        exercise,
        f"exercise-{next(numbers)}",
        note,
        "" if exercise.not_written or exercise.status == "missing" else exercise.message,
        () if mute else tuple(check for check in checks if check.result.status not in _FOLDED),
        () if mute else tuple(_folded(checks)),
    )


def _folded(checks: Sequence[ShownCheck]) -> Iterator[tuple[str, tuple[ShownCheck, ...]]]:
    """A heading and the checks under it, for each status that is not to be mended now."""
    for status in _FOLDED:
        found = tuple(check for check in checks if check.result.status == status)
        if found:
            yield counted("{0} check {1}", "{0} checks {1}", len(found), _(MARKS[status][1])), found


def _check(check: CheckResult, numbers: Iterator[int], mute: bool) -> ShownCheck:
    mark, word = MARKS[check.status]
    texts = [(marked("why"), said(check.message))]
    if check.status not in ("passed", "skipped"):
        texts += [(marked("called"), check.call), (marked("got"), check.got), (marked("expected"), check.expected)]
        texts += [(marked("printed"), check.printed), (marked("hint"), check.hint)]
    return ShownCheck(
        check,
        mark,
        _(word),
        () if mute else tuple((label, text) for label, text in texts if text.strip()),
        tuple(heat.draw(maps, f"picture-{next(numbers)}") for maps in check.pictures.heat_maps),
        tuple(chart.draw(one, f"picture-{next(numbers)}") for one in check.pictures.charts),
    )


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath("page").joinpath(name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=select_autoescape(default_for_string=True, default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    environment.filters["plain"] = plain
    environment.filters["breakable"] = _breakable
    environment.filters["in_rows"] = _in_rows
    environment.globals["_"] = translated
    return environment


def _in_rows(text: str) -> str:
    """A matrix that may not fit into one line, with each row below the other; nothing for any other text."""
    shown = plain(text)
    if "\n" in shown or width(shown) <= _NARROWEST:
        return ""
    rows = in_rows(shown)
    return "\n".join(rows) if len(rows) > 1 else ""


def _breakable(text: str) -> Markup:
    """A name that may be broken into lines behind its slashes and underscores."""
    return Markup("<wbr>").join(re.findall(r"[^/_]*[/_]|[^/_]+", text))


def _policy(style: str) -> str:
    """Even a text that slipped through unescaped could neither run nor load anything, nor look like ours."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
