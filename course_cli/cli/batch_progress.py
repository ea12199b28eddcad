"""What a batch shows while it runs: a bar on a terminal, a line every few seconds elsewhere; on standard error."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, cast

from course_cli.batch.runner import Tally
from course_cli.cli.aside import say
from course_cli.language import translated as _

SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def batch_progress(total: int) -> Iterator[Callable[[Tally], None]]:
    """A function to be told of every change."""
    if sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with _bar(total) as tell:
            yield tell
    else:
        yield _Lines()


@contextmanager
def _bar(total: int) -> Iterator[Callable[[Tally], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"),
               TextColumn("{task.fields[trouble]}"))  # fmt: skip
    console = Console(file=cast("IO[str]", _Forgiving(sys.stderr)))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total, pace="", trouble="")
        pace = _Pace()

        def tell(tally: Tally) -> None:
            progress.update(task, completed=tally.done, pace=pace.of(tally), trouble=_trouble(tally))

        yield tell


class _Forgiving:
    """A stream to a terminal that may be closed while the batch goes on."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


class _Lines:
    def __init__(self) -> None:
        self._pace = _Pace()
        self._last = time.monotonic()

    def __call__(self, tally: Tally) -> None:
        pace = self._pace.of(tally)
        now = time.monotonic()
        if now - self._last < SECONDS_BETWEEN_LINES or tally.done == tally.total:
            return
        self._last = now
        said = (_("{} of {} submissions").format(tally.done, tally.total), pace, _trouble(tally))
        say(", ".join(filter(None, said)))


class _Pace:
    """How fast submissions are graded, from the first on: neither starting up nor what is unchanged tells."""

    def __init__(self) -> None:
        self._first: tuple[float, int] | None = None

    def of(self, tally: Tally) -> str:
        """The rate and what is left at that rate; "" before anything can be said."""
        now = time.monotonic()
        graded = tally.done - tally.unchanged
        if self._first is None:
            self._first = (now, graded) if graded else None
            return ""
        started, before = self._first
        if graded == before or now == started:
            return ""
        rate = (graded - before) / (now - started)
        return _("{:.1f}/s, about {:.0f} s left").format(rate, (tally.total - tally.done) / rate)


def _trouble(tally: Tally) -> str:
    """What did not go as it should, so far; "" if all did."""
    counts = {_("timed out"): tally.timeouts, _("crashed"): tally.crashes, _("cannot be imported"): tally.import_errors,
              _("not graded (our fault)"): len(tally.faults)}  # fmt: skip
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)
