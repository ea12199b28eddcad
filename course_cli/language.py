"""The language that a person is spoken to in: gettext, with English in the code and the other languages in catalogs.

The program's texts lie in `course_cli/locale/<language>/LC_MESSAGES/course_cli.mo`, a chapter's (titles, hints, known
mistakes) in `graders/_locale/<language>/LC_MESSAGES/<chapter>.mo`. What has no translation stays English.
"""

from __future__ import annotations

import gettext
import os
from functools import cached_property
from typing import TYPE_CHECKING, Final

from course_cli.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH: Final = "en"
DOMAIN: Final = "course_cli"
CLICK_DOMAIN: Final = "click"  # click asks gettext for its own words, and has no catalogs itself
# Not pathlib: importing it would be a twentieth of the time that `--help` takes.
PROGRAM_LOCALE: Final = os.path.join(os.path.dirname(os.path.realpath(__file__)), "locale")  # noqa: PTH118, PTH120
COURSE_LOCALE: Final = "graders/_locale"

_spoken = ENGLISH
_translations = gettext.NullTranslations()


def available() -> list[str]:
    """The languages there are, sorted."""
    from pathlib import Path

    return sorted({ENGLISH, *(path.parents[1].name for path in Path(PROGRAM_LOCALE).glob(f"*/*/{DOMAIN}.mo"))})


def preferred() -> str:
    """The language that the locale asks for (LANGUAGE, LC_ALL, LC_MESSAGES, LANG), as far as we speak it."""
    found = gettext.find(DOMAIN, PROGRAM_LOCALE)
    return os.path.relpath(found, PROGRAM_LOCALE).split(os.sep)[0] if found else ENGLISH


def speak(language: str, root: Path) -> None:
    """From now on say everything in `language`: the program's texts, and those of the course in `root`.

    Raises:
        UsageError: we do not speak it.
    """
    global _spoken, _translations
    if language not in available():
        raise UsageError(translated("no texts in {!r}: there are {}").format(language, ", ".join(available())))
    translations = gettext.NullTranslations()
    if language != ENGLISH:
        from pathlib import Path

        translations = _read(Path(PROGRAM_LOCALE), language)
        translations.add_fallback(_OfTheCourse(root, language))
    _spoken, _translations = language, translations


def _read(folder: Path, language: str) -> gettext.NullTranslations:
    """All catalogs of a language in a folder, as one."""
    translations = gettext.NullTranslations()
    for path in sorted((folder / language / "LC_MESSAGES").glob("*.mo")):
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)
        catalog.add_fallback(translations)
        translations = catalog
    return translations


class _OfTheCourse(gettext.NullTranslations):
    """What the course adds, read when a text is not the program's: for a command's help it is far more than enough."""

    def __init__(self, root: Path, language: str) -> None:
        super().__init__()
        self._folder, self._language = root / COURSE_LOCALE, language

    @cached_property
    def _catalogs(self) -> gettext.NullTranslations:
        return _read(self._folder, self._language)

    def gettext(self, message: str) -> str:
        return self._catalogs.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._catalogs.ngettext(msgid1, msgid2, n)


def spoken() -> str:
    """The language that is spoken now."""
    return _spoken


def translated(text: str) -> str:
    """A text of ours in the language that is spoken; imported as `_`."""
    return _translations.gettext(text) if text else ""


def marked(text: str) -> str:
    """The text itself; what is written so is translated where it is shown."""
    return text


def counted(one: str, many: str, number: int, *values: object) -> str:
    """The form of a text that goes with this number of things; `{0}` is the number, `{1}` the first of `values`."""
    return _translations.ngettext(one, many, number).format(number, *values)
