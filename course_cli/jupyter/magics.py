"""The magics `%grade`, `%hint` and `%solution`, and the life of what is behind them."""

from __future__ import annotations

import atexit
import os
import shlex
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import CourseError, EngineFault, UsageError
from course_cli.jupyter import names
from course_cli.jupyter.desk import Desk
from course_cli.jupyter.engine import WarmEngine
from course_cli.jupyter.place import Place
from course_cli.jupyter.runs import Run, Runs
from course_cli.jupyter.shown import complain
from course_cli.language import ENGLISH, preferred, speak, spoken
from course_cli.language import translated as _

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionInfo, InteractiveShell

DEBUG_VARIABLE = "COURSE_CLI_DEBUG"
NBGRADER_VARIABLE = "NBGRADER_EXECUTION"

_ATTRIBUTE = "_course_cli"


class Stopped(Exception):
    """The learner has interrupted a check: the cells that wait to run shall not, as after any interrupt."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [str(self)]


class Extension:
    """What the extension keeps for one shell."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._runs = Runs()
        self._engine = WarmEngine(pictures=not sys.stdout.isatty())  # a console shows none
        catalog = Catalog.load()
        if spoken() == ENGLISH:
            speak(preferred(), catalog.root)
        self._desk = Desk(catalog, self._runs, Place.of(os.environ, Path.cwd()), self._engine.grade)
        self._catalog = catalog

    def start(self) -> None:
        history = self._shell.history_manager
        for number, source in enumerate(history.input_hist_raw if history is not None else []):
            self._runs.add(Run(str(source or ""), number, 0.0))  # ran before this extension was loaded
        self._shell.events.register("pre_run_cell", self._ran)
        for name, magic in (("grade", self._grade), ("hint", self._hint), ("solution", self._solution)):
            guarded = partial(_guarded, magic)
            guarded.__doc__ = magic.__doc__
            self._shell.magics_manager.register_function(guarded, "line", name)
        names.provide((one.id.replace("/", ".") for one in self._catalog.exercises), self._shell.user_ns)
        atexit.register(self._engine.close)

    def stop(self) -> None:
        self._shell.events.unregister("pre_run_cell", self._ran)
        atexit.unregister(self._engine.close)
        self._engine.close()
        names.withdraw()

    def _ran(self, info: ExecutionInfo) -> None:
        # Before it runs: the cell that asks for a check may hold the answer as well.
        if not info.store_history:
            return
        metadata = _parent(self._shell).get("metadata", {})
        deleted = metadata.get("deletedCells", ())
        self._runs.forget(cell for cell in deleted if isinstance(cell, str))
        history = self._shell.history_manager
        # The counter of IPython goes up before the cell runs in some versions, and after it in others.
        number = len(history.input_hist_raw) if history is not None else self._shell.execution_count
        self._runs.add(Run(info.raw_cell or "", number, time.time(), info.cell_id or ""))

    def _grade(self, words: list[str]) -> None:
        """%grade NAME...: have what ran in this kernel checked; NAME is an exercise or the chapter."""
        found = self._catalog.resolve(words or _raise_usage("%grade NAME"))
        for chapter in dict.fromkeys(one.chapter for one in found):
            self._desk.grade([one for one in found if one.chapter == chapter])

    def _hint(self, words: list[str]) -> None:
        """%hint NAME [CHECK]: the next hint for the checks that fail."""
        name, *check = words or _raise_usage("%hint NAME [CHECK]")
        self._desk.hint(self._one(name), check[0] if check else None)

    def _solution(self, words: list[str]) -> None:
        """%solution NAME [--give-up]: the reference solution, once you have passed, and how yours differs."""
        give_up = "--give-up" in words
        name, *more = [word for word in words if word != "--give-up"] or _raise_usage("%solution NAME [--give-up]")
        if more:
            _raise_usage("%solution NAME [--give-up]")
        self._desk.solution(self._one(name), give_up)

    def _one(self, name: str) -> Exercise:
        found = self._catalog.resolve([name])
        if len(found) > 1:
            raise UsageError(_("{} is {} exercises: say which, as {}").format(name, len(found), found[0].id))
        return found[0]


def load(shell: InteractiveShell) -> None:
    """Begin: magics, what ran, `from perceptron.softmax import softmax`."""
    unload(shell)
    extension = Extension(shell)
    setattr(shell, _ATTRIBUTE, extension)
    extension.start()


def unload(shell: InteractiveShell) -> None:
    """End it, and the grading process."""
    extension = getattr(shell, _ATTRIBUTE, None)
    if extension is not None:
        extension.stop()
        delattr(shell, _ATTRIBUTE)


def _guarded(magic: Callable[[list[str]], None], line: str) -> None:
    """Run a magic; what goes wrong in it becomes a line of text."""
    if os.environ.get(NBGRADER_VARIABLE):
        # The course's checks are the teacher's to call, and what nobody has checked must not earn full marks.
        raise RuntimeError("not graded: nbgrader runs without the course_cli block of nbgrader_config.py")
    try:
        magic(_words(line))
    except KeyboardInterrupt:
        raise Stopped(_("Stopped.")) from None
    except CourseError as error:
        kind = _("Error (ours, not your code's)") if isinstance(error, EngineFault) else _("Error")
        complain(f"{kind}: {error}")
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE, "") not in ("", "0"):
            raise
        name = type(error).__name__
        complain(
            _("This is a fault of course_cli, not of your code ({}). {} shows the details.").format(
                name, f"{DEBUG_VARIABLE}=1"
            )
        )


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return line.split()


def _raise_usage(usage: str) -> list[str]:
    raise UsageError(_("write {}").format(usage))


def _parent(shell: InteractiveShell) -> dict[str, Any]:
    """The message that asked for the cell to be run; empty on a console."""
    found = shell.get_parent() if hasattr(shell, "get_parent") else None
    return found if isinstance(found, dict) else {}
