"""What a batch shows while it runs: a bar on a terminal, a line every few seconds elsewhere; on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from course_cli.batch.runner import Tally

SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def batch_progress(total: int) -> Iterator[Callable[[Tally], None]]:
    """A function to be told of every change."""
    if sys.stderr.isatty():
        with _bar(total) as tell:
            yield tell
    else:
        yield _Lines()


@contextmanager
def _bar(total: int) -> Iterator[Callable[[Tally], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
               TextColumn("{task.fields[trouble]}"))  # fmt: skip
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total, rate="", trouble="")
        started = time.monotonic()

        def tell(tally: Tally) -> None:
            rate = f"{_rate(tally, started):.1f}/s"
            progress.update(task, completed=tally.done, rate=rate, trouble=_trouble(tally))

        yield tell


class _Lines:
    def __init__(self) -> None:
        self._started = self._last = time.monotonic()

    def __call__(self, tally: Tally) -> None:
        now = time.monotonic()
        if now - self._last < SECONDS_BETWEEN_LINES or tally.done == tally.total:
            return
        self._last = now
        rate = _rate(tally, self._started)
        left = (tally.total - tally.done) / rate if rate else 0.0
        text = f"{tally.done} of {tally.total} submissions, {rate:.1f}/s, about {left:.0f} s left"
        click.echo("; ".join(filter(None, (text, _trouble(tally)))), err=True)


def _rate(tally: Tally, started: float) -> float:
    return tally.done / max(time.monotonic() - started, 1e-3)


def _trouble(tally: Tally) -> str:
    """What did not go as it should, so far; "" if all did."""
    counts = {"timed out": tally.timeouts, "crashed": tally.crashes, "cannot be imported": tally.import_errors,
              "not graded (our fault)": len(tally.faults)}  # fmt: skip
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)
