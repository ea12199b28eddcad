"""A Gradescope autograder as the bytes of a zip file, and the settings in it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from course_cli.language import ENGLISH
from course_cli.report.gradescope import Visibility

SETTINGS_FILE = "settings.json"
PROGRAMS = ("setup.sh", "run_autograder")  # Gradescope looks for both at the root of the zip

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say: the same course gives the same bytes
_SCHEMA = 1


@dataclass(frozen=True)
class Settings:
    """What an autograder is to do, and the language in which it speaks to students.

    `secret` is what random inputs are derived from; None means the course's own.
    """

    exercises: tuple[str, ...]
    visibility: Visibility = Visibility()
    allow_weak_isolation: bool = False
    secret: str | None = None
    language: str = ENGLISH

    def to_json(self) -> str:
        """The text of the settings file."""
        data = {
            "schema": _SCHEMA,
            "exercises": list(self.exercises),
            "visibility": {"default": self.visibility.default, "of": dict(self.visibility.of)},
            "allow_weak_isolation": self.allow_weak_isolation,
            "secret": self.secret,
            "language": self.language,
        }
        return json.dumps(data, indent=1)

    @staticmethod
    def from_json(text: str) -> Settings:
        """Read what `to_json` wrote. Raises ValueError, TypeError or KeyError for anything else."""
        data = json.loads(text)
        if data["schema"] != _SCHEMA:
            raise ValueError(f"settings of schema {data['schema']}")
        visibility = Visibility(data["visibility"]["default"], data["visibility"]["of"])
        language = data.get("language", ENGLISH)
        return Settings(tuple(data["exercises"]), visibility, data["allow_weak_isolation"], data["secret"], language)


def build(files: Mapping[str, bytes], settings: Settings) -> bytes:
    """The zip of an autograder: `files` by their place, the two programs marked executable, and the settings."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, data in sorted({**files, SETTINGS_FILE: settings.to_json().encode()}.items()):
            entry = zipfile.ZipInfo(place, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix: only then does a zip carry permissions
            entry.external_attr = (0o100755 if place in PROGRAMS else 0o100644) << 16
            archive.writestr(entry, data)
    return buffer.getvalue()
