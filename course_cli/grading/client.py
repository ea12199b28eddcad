"""Starts the grading process and asks it: what the commands call. Imports neither torch nor pytest."""

from __future__ import annotations

import copy
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

import course_cli
from course_cli.course.catalog import Catalog
from course_cli.errors import EngineFault, GraderError, NucleusDied, UsageError, reason_of
from course_cli.grading import messages
from course_cli.grading.forked import ForkedProcess, can_be_held
from course_cli.grading.report import Confined, ExampleResult, Report
from course_cli.grading.submission import Submission
from course_cli.language import spoken
from course_cli.language import translated as _
from course_cli.sandbox.placement import TRAITS, Device
from course_cli.sandbox.processes import is_stopped

Progress = Callable[[str], None]

SECRET_VARIABLE = "COURSE_CLI_SECRET"
DEBUG_VARIABLE = "COURSE_CLI_DEBUG"

# Everything else of the environment stays outside: workers see what the grading process sees.
KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
SET_VARIABLES = {
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "PYTHONHASHSEED": "0",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "LC_ALL": "C.UTF-8",
}
DEVICE_TESTS: dict[Device, str] = {
    "cuda": "torch.cuda.is_available()",
    "mps": "torch.backends.mps.is_available()",
}
# Which GPU is meant; what has its driver write no files, sum in one order, and tell of a fault where it happens. What
# Metal lacks, the CPU then does.
KEPT_FOR_DEVICE: dict[Device, tuple[str, ...]] = {
    "cuda": ("CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES",
             "HSA_OVERRIDE_GFX_VERSION"),
}  # fmt: skip
SET_FOR_DEVICE: dict[Device, dict[str, str]] = {
    "cuda": {"CUDA_CACHE_DISABLE": "1", "CUBLAS_WORKSPACE_CONFIG": ":4096:8", "CUDA_LAUNCH_BLOCKING": "1"},
    "mps": {"PYTORCH_ENABLE_MPS_FALLBACK": "1"},
}
BOOTSTRAP = (
    "import sys; sys.path[:] = sys.argv[1].split('\\n'); "
    "from course_cli.grading.server import main; main(int(sys.argv[2]), sys.argv[3].split(), sys.argv[4])"
)


STOPPED_SECONDS = 5
BUFFERED_BYTES = 64 << 10  # of a message: more may have to wait until the other side reads
EXIT_SECONDS = 20


class Engine:
    """A grading process, started on entering the context and ended on leaving it.

    `exercises` limits what may be asked for to these ids, which starts faster; by default everything may be. `device`
    is where torch exercises run: auto and cpu mean the CPU, where a submission can be fully confined; the devices of
    `placement.TRAITS` that only simulate one are for tests. `secret` is what random inputs are derived from, by
    default `course_secret(catalog)`. `names_mistakes` is whether a wrong answer that is a known one is told so.
    Results are worded in `language`, by default the one that is spoken. `core` is the number of the one core that
    it and its workers keep to.

    Raises UsageError for a device that is not there.
    """

    def __init__(
        self, catalog: Catalog, exercises: Sequence[str] | None = None, *, device: str = "auto",
        progress: Progress | None = None, secret: bytes | None = None, names_mistakes: bool = True,
        language: str | None = None, core: int | None = None,
    ) -> None:  # fmt: skip
        self._names_mistakes = names_mistakes
        self._language = spoken() if language is None else language
        self._core = core
        self._device = require_device(device)
        self._catalog = catalog
        self._exercises = _with_siblings(catalog, exercises) if exercises else [e.id for e in catalog.exercises]
        self._progress = progress
        self._secret = course_secret(catalog) if secret is None else secret
        self._origin: Engine | None = None

    def __enter__(self) -> Engine:
        if self._origin is not None:
            with suppress(EngineFault):
                self._fork_off(self._origin)
                return self
        self._start()
        return self

    def _start(self) -> None:
        libraries = sorted({self._catalog.get(id_).library for id_ in self._exercises})
        if self._progress is not None:
            self._progress(_("starting {}").format(_(" and ").join(libraries)))
        ours, theirs = _socket_pair()
        errors = None if os.environ.get(DEBUG_VARIABLE) else subprocess.DEVNULL
        arguments = ["\n".join(import_path()), str(theirs.fileno()), " ".join(libraries), self._device]
        try:
            self._process: subprocess.Popen[bytes] | ForkedProcess = subprocess.Popen(
                [sys.executable, "-S", "-s", "-c", BOOTSTRAP, *arguments],
                env=_environment(self._device),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        except (OSError, MemoryError) as error:
            ours.close()
            raise NucleusDied(_("the grading process cannot be started: {}").format(reason_of(error))) from error
        finally:
            theirs.close()
        self._connection = Connection(ours.detach())
        hello = messages.Hello(
            str(self._catalog.root), self._exercises, self._secret, self._progress is not None, self._names_mistakes,
            self._language, self._core,
        )  # fmt: skip
        self._send(hello)

    def fork(self, core: int | None = None) -> Engine:
        """Another engine, to be entered and left while this one is entered. It goes on should this one's process die.

        Its process is forked off this one's, which has loaded libraries and graders: they are in memory once. Where
        that cannot be (the system, or a device's driver, does not stand it), it is started afresh.
        """
        forked = copy.copy(self)
        forked._core = core
        forked._origin = self if can_be_held() and self._device == "cpu" else None
        return forked

    def _fork_off(self, origin: Engine) -> None:
        ours, theirs = _socket_pair()
        self._connection = Connection(ours.detach())
        with theirs:
            origin._send(messages.ForkRequest(self._core))
            try:
                send_handle(origin._connection, theirs.fileno(), origin._process.pid)
            except OSError:
                raise origin._died() from None
        answer = origin._receive()
        assert isinstance(answer, messages.Forked)
        try:
            self._process = ForkedProcess(answer.pid)
        except OSError as error:
            self._connection.close()
            raise NucleusDied(_("the grading process cannot be started: {}").format(reason_of(error))) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._connection.close()
        self._end(at_once=error is not None)

    def kill(self) -> None:
        """End the grading process at once, whatever it is at; what another thread asked of it raises NucleusDied."""
        self._process.kill()

    def grade(self, submission: Submission, ids: Sequence[str], *, pictures: bool = False) -> Report:
        """Grade the exercises `ids`, with pictures if they will be looked at.

        Raises EngineFault when we failed; never for what a submission does.
        Raises UsageError where the device cannot be used after all.
        """
        request = messages.GradeRequest(
            submission.student, dict(submission.files), dict(submission.problems), list(ids), pictures
        )
        answer = self._ask(request)
        assert isinstance(answer, messages.Graded)
        return answer.report

    def run_examples(self, submission: Submission, exercise_id: str) -> tuple[ExampleResult, ...]:
        """Run the course's own examples of one exercise against the submission. Raises UsageError or EngineFault."""
        answer = self._ask(messages.ExamplesRequest(dict(submission.files), exercise_id))
        assert isinstance(answer, messages.ExamplesRan)
        return answer.results

    def confined(self) -> Confined:
        """How well submissions are confined on this machine; asks, and runs none of them."""
        answer = self._ask(messages.DescribeRequest())
        assert isinstance(answer, messages.Described)
        return answer.confined

    def _ask(self, request: messages.Request) -> messages.Answer:
        self._send(request)
        return self._receive()

    def _receive(self) -> messages.Answer:
        while True:
            try:
                self._wait_for_answer()
                answer = messages.decode_answer(self._connection.recv_bytes())
            except (EOFError, OSError):
                raise self._died() from None
            if isinstance(answer, messages.Fault):
                raise (GraderError if answer.of_grader else EngineFault)(answer.message)
            if isinstance(answer, messages.Unusable):
                raise UsageError(answer.message)
            if not isinstance(answer, messages.Progress):
                return answer
            if self._progress is not None:
                self._progress(answer.text)

    def _send(self, message: messages.Hello | messages.Request) -> None:
        data = messages.encode(message)
        try:
            with self._ended_if_stopped() if len(data) > BUFFERED_BYTES else nullcontext():
                self._connection.send_bytes(data)
        except OSError:
            raise self._died() from None

    @contextmanager
    def _ended_if_stopped(self) -> Iterator[None]:
        """End the process should it stay stopped meanwhile: it would not read."""
        sent = Event()

        def watch() -> None:
            with suppress(NucleusDied):  # whoever sends finds out
                self._wait_until(sent.wait)

        thread = Thread(target=watch, name="stopped", daemon=True)
        thread.start()
        try:
            yield
        finally:
            sent.set()
            thread.join()

    def _wait_for_answer(self) -> None:
        """Return when there is one, or the connection has ended. Raises NucleusDied for a process that stays stopped,
        EOFError for one that has ended though something else, a process that forked off, holds its end open.
        """
        self._wait_until(self._connection.poll)
        if not self._connection.poll():
            raise EOFError

    def _wait_until(self, over: Callable[[float], bool]) -> None:
        """Return once `over`, which waits for so many seconds, is true or the process has ended.

        Raises NucleusDied for a process that stays stopped, and ends it.
        """
        stopped = False
        while not over(STOPPED_SECONDS) and self._process.poll() is None:
            if stopped and is_stopped(self._process.pid):
                self._process.kill()
                raise NucleusDied(
                    _("the grading process was stopped from outside for {} s or more").format(STOPPED_SECONDS)
                )
            stopped = is_stopped(self._process.pid)

    def _end(self, *, at_once: bool = False) -> int | None:
        """End the process, which has seen its connection closed, and return its status, where that can be told."""
        if at_once:
            self._process.kill()
        self._process.send_signal(signal.SIGCONT)
        try:
            return self._process.wait(EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _died(self) -> NucleusDied:
        self._connection.close()
        status = self._end()
        if status == -signal.SIGVTALRM:  # see patience.py
            return NucleusDied(_("the grader went on computing long after its time was up, and was ended"))
        return NucleusDied(
            _(
                "the grading process ended (status {}) before it answered; set {}=1 to see what it says, and "
                "`python -c 'import torch'` should work"
            ).format("?" if status is None else status, DEBUG_VARIABLE)
        )


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    try:
        return socket.socketpair()
    except OSError as error:
        raise NucleusDied(_("the grading process cannot be started: {}").format(reason_of(error))) from error


def course_secret(catalog: Catalog) -> bytes:
    """What the random inputs of checks are derived from, with each grader's text and the submission."""
    return os.environ.get(SECRET_VARIABLE, catalog.course).encode()


def grade(
    submission: Submission,
    ids: Sequence[str],
    *,
    catalog: Catalog,
    device: str = "auto",
    progress: Progress | None = None,
    pictures: bool = False,
) -> Report:
    """Grade the exercises `ids` of one submission in a grading process of its own.

    Raises UsageError for a device that is not there, EngineFault when a grader or the engine failed.
    """
    with Engine(catalog, ids, device=device, progress=progress) as engine:
        return engine.grade(submission, ids, pictures=pictures)


def run_examples(submission: Submission, exercise_id: str, *, catalog: Catalog) -> tuple[ExampleResult, ...]:
    """Run the course's own examples of one exercise against the submission."""
    with Engine(catalog, [exercise_id]) as engine:
        return engine.run_examples(submission, exercise_id)


def _with_siblings(catalog: Catalog, ids: Sequence[str]) -> list[str]:
    """`ids` and whatever a capstone among them may import: the other exercises of its chapter."""
    chapters = {catalog.get(id_).chapter for id_ in ids if catalog.get(id_).is_capstone}
    return [e.id for e in catalog.exercises if e.id in ids or e.chapter in chapters]


def require_device(device: str) -> Device:
    """The device that is meant. Raises UsageError for one that torch does not find on this machine."""
    if device in ("auto", "cpu"):
        return "cpu"
    name = next((known for known in TRAITS if known == device), None)
    if name is None:
        raise UsageError(_("there is no device {}: use --device cpu").format(device))
    if name not in DEVICE_TESTS:
        return name
    # Not in this process: what it imports may come from a student's folder.
    code = f"import sys; sys.path[:] = sys.argv[1].split('\\n'); import torch; sys.exit(not {DEVICE_TESTS[name]})"
    command = [sys.executable, "-S", "-s", "-c", code, "\n".join(import_path())]
    environment = _environment(name)
    if subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode:
        raise UsageError(_("this machine has no {} device that torch can use; use --device cpu").format(device.upper()))
    return name


def _environment(device: Device) -> dict[str, str]:
    """The environment of the grading process, and of its workers."""
    kept = (*KEPT_VARIABLES, *KEPT_FOR_DEVICE.get(device, ()))
    inherited = {name: os.environ[name] for name in kept if name in os.environ}
    return {**inherited, **SET_VARIABLES, **SET_FOR_DEVICE.get(device, {})}


def import_path() -> list[str]:
    """Where the grading process finds modules: this process's path, made absolute, without the current folder.

    The current folder may be a student's, and a `torch.py` in it must not be imported.
    """
    package_root = str(Path(course_cli.__file__).resolve().parent.parent)
    here = str(Path.cwd()) if _folder_exists() else ""
    entries = [os.path.abspath(entry) for entry in sys.path if entry]
    kept = [entry for entry in entries if entry != here or entry == package_root]
    return list(dict.fromkeys([*kept, package_root]))


def _folder_exists() -> bool:
    try:
        os.getcwd()
    except OSError:
        return False
    return True
