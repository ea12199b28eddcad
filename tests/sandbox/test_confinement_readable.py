"""What is granted, which calls are listed, and what happens where there is no Landlock or seccomp."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Literal

import pytest

import course_cli
from course_cli.sandbox import readable
from course_cli.sandbox.confinement import Confinement, ConfinementError, Limits
from course_cli.sandbox.readable import readable_paths
from course_cli.sandbox.syscalls import ALLOWED, CONDITIONAL

linux = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")

NEVER_ALLOWED = """
    fork vfork clone clone3 execve execveat socket socketpair connect bind listen accept accept4 sendmmsg sendmsg
    recvmsg kill tkill tgkill rt_sigqueueinfo pidfd_open pidfd_send_signal pidfd_getfd ptrace process_vm_readv
    process_vm_writev
    process_madvise kcmp io_uring_setup io_uring_enter io_uring_register memfd_create memfd_secret shmget shmat
    msgget semget mq_open keyctl add_key request_key bpf perf_event_open userfaultfd mount umount2 pivot_root chroot
    unshare setns prctl setrlimit seccomp personality openat2 open_by_handle_at creat truncate ftruncate mkdir
    mkdirat rmdir unlink unlinkat rename renameat renameat2 link linkat symlink symlinkat chmod fchmod fchmodat
    chown fchown fchownat lchown utimensat mknod mknodat setxattr fsetxattr inotify_init1 fanotify_init setuid
    setgid setresuid setresgid setgroups capset setitimer alarm timer_create timerfd_create setpriority
    sched_setaffinity mlock mlockall splice vmsplice tee pipe pipe2 copy_file_range sendfile flock chdir fchdir
    setsid setpgid
""".split()


@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_grants_exist_and_hold_nothing_of_others(library: Literal["numpy", "torch"]) -> None:
    paths = [Path(path).resolve() for path in readable_paths(library)]
    private = [
        Path(course_cli.__file__).parent,
        Path(sysconfig.get_path("purelib")),
        Path.home() / "x",
        Path(tempfile.gettempdir()),
        Path("/etc/passwd"),
        Path("/proc/self"),
        Path("/sys"),
        Path(str(importlib.metadata.distribution("pytest").locate_file("pytest"))),
    ]
    for path in paths:
        assert path.exists()
        assert not [secret for secret in private if secret.resolve().is_relative_to(path)]


def test_numpy_workers_get_no_torch_and_torch_workers_get_numpy() -> None:
    torch, numpy = (str(importlib.metadata.distribution(name).locate_file(name)) for name in ("torch", "numpy"))
    assert not [path for path in readable_paths("numpy") if path.startswith(torch)]
    assert numpy in readable_paths("torch")
    assert os.path.join(torch, "nn", "utils") in readable_paths("torch")
    assert not {torch, *(os.path.join(torch, name) for name in LEFT_OUT)} & set(readable_paths("torch"))


def test_what_would_undo_a_refusal_is_not_readable() -> None:
    """The source, and the bytecode, of what is refused in memory; extensions that reach under the interpreter."""
    import _ctypes

    torch = Path(str(importlib.metadata.distribution("torch").locate_file("torch")))
    sources = [torch / "optim/sgd.py", torch / "nn/functional.py", torch / "_refs/__init__.py"]
    compiled = [Path(importlib.util.cache_from_source(str(source))) for source in sources]
    granted = [Path(path) for path in readable_paths("torch")]
    for hidden in (*sources, *compiled, Path(_ctypes.__file__)):
        assert not [path for path in granted if hidden.is_relative_to(path)]
    assert [path for path in granted if (torch / "nn/init.py").is_relative_to(path)]


LEFT_OUT = (
    "include",
    "_inductor/compile_fx.py",
    "_inductor/lowering.py",
    "_prims/context.py",
    "utils/cpp_extension.py",
)


def test_refuses_to_grant_a_folder_that_holds_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(Path(course_cli.__file__).parents[1])
    monkeypatch.setattr(readable, "_standard_library", lambda: iter([folder]))
    with pytest.raises(RuntimeError, match="course_cli"):
        readable_paths("numpy")


def test_an_unknown_library_is_an_error() -> None:
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        readable_paths("no-such-library")  # type: ignore[arg-type]


@linux
def test_names_of_calls_are_right_and_none_is_dangerous() -> None:
    from seccompy.syscalls import AARCH64_SYSCALLS, X86_64_SYSCALLS

    listed = {*ALLOWED, *(rule.name for rule in CONDITIONAL)}
    assert listed <= X86_64_SYSCALLS.keys()
    assert {"openat", "mmap", "futex", "ppoll", "sendto"} <= listed & AARCH64_SYSCALLS.keys()
    assert set(NEVER_ALLOWED) <= X86_64_SYSCALLS.keys()
    assert listed.isdisjoint(NEVER_ALLOWED)


@linux
@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_is_built_for_both_architectures(machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from course_cli.sandbox.syscalls import build_filter

    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert len(build_filter().program) // 8 in range(100, 4096)


def test_elsewhere_isolation_is_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    confinement = Confinement.prepare([])
    assert confinement.isolation == "weak"
    assert confinement.missing == ("lifeline", "capabilities", "undumpable", "landlock", "seccomp")
    assert confinement.descriptors == frozenset()


NO_MODULES = """
import os, sys
sys.modules.update(landlockpy=None, seccompy=None)
sys.path.insert(0, sys.argv[1])
from course_cli.sandbox.confinement import Confinement, Limits
confinement = Confinement.prepare([])
assert confinement.missing == ("landlock", "seccomp"), confinement.missing
confinement.apply(Limits(memory_bytes=1 << 28, cpu_seconds=5), os.getppid())
bytearray(1 << 20)
try:
    bytearray(1 << 30)
except MemoryError:
    print("limited")
"""


@linux
def test_without_the_two_modules_the_other_layers_hold() -> None:
    command = [sys.executable, "-I", "-B", "-c", NO_MODULES, str(Path(course_cli.__file__).parents[1])]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "limited\n"


@linux
def test_an_orphan_does_not_start() -> None:
    confinement = Confinement((), None, None)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            confinement.apply(Limits(memory_bytes=1 << 28, cpu_seconds=5), parent_pid=1)
        except ConfinementError:
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@linux
def test_a_path_that_is_not_there_is_passed_over(tmp_path: Path) -> None:
    code = "from course_cli.sandbox.confinement import Confinement; print(Confinement.prepare([%r]).isolation)"
    command = [sys.executable, "-c", code % str(tmp_path / "no")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(course_cli.__file__).parents[1])
    assert done.stdout == "full\n"
