"""A report as one self-contained page: no script, nothing loaded from elsewhere, every text escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from course_cli.grading.report import CheckResult, ExerciseResult, Report
from course_cli.grading.weakness import lost
from course_cli.report.layout import number
from course_cli.report.plain import plain

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a }
h2 { display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid #bbb; font-size: 1.1rem }
ul { list-style: none; padding: 0 }
li { margin: .5rem 0; padding: .2rem .8rem; border-left: .3rem solid #a4262c }
li.passed { border-color: #18794e }
li.skipped { border-color: #8a6d00 }
.status { font-weight: 600 }
dl { display: grid; grid-template-columns: 6rem 1fr; margin: .3rem 0 }
dd { margin: 0; min-width: 0 }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .9rem }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr } }
@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #1a1a1a } }
"""


def render(report: Report) -> str:
    """The page."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Report) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    # Even a text that slipped through unescaped could neither run nor load anything.
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield f"<title>{_text(report.course)}: {_score(report)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{_text(report.course)}</h1>\n<p>Score <strong>{_score(report)}</strong></p>"
    if report.isolation == "weak":
        what = f": this system lacks {_text(lost(report.missing))}" if report.missing else ""
        yield f"<p>Graded with <strong>weak isolation</strong>{what}.</p>"
    for exercise in report.exercises:
        yield from _exercise(exercise)
    yield "</main>\n</body>\n</html>"


def _exercise(exercise: ExerciseResult) -> Iterator[str]:
    yield f"<section>\n<h2><span>{_text(exercise.id)}</span> <span>{_score(exercise)}</span></h2>"
    if exercise.status != "graded" or exercise.message:
        yield f"<pre>{_text(exercise.message or exercise.status)}</pre>"
    yield "<ul>"
    for check in exercise.checks:
        yield from _check(check)
    yield "</ul>\n</section>"


def _check(check: CheckResult) -> Iterator[str]:
    points = f"{number(check.score)}/{number(check.points)}"
    status = _text(check.status)
    yield f'<li class="{status}"><span class="status">{status}, {points}:</span> {_text(check.title)}'
    if check.status != "passed":
        rows = [("why", check.message), ("called", check.call), ("got", check.got), ("expected", check.expected)]
        rows += [("printed", check.printed), ("hint", "" if check.status == "skipped" else check.hint)]
        yield "<dl>"
        for label, text in rows:
            if text:
                yield f"<dt>{label}</dt><dd><pre>{_text(text)}</pre></dd>"
        yield "</dl>"
    yield "</li>"


def _score(graded: Report | ExerciseResult) -> str:
    return f"{number(graded.score)}/{number(graded.max_score)}"


def _text(text: str) -> str:
    return escape(plain(text))
