"""What there is to translate: the program's texts, click's, and the contracts, titles, hints, ... of each chapter."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final, TypeAlias

import click
from babel.messages.catalog import Catalog as Texts
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from course_cli.course import docstrings
from course_cli.course.catalog import Catalog, read_text
from course_cli.course.checks import read_drawings
from course_cli.course.trials import mutants
from course_cli.language import CLICK_DOMAIN, COURSE_LOCALE, DOMAIN, PROGRAM_LOCALE

# Beside gettext's own marks, whatever is shown through `_` when it arrives: the first text of these calls.
_KEYWORDS: Final[dict[str, tuple[int, ...] | None]] = {
    "_": None,
    "translated": None,
    "marked": None,
    "counted": (1, 2),
    "ngettext": (1, 2),
    "fail": None,
    "CheckFailure": None,
    "WorkerLost": None,
    "WorkerTimedOut": None,
    "WorkerKilled": None,
}
_SHOWN_KEYWORDS: Final = {"fail": ("got", "expected"), "draw_curves": ("x_label", "y_label", "names")}
_UNSEEN_OF_CLICK: Final = ("_termui_impl", "_winconsole", "testing", "utils")
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=timezone.utc)  # or every run would write every file anew

_Strings: TypeAlias = "str | tuple[str, ...] | list[str]"


def catalogs(course: Catalog, language: str, helps: Iterable[str]) -> dict[Path, Texts]:
    """All texts by the `.po` file that holds their translations, with what is translated already; the rest is empty.

    The program's own are among them where the course's folder holds the program.

    Args:
        helps: what the commands' help says, which only the command line knows.
    """
    found = {}
    package = Path(PROGRAM_LOCALE).parent
    # Not anywhere below it: a checkout may hold an environment that holds this program.
    if package in (course.root.resolve(), course.root.resolve() / package.name):
        place = Path(PROGRAM_LOCALE) / language / "LC_MESSAGES"
        found[place / f"{DOMAIN}.po"] = _program(helps)
        found[place / f"{CLICK_DOMAIN}.po"] = _texts(_of_click())
    for chapter in course.chapters:
        path = course.root / COURSE_LOCALE / language / "LC_MESSAGES" / f"{chapter}.po"
        found[path] = _texts(_of_chapter(course, chapter))
    return {path: _with_translations(path, texts, language) for path, texts in found.items()}


def missing(texts: Texts) -> list[str]:
    """The texts that have no translation."""
    return [one(message.id) for message in texts if message.id and not _translated(message.string)]


def is_current(texts: Texts, path: Path) -> bool:
    """Whether the `.mo` file says what the catalog says."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        compiled = GNUTranslations(file)
    return all(compiled.gettext(one(m.id)) == one(m.string) for m in texts if m.id and _translated(m.string))


def po(texts: Texts) -> bytes:
    """The catalog as a `.po` file, in the order of the sources."""
    file = BytesIO()
    write_po(file, texts, width=0, omit_header=False, no_location=True, ignore_obsolete=True)
    return file.getvalue()


def mo(texts: Texts) -> bytes:
    """The catalog as gettext reads it."""
    file = BytesIO()
    write_mo(file, texts)
    return file.getvalue()


def _program(helps: Iterable[str]) -> Texts:
    package = Path(PROGRAM_LOCALE).parent
    texts = _texts(iter(()))
    for path in sorted(package.rglob("*.py")):
        if not {"exercises", "solutions", "graders", "tests", "demo"} & set(path.relative_to(package).parts):
            for text in _marked(path):
                texts.add(text)
    for path in sorted(package.glob("report/**/*.html")):
        for text in _marked(path, "jinja2.ext:babel_extract"):
            texts.add(text)
    for text in helps:
        texts.add(text)
    return texts


def _of_click() -> Iterator[str | tuple[str, str]]:
    """What the installed click says to a user; what only its callers' mistakes bring out is not to be translated."""
    for path in sorted(Path(click.__file__).parent.glob("*.py")):
        if path.stem not in _UNSEEN_OF_CLICK:
            yield from _marked(path)


def _of_chapter(course: Catalog, chapter: str) -> Iterator[str]:
    for exercise in course.resolve([chapter]):
        yield exercise.title
        if exercise.stub_path is not None:
            yield from docstrings.texts(read_text(exercise.stub_path))
        for check in exercise.checks:
            yield from (check.title, *check.hints)
        if exercise.experiment:
            yield exercise.experiment
        if exercise.grader_path is not None:
            yield from (text for text in _marked(exercise.grader_path) if isinstance(text, str))
            yield from _shown(exercise.grader_path)
            yield from (drawing.title for drawing in read_drawings(exercise.grader_path))
        yield from (trial.mistake for trial in mutants(course.root, exercise))


def _marked(path: Path, method: str = "python") -> Iterator[str | tuple[str, str]]:
    with path.open("rb") as file:
        for _line, message, _comments, _context in extract(method, file, _KEYWORDS):
            yield message if isinstance(message, str) else (message[0], message[1])


def _shown(path: Path) -> Iterator[str]:
    """What a grader says in words in other places: `fail(..., expected="a float")`, `draw_curves(..., x_label="t")`."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            for keyword in node.keywords:
                if keyword.arg in _SHOWN_KEYWORDS.get(node.func.id, ()):
                    said = keyword.value.elts if isinstance(keyword.value, ast.Tuple) else [keyword.value]
                    constants = [one.value for one in said if isinstance(one, ast.Constant)]
                    yield from (text for text in constants if isinstance(text, str))


def _texts(found: Iterable[str | tuple[str, str]]) -> Texts:
    texts = Texts(project=DOMAIN, charset="utf-8", fuzzy=False, creation_date=_NO_DATE, revision_date=_NO_DATE)
    for text in found:
        if text:
            texts.add(text)
    return texts


def _with_translations(path: Path, texts: Texts, language: str) -> Texts:
    texts.locale = language
    if path.is_file():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
        for message in texts:
            if message.id and (old := known.get(message.id)) is not None and not old.fuzzy:
                message.string = old.string
    return texts


def _translated(string: _Strings | None) -> bool:
    return bool(string) if isinstance(string, str) else all(string or ("",))


def one(strings: _Strings | None) -> str:
    """The text, or the first of its forms."""
    return strings if isinstance(strings, str) else strings[0] if strings else ""
