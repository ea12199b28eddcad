"""The language that a person is spoken to in: gettext, with English in the code and the other languages in catalogs.

The program's texts lie in `course_cli/locale/<language>/LC_MESSAGES/course_cli.mo`, a chapter's (titles, hints, known
mistakes) in `graders/_locale/<language>/LC_MESSAGES/<chapter>.mo`. What has no translation stays English.
"""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Final

from course_cli.errors import UsageError

ENGLISH: Final = "en"
DOMAIN: Final = "course_cli"
PROGRAM_LOCALE: Final = Path(__file__).resolve().parent / "locale"
COURSE_LOCALE: Final = "graders/_locale"

_spoken = ENGLISH
_translations = gettext.NullTranslations()


def available() -> list[str]:
    """The languages there are, sorted."""
    return sorted({ENGLISH, *(path.parents[1].name for path in PROGRAM_LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))})


def preferred() -> str:
    """The language that the locale asks for (LANGUAGE, LC_ALL, LC_MESSAGES, LANG), as far as we speak it."""
    found = gettext.find(DOMAIN, str(PROGRAM_LOCALE))
    return Path(found).parents[1].name if found else ENGLISH


def speak(language: str, root: Path) -> None:
    """From now on say everything in `language`: the program's texts, and those of the course in `root`.

    Raises:
        UsageError: we do not speak it.
    """
    global _spoken, _translations
    if language not in available():
        raise UsageError(f"no texts in {language!r}: there are {', '.join(available())}")
    translations = gettext.NullTranslations()
    if language != ENGLISH:
        for folder in (PROGRAM_LOCALE, root / COURSE_LOCALE):
            for path in sorted((folder / language / "LC_MESSAGES").glob("*.mo")):
                with path.open("rb") as file:
                    catalog = gettext.GNUTranslations(file)
                catalog.add_fallback(translations)
                translations = catalog
    _spoken, _translations = language, translations


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
