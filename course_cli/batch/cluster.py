"""Grading on the workers of a Dask cluster, each of which has grading processes of its own.

Submissions travel as bytes and results as data; nothing assumes a shared disk. The workers need the same course_cli:
their own copy of the course is what they grade with, and one that differs is refused.
"""

from __future__ import annotations

import hashlib
import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any

import msgspec

import course_cli
from course_cli.batch.process import GradingProcess
from course_cli.batch.work import Outcome, Task
from course_cli.course.catalog import Catalog
from course_cli.errors import EngineFault, UsageError
from course_cli.grading.client import course_secret
from course_cli.grading.report import Confined, Isolation, Report
from course_cli.language import spoken
from course_cli.language import translated as _

try:
    from distributed import Client, Future, as_completed, get_worker, wait
    from distributed import TimeoutError as DaskTimeoutError
    from distributed.diagnostics.plugin import WorkerPlugin
except ImportError as error:
    raise UsageError(
        _("--scheduler needs Dask, here and on the workers: pip install distributed, or '.[dask]' in your checkout")
    ) from error

CONNECT_SECONDS = 30
STARTUP_SECONDS = 120
LOOK_SECONDS = 15
TASKS_AHEAD = 3


class Answer(msgspec.Struct):
    """An Outcome on its way back, without the task that the client still has."""

    report: Report | None
    faults: dict[str, str]


_encode = msgspec.msgpack.Encoder().encode
_decode_task = msgspec.msgpack.Decoder(Task).decode
_decode_answer = msgspec.msgpack.Decoder(Answer).decode


def course_digest(catalog: Catalog) -> str:
    """What must be the same here and on a worker for it to grade as this machine would."""
    digest = hashlib.sha256(course_cli.__version__.encode())
    for exercise in catalog.exercises:
        for path in (exercise.grader_path, exercise.solution_path):
            digest.update(exercise.id.encode() + (path.read_bytes() if path else b""))
    return digest.hexdigest()


@dataclass
class GradingPlugin(WorkerPlugin):
    """Gives a Dask worker as many grading processes as it has threads, from the batch's start to its end."""

    exercises: tuple[str, ...]
    digest: str
    device: str
    secret: bytes
    language: str

    def setup(self, worker: Any) -> None:
        catalog = Catalog.load()
        if course_digest(catalog) != self.digest:
            raise EngineFault(
                _("the Dask worker {} has another version of the course: install the same").format(worker.address)
            )
        # Dask's memory limit is for its own process: what a submission may use is limited in the cage.
        self.processes = [
            GradingProcess(catalog, self.exercises, self.device, self.secret, language=self.language)
            for _core in range(worker.state.nthreads)
        ]
        self.idle: SimpleQueue[GradingProcess] = SimpleQueue()
        for process in self.processes:
            self.idle.put(process.__enter__())

    def teardown(self, worker: Any) -> None:
        for process in self.processes:
            process.kill()
            process.__exit__(None, None, None)

    def grade(self, task: Task) -> Outcome:
        process = self.idle.get()
        try:
            return process.grade(task)
        finally:
            self.idle.put(process)

    def confined(self) -> Confined:
        process = self.idle.get()
        try:
            return process.confined()
        finally:
            self.idle.put(process)


def grade_on_worker(task: bytes, plugin: str) -> bytes:
    """Run on a Dask worker: grade one task with the processes of the batch's plugin."""
    outcome = _plugin(plugin).grade(_decode_task(task))
    return _encode(Answer(outcome.report, dict(outcome.faults)))


def confined_by_worker(plugin: str) -> tuple[Isolation, list[str]]:
    """Run on a Dask worker."""
    confined = _plugin(plugin).confined()
    return confined.isolation, list(confined.missing)


def _plugin(name: str) -> GradingPlugin:
    plugin = get_worker().plugins.get(name)
    if not isinstance(plugin, GradingPlugin):
        raise EngineFault(_("this Dask worker has no grading processes: it joined with another version of the course"))
    return plugin


class ClusterPool:
    """An Executor: the workers of an existing Dask scheduler, those that join later included.

    Args:
        scheduler: its address (`tcp://host:8786`), or the scheduler file that it wrote.
        say: told when no worker is left.
    """

    def __init__(
        self,
        catalog: Catalog,
        exercises: Sequence[str],
        scheduler: str,
        device: str = "auto",
        say: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._scheduler = scheduler
        self._say = say
        self._name = f"course_cli-{uuid.uuid4()}"
        self._plugin = GradingPlugin(tuple(exercises), course_digest(catalog), device, course_secret(catalog), spoken())

    def __enter__(self) -> ClusterPool:
        self._client = self._connect()
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
            self._client.register_plugin(self._plugin, name=self._name)
        except TimeoutError:
            self._client.close()
            raise UsageError(
                _("no worker has joined {}: start some with `dask worker`").format(self._scheduler)
            ) from None
        except BaseException:
            self._client.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._client.unregister_worker_plugin(self._name)
        except (OSError, RuntimeError):  # the scheduler is gone, and its workers with it
            pass
        finally:
            self._client.close()

    def confined(self) -> Confined:
        # As tasks, for a worker tells others that it lives only while nothing blocks it.
        asked = [
            self._client.submit(confined_by_worker, self._name, workers=[worker], pure=False)
            for worker in self._client.nthreads()
        ]
        try:
            done = wait(asked, timeout=STARTUP_SECONDS).done
            errors = [future.exception(timeout=STARTUP_SECONDS) for future in done if future.status != "finished"]
            answers = [future.result(timeout=STARTUP_SECONDS) for future in done if future.status == "finished"]
        except DaskTimeoutError:
            errors = [_("it did not answer in time")]
        if errors:
            raise EngineFault(_("a Dask worker cannot grade: {}").format(errors[0]))
        missing = {layer for _isolation, layers in answers for layer in layers}
        weak = any(isolation == "weak" for isolation, _layers in answers)
        return Confined("weak" if weak else "full", tuple(sorted(missing)))

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        waiting = iter(tasks)
        sent: dict[Future[bytes], Task] = {}
        finished = as_completed()
        while True:
            threads = self._threads()
            for task in islice(waiting, max(threads * TASKS_AHEAD - len(sent), 1 if not sent else 0)):
                future = self._client.submit(grade_on_worker, _encode(task), self._name, pure=False)
                sent[future] = task
                finished.add(future)
            if not sent:
                return
            self._wait_for_one(list(sent))
            future = next(finished)
            outcome = _outcome(sent[future], future)
            if outcome is None:
                finished.add(future)
                continue
            del sent[future]
            yield outcome
            future.release()

    def _threads(self) -> int:
        """Of all workers together. Raises EngineFault where the scheduler is gone."""
        try:
            return sum(self._client.nthreads().values())
        except OSError as error:
            raise EngineFault(
                _(
                    "the Dask scheduler at {} is gone. What was graded is in the gradebook: start a "
                    "scheduler and workers, and the same command goes on from there"
                ).format(self._scheduler)
            ) from error

    def _wait_for_one(self, sent: Sequence[Future[bytes]]) -> None:
        """Return when one of them has ended, however. Raises EngineFault where the scheduler is gone."""
        told = False
        while True:
            try:
                wait(sent, timeout=LOOK_SECONDS, return_when="FIRST_COMPLETED")
            except DaskTimeoutError:
                if not told and not self._threads():
                    self._say(
                        _("no worker is left at {}: the batch waits for one (`dask worker`)").format(self._scheduler)
                    )
                    told = True
            except CancelledError:
                self._threads()
                return
            else:
                return

    def _connect(self) -> Client:
        for name in ("distributed", "distributed.client"):  # their tracebacks are not for a teacher
            logging.getLogger(name).setLevel(logging.CRITICAL)
        if _is_address(self._scheduler):
            where = {"address": self._scheduler}
        else:
            where = {"scheduler_file": _written(Path(self._scheduler))}
        try:
            return Client(**where, timeout=CONNECT_SECONDS)
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(_("no Dask scheduler answers at {}: {}").format(self._scheduler, error)) from error


def _is_address(scheduler: str) -> bool:
    return "://" in scheduler or re.fullmatch(r"[^/]+:\d+", scheduler) is not None


def _written(file: Path) -> str:
    """The scheduler file, which a scheduler that has just been started still has to write. Raises UsageError."""
    ends = time.monotonic() + CONNECT_SECONDS
    while not (file.is_file() and file.stat().st_size):
        if time.monotonic() > ends:
            raise UsageError(
                _("there is no scheduler file {}: `dask scheduler --scheduler-file {}` writes one").format(file, file)
            )
        time.sleep(0.1)
    return str(file)


def _outcome(task: Task, future: Future[bytes]) -> Outcome | None:
    """What came of a task; None where its worker was lost with the answer, and another has to grade it again."""
    try:
        answer = _decode_answer(future.result(timeout=LOOK_SECONDS))
    except Exception as error:  # noqa: BLE001 - whatever Dask could not do is a fault of ours, and is tried again later
        if isinstance(error, DaskTimeoutError) and future.status not in ("error", "cancelled"):
            return None
        return Outcome(task, None, dict.fromkeys(task.exercises, f"{type(error).__name__}: {error}"))
    return Outcome(task, answer.report, answer.faults)
