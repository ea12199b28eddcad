"""What is graded: the bytes of one student's files, read once; nothing later opens a path of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Submission:
    """One student's files by their place in the workspace, `<chapter>/<module>.py`, as bytes nobody has looked into.

    `problems` says, for a file that is there and was not read (a link, a device, too large, unreadable), why not. A key
    that ends in "/" is a chapter folder that was not read at all. `notes` are for the teacher: what was found beside
    the files and left alone, what was dropped from a notebook.
    """

    student: str
    files: Mapping[str, bytes]
    problems: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def digest(self, path: str) -> str:
        """The SHA-256 of one file in hexadecimal; KeyError where it was not submitted."""
        import hashlib  # not needed by every command that reads a submission

        return hashlib.sha256(self.files[path]).hexdigest()
