"""One thing to look at."""

from __future__ import annotations

from dataclasses import dataclass


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
