"""Watches the folders of the chapters, also while those come and go."""

from __future__ import annotations

import threading
from collections.abc import Collection
from pathlib import Path
from types import TracebackType

from watchfiles import watch

from course_cli.learner.watching.events import Broken, Post, Saved

# A save is told once nothing more has happened for this long. An editor's save is several steps, within a millisecond.
STEP_MILLISECONDS = 20
DEBOUNCE_MILLISECONDS = 200
QUIET_MILLISECONDS = 500
AGAIN_SECONDS = 0.5


class FileWatcher:
    """A thread that posts Saved for what changes in `<workspace>/<chapter>/`, from entering the context to leaving it.

    Folders are watched, not files: an editor may write another file and rename it. Only modules and notebooks count.
    """

    def __init__(self, workspace: Path, chapters: Collection[str], post: Post) -> None:
        self._workspace = workspace.resolve()
        self._chapters = frozenset(chapters)
        self._post = post
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="files", daemon=True)

    def __enter__(self) -> FileWatcher:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=2 * AGAIN_SECONDS)

    def _run(self) -> None:
        polling: bool | None = None
        while not self._stop.is_set():
            try:
                self._watch(polling)
            except FileNotFoundError:
                self._stop.wait(AGAIN_SECONDS)  # a folder went as we looked, or the workspace itself is gone
            except OSError:
                if polling:
                    self._stop.wait(AGAIN_SECONDS)
                polling = True  # the system has no more watches for us
            except Exception as error:  # noqa: BLE001 - told to the session, which ends with it
                self._post(Broken(error))
                return

    def _watch(self, polling: bool | None) -> None:
        """Watch the folders that are there, until others are."""
        folders = self._folders()
        first = True
        for changes in watch(
            self._workspace, *folders, recursive=False, watch_filter=None, step=STEP_MILLISECONDS,
            debounce=DEBOUNCE_MILLISECONDS, rust_timeout=QUIET_MILLISECONDS, yield_on_timeout=True,
            stop_event=self._stop, raise_interrupt=False, force_polling=polling, ignore_permission_denied=True,
        ):  # fmt: skip
            saved = frozenset(place for _, name in changes if (place := self._place(Path(name))))
            if saved:
                self._post(Saved(saved))
            elif first:
                self._post(Saved())  # what was saved before the watch began
            first = False
            if self._folders() != folders:
                self._post(Saved())
                return
        self._stop.wait(AGAIN_SECONDS)

    def _folders(self) -> list[Path]:
        folders = (self._workspace / chapter for chapter in sorted(self._chapters))
        return [folder for folder in folders if folder.is_dir() and not folder.is_symlink()]

    def _place(self, path: Path) -> str:
        inside = path.parent.parent == self._workspace and path.parent.name in self._chapters
        return f"{path.parent.name}/{path.name}" if inside and path.suffix in (".py", ".ipynb") else ""
