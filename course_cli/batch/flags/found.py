"""One thing to look at."""

from __future__ import annotations

from dataclasses import dataclass

from course_cli.language import translated as _


@dataclass(frozen=True)
class Flag:
    """Where it is (`line` 0: the file as a whole), what it is called there, and in one line why to look at it."""

    file: str
    line: int
    name: str
    why: str

    @property
    def chapter(self) -> str:
        return self.file.partition("/")[0]

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.name}: {self.why}" if self.name else f"{where}: {self.why}"

    def said(self) -> str:
        """The same in the language that is spoken; a gradebook keeps it in English."""
        where = _("{}, line {}").format(self.file, self.line) if self.line else self.file
        named = (where, self.name, _(self.why)) if self.name else (where, _(self.why))
        return _(": ").join(named)
