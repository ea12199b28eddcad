"""Grading on this machine: one grading process a core, each asked by one thread at a time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import cycle, islice
from queue import SimpleQueue
from types import TracebackType

from course_cli.batch.process import GradingProcess
from course_cli.batch.work import Outcome, Task
from course_cli.course.catalog import Catalog
from course_cli.grading.report import Confined

# A process whose next task is waiting never stands idle while the gradebook is written.
TASKS_AHEAD = 2


class LocalPool:
    """An Executor: `workers` grading processes of this machine, by default one for each core it may use.

    All but the first are forked off the first: the libraries are loaded once, and in memory once, for all. Each keeps
    to one core, with its student's worker: one of the two always waits for the other, and what they hand over need not
    travel from core to core.
    """

    def __init__(
        self, catalog: Catalog, exercises: Sequence[str], workers: int | None = None, device: str = "auto"
    ) -> None:
        cores = cycle(_cores() or [None])
        self._processes = [
            GradingProcess(catalog, exercises, device, core=next(cores)) for _ in range(workers or usable_cores())
        ]
        self._idle: SimpleQueue[GradingProcess] = SimpleQueue()
        self._threads = ThreadPoolExecutor(len(self._processes), "grading")

    def __enter__(self) -> LocalPool:
        first, *others = self._processes
        self._idle.put(first.__enter__())
        for process in others:
            process.start_beside(first)
            self._idle.put(process)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.__exit__(None, None, None)

    def confined(self) -> Confined:
        return self._processes[0].confined()

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        waiting = iter(tasks)
        running: set[Future[Outcome]] = set()
        while True:
            room = len(self._processes) * TASKS_AHEAD - len(running)
            running |= {self._threads.submit(self._grade, task) for task in islice(waiting, room)}
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()

    def _grade(self, task: Task) -> Outcome:
        process = self._idle.get()
        try:
            return process.grade(task)
        finally:
            self._idle.put(process)


def usable_cores() -> int:
    """How many cores this process may run on."""
    return len(_cores()) or os.cpu_count() or 1


def _cores() -> list[int]:
    """Their numbers, where the system lets a process be kept to one."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
