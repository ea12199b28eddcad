"""Irrevocable confinement of the process that runs a submission (Linux; elsewhere what there is, named as weak).

Layers, none enough alone: it dies with its parent, resource limits, no capabilities (root's would lift them), an
undumpable process, Landlock (which files can be read), seccomp (which system calls exist). What this system does not
let be put on is found out once, named, and done without.

With a `Driver` each layer leaves room for what a GPU's driver does, and the isolation is weak, whatever is on: the
driver's own interface is wide, its memory cannot be bounded, and it starts threads.

Not covered: ``stat()`` and its kin tell that a path exists, and its size and times, even where it cannot be read.
Landlock does not filter them and seccomp sees no paths.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, get_args

from course_cli.sandbox.driver import Driver

if TYPE_CHECKING:
    from landlockpy import Ruleset
    from seccompy import Filter

Layer = Literal["lifeline", "rlimits", "capabilities", "undumpable", "landlock", "seccomp"]
LAYERS: tuple[Layer, ...] = get_args(Layer)

PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_READ_SEARCH = 2

DRIVER_OPEN_FILES = 1_024
DRIVER_CPU_SECONDS = 30


class ConfinementError(RuntimeError):
    """A layer that was available could not be put on. The process must not run a submission."""


@dataclass(frozen=True)
class Limits:
    """What a confined process may use at most.

    memory_bytes: address space above what the process has when it is confined. cpu_seconds: of processor time, after
    which the kernel kills it. file_bytes: size of a file it writes (passing it is an OSError: Python ignores SIGXFSZ).
    open_files: descriptors below this number.
    """

    memory_bytes: int
    cpu_seconds: int
    file_bytes: int = 0
    open_files: int = 64


class Confinement:
    """The confinement prepared once, by the process that forks the workers; each worker applies it to itself."""

    def __init__(
        self,
        missing: tuple[Layer, ...],
        ruleset: Ruleset | None,
        program: Filter | None,
        readable: Sequence[str] = (),
        driver: Driver | None = None,
    ) -> None:
        self.missing = missing
        self._ruleset = ruleset
        self._program = program
        self._readable = readable
        self._driver = driver

    @property
    def isolation(self) -> Literal["full", "weak"]:
        if self._driver is not None:
            return "weak"
        return "weak" if self.missing else "full"

    @property
    def descriptors(self) -> frozenset[int]:
        """What a worker must keep open until it has called apply(), which closes them."""
        return frozenset() if self._ruleset is None else frozenset({self._ruleset.fileno()})

    @classmethod
    def prepare(
        cls, readable: Sequence[str], *, without: Collection[Layer] = frozenset(), driver: Driver | None = None
    ) -> Confinement:
        """Build what apply() needs, and try in a child whether this system lets it be put on.

        Args:
            readable: files, and folders with all beneath them, that may be read; one that is not there is passed over.
            without: layers to leave out, as if the system had none.
            driver: that of the GPU which the process will use.

        The calling process must have one thread; it stays unconfined itself.
        """
        missing: set[Layer] = set(without)
        ruleset, program = None, None
        _libc()
        if sys.platform != "linux":
            absent = tuple(layer for layer in LAYERS if layer in missing or layer != "rlimits")
            return cls(absent, None, None, readable, driver)
        missing |= _fail(
            {
                "lifeline": partial(_prctl, PR_SET_PDEATHSIG, signal.SIGKILL),
                "rlimits": partial(_set_limits, Limits(memory_bytes=1 << 30, cpu_seconds=60), driver is not None),
                "capabilities": _drop_capabilities,
                "undumpable": partial(_prctl, PR_SET_DUMPABLE, 0),
            }
        )
        if "landlock" not in missing:
            ruleset = _build_ruleset(readable, driver)
        if "seccomp" not in missing:
            program = _build_program(driver is not None)
        # One child each: a foreign-ABI filter may kill the child that tries it.
        if ruleset is not None and not _works(partial(_try_landlock, ruleset)):
            ruleset.close()
            ruleset = None
        if program is not None and not _works(partial(_try_seccomp, program)):
            program = None
        if ruleset is None:
            missing.add("landlock")
        if program is None:
            missing.add("seccomp")
        return cls(tuple(layer for layer in LAYERS if layer in missing), ruleset, program, readable, driver)

    def apply(self, limits: Limits, parent_pid: int) -> None:
        """Confine the calling process, which ``parent_pid`` has just forked, for ever.

        Raises:
            ConfinementError: a layer failed that had been found available, or the parent is gone.
        """
        try:
            if "lifeline" not in self.missing:
                _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent_pid:
                raise ConfinementError("the parent process is gone")
            if "rlimits" not in self.missing:
                _set_limits(limits, self._driver is not None)
            if "capabilities" not in self.missing:
                _drop_capabilities()
            if "undumpable" not in self.missing:
                _prctl(PR_SET_DUMPABLE, 0)
            if self._ruleset is not None:
                self._restrict_files(self._ruleset)
            if self._program is not None:
                self._program.load()
        except (OSError, ValueError) as error:
            raise ConfinementError(f"this process could not be confined: {error}") from error

    def _restrict_files(self, ruleset: Ruleset) -> None:
        if self._driver is not None:
            # CUDA names its threads, and gives up where it cannot. The folder for that is each process's own, and a
            # ruleset that was made before the fork is shared by all.
            ruleset.close()
            own = _build_ruleset(self._readable, self._driver, ("/proc/self/task",))
            if own is None:
                raise ConfinementError("Landlock has gone")
            ruleset = own
        ruleset.restrict()
        ruleset.close()


def wake_when_parent_ends() -> None:
    """Have this process continued, should it be stopped, when its parent ends: else it would never see that."""
    _signal_when_parent_ends(signal.SIGCONT)


def end_with_parent() -> None:
    """Have this process killed when its parent ends."""
    _signal_when_parent_ends(signal.SIGKILL)


def _signal_when_parent_ends(number: signal.Signals) -> None:
    if sys.platform == "linux":
        with suppress(OSError):
            _prctl(PR_SET_PDEATHSIG, number)


def _build_ruleset(readable: Sequence[str], driver: Driver | None, writable: Sequence[str] = ()) -> Ruleset | None:
    """A ruleset that handles every right this kernel knows, and grants reading alone; None where there is no Landlock.

    The oldest ABI will do: what later ones added (truncating, ioctls, sockets, signals) seccomp refuses too.
    """
    try:
        from landlockpy import AccessFS, Ruleset, Scope

        ruleset = Ruleset(scoped=Scope.ABSTRACT_UNIX_SOCKET | Scope.SIGNAL)
    except (ImportError, OSError):
        return None
    read, both = AccessFS.READ_FILE, AccessFS.READ_FILE | AccessFS.READ_DIR
    grants = [(path, both if os.path.isdir(path) else read) for path in readable]
    grants += [("/dev/zero", read), ("/dev/urandom", read), ("/dev/null", read | AccessFS.WRITE_FILE)]
    if driver is not None:
        control = read | AccessFS.WRITE_FILE | AccessFS.IOCTL_DEV
        grants += [(path, both if os.path.isdir(path) else read) for path in (*driver.readable, "/proc/self")]
        grants += [(path, control | both if os.path.isdir(path) else control) for path in driver.devices]
        grants += [(path, both | AccessFS.WRITE_FILE) for path in writable]
    try:
        for path, rights in grants:
            with suppress(FileNotFoundError, PermissionError):
                ruleset.allow_path(path, rights)
    except OSError:  # a filter around us may forbid what its version promises
        ruleset.close()
        return None
    return ruleset


def _build_program(for_driver: bool) -> Filter | None:
    try:
        from seccompy import supported

        from course_cli.sandbox.syscalls import build_filter

        # Also makes seccompy look up the C library now: that starts a process, which a confined one cannot.
        return build_filter(for_driver) if supported() else None
    except (ImportError, OSError):
        return None


def _works(attempt: Callable[[], bool]) -> bool:
    """Whether the attempt succeeds in a forked child."""
    return _status_of(lambda: 0 if attempt() else 1) == 0


def _fail(attempts: Mapping[Layer, Callable[[], None]]) -> set[Layer]:
    """Those that raise an error of the system when they are made one after the other in a forked child."""

    def failed() -> int:
        bits = 0
        for position, attempt in enumerate(attempts.values()):
            try:
                attempt()
            except (OSError, ValueError):
                bits |= 1 << position
        return bits

    bits = _status_of(failed)
    return {layer for position, layer in enumerate(attempts) if bits < 0 or bits & 1 << position}


def _status_of(attempt: Callable[[], int]) -> int:
    """What the attempt comes to in a forked child; negative where that was killed."""
    child = os.fork()
    if child == 0:
        status = 255
        try:
            status = attempt()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _try_landlock(ruleset: Ruleset) -> bool:
    ruleset.restrict()
    return _fails(lambda: os.listdir("/"), errno.EACCES)


def _try_seccomp(program: Filter) -> bool:
    program.load()
    return _fails(lambda: os.kill(os.getpid(), 0), errno.EPERM)


def _fails(attempt: Callable[[], object], number: int) -> bool:
    try:
        attempt()
    except OSError as error:
        return error.errno == number
    return False


@cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, value: int) -> None:
    if _libc().prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _drop_capabilities() -> None:
    """Leave root no capability but that of reading files it does not own, which Landlock bounds."""
    if sys.platform != "linux":
        return
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    kept = 1 << CAP_DAC_READ_SEARCH if os.geteuid() == 0 else 0
    words = struct.pack("6I", kept, kept, 0, 0, 0, 0)  # effective, permitted, inheritable; low words, high words
    # A container may have taken that one too, and then asking to keep it fails.
    if _libc().capset(header, words) and _libc().capset(header, bytes(len(words))):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _set_limits(limits: Limits, for_driver: bool) -> None:
    """Soft and hard alike, so that no handler can catch the soft one; never above the present hard limit.

    A driver reserves address space without end, locks memory, starts threads, and takes its time to start.
    """
    wanted = {
        "RLIMIT_CPU": limits.cpu_seconds,
        "RLIMIT_FSIZE": limits.file_bytes,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    if for_driver:
        wanted["RLIMIT_CPU"] += DRIVER_CPU_SECONDS
        wanted["RLIMIT_NOFILE"] = max(limits.open_files, DRIVER_OPEN_FILES)
        del wanted["RLIMIT_NPROC"], wanted["RLIMIT_MEMLOCK"]
    elif (size := _address_space()) is not None:
        wanted["RLIMIT_AS"] = size + limits.memory_bytes
    for name, value in wanted.items():
        if (number := getattr(resource, name, None)) is not None:
            hard = resource.getrlimit(number)[1]
            bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(number, (bound, bound))


def _address_space() -> int | None:
    """Bytes of address space this process has mapped; None where the system does not tell."""
    try:
        descriptor = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        return None
    try:
        return int(os.read(descriptor, 256).split()[0]) * resource.getpagesize()
    finally:
        os.close(descriptor)
