"""`nbgrader collect`, for which each student's folder in the exchange is the student's own to fill.

nbgrader's own follows links with the teacher's rights: what a link named, a solution or another's submission, would be
graded and shown to its student as their own. It also ends for everybody at the first folder that it cannot copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect  # type: ignore[import-untyped]
from nbgrader.utils import ignore_patterns  # type: ignore[import-untyped]

from course_cli.errors import WorkspaceError
from course_cli.language import translated as _
from course_cli.workspace.folder import Folder, Unreadable, open_child, open_folder, shown

DEEPEST = 10  # folders in folders
MOST_FILES = 2000
TIMESTAMP = "timestamp.txt"
_ABOVE = ("", ".", "..")


class Collect(ExchangeCollect):  # type: ignore[misc]
    """Copies files, never what a link leads to, and goes on with the others where one submission cannot be copied."""

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Choose whose folders to copy."""
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"] not in _ABOVE]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        try:
            record: dict[str, Any] = super()._path_to_record(path)
        except Exception as error:  # noqa: BLE001 - a student chose the folder's name
            self.log.error(_("Not a submission, left alone: %s (%s)"), shown(path, 200), shown(str(error)))
            return {"username": "", "filename": "", "timestamp": datetime.min}
        return record

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission, or nothing of it."""
        try:
            left = self.coursedir.max_dir_size * 1000
            with open_folder(Path(src).parent) as inbound, open_child(inbound, Path(src).name) as folder:
                for count, (name, data) in enumerate(self._files(folder)):
                    left -= len(data)
                    if left < 0 or count >= MOST_FILES:
                        raise Unreadable(
                            _("is larger than {} KB or {} files").format(self.coursedir.max_dir_size, MOST_FILES)
                        )
                    _write(Path(dest) / name, data)
            # The file is the student's; the folder's name is what nbgrader has chosen this submission by.
            _write(Path(dest) / TIMESTAMP, Path(src).name.rsplit("+", 3)[2].encode())
        except (OSError, WorkspaceError, Unreadable) as error:
            self.log.error(_("Not collected: %s (%s)"), shown(src, 200), shown(str(error)))
            shutil.rmtree(dest, ignore_errors=True)
        else:
            self._name_what_is_missing(src, Path(dest))

    def _name_what_is_missing(self, src: str, dest: Path) -> None:
        """Say so now where autograde would skip a submission, with a reason that names neither file."""
        assignment = self.coursedir.assignment_id
        source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", assignment))
        expected = {path.name for path in source.glob("*.ipynb")}
        found = {path.name for path in dest.glob("*.ipynb")}
        if expected and not expected & found:
            self.log.error(
                _("Cannot be graded: %s has no %s, only %s"),
                shown(src, 200),
                " or ".join(sorted(expected)),
                ", ".join(shown(name, 80) for name in sorted(found)[:5]) or _("other files"),
            )

    def _files(self, folder: Folder, place: Path = Path(), depth: int = 0) -> Iterator[tuple[Path, bytes]]:
        names = folder.names()
        limit = self.coursedir.max_file_size
        ignored = ignore_patterns(self.coursedir.ignore, self.coursedir.include, limit, self.log)(folder.path, names)
        for name in sorted(set(names) - set(ignored)):
            try:
                if folder.kind(name) == "folder":
                    if depth >= DEEPEST:
                        raise Unreadable(_("lies too deep"))
                    with open_child(folder, name) as child:
                        yield from self._files(child, place / name, depth + 1)
                else:
                    yield place / name, folder.read(name, limit * 1000)
            except FileNotFoundError:
                continue
            except Unreadable as error:
                self.log.warning(_("Left out: %s %s"), shown(str(folder.path / name), 200), error)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
