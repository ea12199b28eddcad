"""Which system calls a confined worker may make; every other one fails with EPERM.

An allow-list, so that a call a newer kernel adds is refused until somebody has thought about it. The process may
compute, use memory, read files (Landlock decides which), and talk over descriptors it already holds. It cannot start
anything, create a descriptor that reaches outside, write a file, signal anyone (not even itself), or change its own
limits and credentials. Executable memory stays allowed: without it oneDNN, which generates code, fails convolutions and
LSTMs.

For the driver of a GPU the list is longer: threads of this process, any control of a device, descriptors to wait on,
opening for writing (Landlock decides what). Still no process, no socket, no signal to another, no other's memory.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seccompy import Filter

_ALLOWED = """
    read readv pread64 preadv write writev lseek close close_range dup dup2 dup3
    stat fstat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat getdents64 getcwd
    poll ppoll select pselect6 recvfrom getsockname getpeername
    mmap munmap mremap mprotect brk
    futex sched_yield sched_getaffinity getcpu get_mempolicy
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending sigaltstack restart_syscall
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times
    getpid gettid getppid getuid geteuid getgid getegid getgroups getpgrp
    getrusage getrlimit sysinfo uname getrandom
    exit exit_group
"""
ALLOWED = tuple(_ALLOWED.split())

FIONCLEX, FIOCLEX, FIONBIO = 0x5450, 0x5451, 0x5421
F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC = 0, 1, 2, 3, 1030
SO_TYPE, SO_ERROR, SO_PROTOCOL, SO_DOMAIN = 3, 4, 38, 39
MADV_DONTNEED, MADV_FREE, MADV_HUGEPAGE, MADV_NOHUGEPAGE = 4, 8, 14, 15
MADV_DONTFORK, MADV_DOFORK, MADV_DONTDUMP, MADV_DODUMP, MADV_POPULATE_WRITE = 10, 11, 16, 17, 23

# The kernel's own bits, the same on both architectures; macOS has other ones, and this module must import there.
O_ACCMODE, O_CREAT, O_TRUNC, O_APPEND, O_ASYNC = 0o3, 0o100, 0o1000, 0o2000, 0o20000
O_PATH, O_TMPFILE = 0o10000000, 0o20000000
NOT_READING = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | O_ASYNC | O_PATH | O_TMPFILE

ADVICE = (*range(MADV_DONTNEED + 1), MADV_FREE, MADV_HUGEPAGE, MADV_NOHUGEPAGE)


@dataclass(frozen=True)
class Condition:
    """A call that is allowed only while ``arguments[index] & mask == value``; all its bits where mask is None."""

    name: str
    index: int
    value: int
    mask: int | None = None


CONDITIONAL: tuple[Condition, ...] = (
    # Reading only, whatever Landlock says: where Landlock is missing a submission still writes nothing. Hence /dev/null
    # cannot be opened for writing either: seccomp sees no path, and a second net is worth more than that one name.
    Condition("open", 1, 0, NOT_READING),
    Condition("openat", 2, 0, NOT_READING),
    # What Python does to a socket of its own. F_SETOWN, F_SETLEASE, F_NOTIFY and locks reach other processes.
    *(Condition("fcntl", 1, command) for command in (F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC)),
    *(Condition("ioctl", 1, request) for request in (FIONBIO, FIOCLEX, FIONCLEX)),
    # What Python asks of a descriptor that it makes a socket of. SO_PEERPIDFD would give a handle of the grader.
    *(Condition("getsockopt", 2, option) for option in (SO_TYPE, SO_ERROR, SO_PROTOCOL, SO_DOMAIN)),
    # send(2); a destination address would be a way out of an unconnected socket. sendmsg(2) could send descriptors,
    # which count against the user who grades for as long as nobody has taken them.
    Condition("sendto", 4, 0),
    # MADV_HWPOISON and MADV_SOFT_OFFLINE hurt the machine when root asks.
    *(Condition("madvise", 2, advice) for advice in ADVICE),
)

CLONE_THREAD = 0x10000
PR_SET_NAME, PR_GET_NAME, PR_SET_VMA = 15, 16, 0x53564D41
O_CREATING = O_CREAT | O_TRUNC | O_ASYNC | O_PATH | O_TMPFILE

_DRIVER_ALLOWED = """
    ioctl mlock mlock2 munlock mincore membarrier mbind set_mempolicy
    set_robust_list rseq sched_setaffinity sched_getparam sched_getscheduler
    eventfd2 pipe2 epoll_create1 epoll_ctl epoll_wait epoll_pwait memfd_create ftruncate pwrite64
    statfs fstatfs
"""
DRIVER_ALLOWED = tuple(_DRIVER_ALLOWED.split())
DRIVER_CONDITIONAL: tuple[Condition, ...] = (
    Condition("clone", 0, CLONE_THREAD, CLONE_THREAD),
    *(Condition("prctl", 0, option) for option in (PR_SET_NAME, PR_GET_NAME, PR_SET_VMA)),
    *(
        Condition("madvise", 2, advice)
        for advice in (MADV_DONTFORK, MADV_DOFORK, MADV_DONTDUMP, MADV_DODUMP, MADV_POPULATE_WRITE)
    ),
    Condition("open", 1, 0, O_CREATING),
    Condition("openat", 2, 0, O_CREATING),
)


def build_filter(for_driver: bool = False) -> Filter:
    """The seccomp filter, compiled. A foreign ABI kills the process; x32 numbers match no rule and so are refused.

    Raises:
        seccompy.UnsupportedError: this machine is neither x86-64 nor AArch64, or not Linux.
    """
    from seccompy import Action, ArgCmp, CmpOp, Filter
    from seccompy.syscalls import audit_arch, syscall_nr

    audit_arch()

    def known(name: str) -> bool:
        try:
            syscall_nr(name)
        except ValueError:  # AArch64 never had open, stat, poll, ...
            return False
        return True

    program = Filter(default=int(Action.ERRNO) | errno.EPERM)
    for name in filter(known, (*ALLOWED, *(DRIVER_ALLOWED if for_driver else ()))):
        program.allow(name)
    if for_driver:
        # Its flags are in memory, where a filter cannot look; told that there is no such call, glibc uses clone.
        program.errno("clone3", errno.ENOSYS)
    for rule in (*CONDITIONAL, *(DRIVER_CONDITIONAL if for_driver else ())):
        if known(rule.name):
            test = (
                ArgCmp(rule.index, CmpOp.EQ, rule.value)
                if rule.mask is None
                else ArgCmp(rule.index, CmpOp.MASKED_EQ, rule.value, rule.mask)
            )
            program.allow(rule.name, args=[test])
    # getrlimit(2) in glibc; a process id or new limits are refused.
    program.allow("prlimit64", args=[ArgCmp(0, CmpOp.EQ, 0), ArgCmp(2, CmpOp.EQ, 0)])
    _ = program.program
    return program
