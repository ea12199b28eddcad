"""A confined process computes and does nothing else. Each attack also runs unconfined, where it must get through."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from course_cli.sandbox.confinement import LAYERS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")

PROJECT = Path(__file__).parents[2]
NOBODY = 65534
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
LIMITS = {"memory_bytes": 1 << 30, "cpu_seconds": 20}


@dataclass
class Zygote:
    process: subprocess.Popen[str]
    names: dict[str, Any]
    hello: dict[str, Any] = field(default_factory=dict)

    def run(self, code: str, *, confined: bool = True, wait: bool = True, **limits: int) -> dict[str, Any]:
        request = {
            "code": code,
            "confined": confined,
            "wait": wait,
            "names": self.names,
            "limits": {**LIMITS, **limits},
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line and self.process.wait() == 3:
            pytest.skip("another user cannot reach this interpreter, and this machine gives no mount namespace")
        assert line, "the zygote ended"
        answer: dict[str, Any] = json.loads(line)
        return answer


@pytest.fixture(scope="module")
def world() -> Iterator[dict[str, Any]]:
    """What attacks aim at, open to every user: files, a process, servers."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o777)
        (folder / "secret").write_text("canary")
        (folder / "secret").chmod(0o666)
        (folder / "full").mkdir(mode=0o777)
        (folder / "full").chmod(0o777)
        (folder / "link").symlink_to("secret")
        program = folder / "program"
        program.write_text("#!/bin/sh\nexit 0\n")
        program.chmod(0o755)
        user = NOBODY if os.geteuid() == 0 else None
        victim = stack.enter_context(subprocess.Popen(["sleep", "600"], user=user))
        stack.callback(victim.kill)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=100))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(str(folder / "socket"))
        unix.listen(100)
        (folder / "socket").chmod(0o777)
        names = {"folder": str(folder), "victim": victim.pid, "port": tcp.getsockname()[1], "project": str(PROJECT)}
        yield names


def start(
    world: dict[str, Any],
    library: str = "numpy",
    without: tuple[str, ...] = (),
    uid: int | None = None,
    driver: dict[str, list[str]] | None = None,
) -> Zygote:
    options = json.dumps({"library": library, "without": without, "uid": uid, "driver": driver})
    command = [
        sys.executable,
        "-I",
        "-B",
        str(Path(__file__).with_name("confinement_zygote.py")),
        str(PROJECT),
        options,
    ]
    zygote = Zygote(subprocess.Popen(command, stdin=-1, stdout=-1, text=True, env=ONE_THREAD, cwd="/"), world)
    zygote.hello = zygote.answer()
    return zygote


def stop(zygote: Zygote) -> None:
    try:
        zygote.process.communicate(timeout=60)
    finally:
        zygote.process.kill()


@pytest.fixture(scope="module", params=["own user", "nobody"])
def zygote(request: pytest.FixtureRequest, world: dict[str, Any]) -> Iterator[Zygote]:
    if request.param == "nobody" and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    zygote = start(world, uid=NOBODY if request.param == "nobody" else None)
    yield zygote
    stop(zygote)


@pytest.fixture(scope="module", params=["own user", "nobody"])
def torch_zygote(request: pytest.FixtureRequest, world: dict[str, Any]) -> Iterator[Zygote]:
    if request.param == "nobody" and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    zygote = start(world, "torch", uid=NOBODY if request.param == "nobody" else None)
    yield zygote
    stop(zygote)


READING = {
    "a file": "result = open(folder + '/secret').read()",
    "a folder": "result = os.listdir(folder)",
    "through a link": "result = open(folder + '/link').read()",
    "through a bare descriptor": "result = os.open(folder + '/secret', os.O_PATH)",
    "by a relative path": "result = os.open('secret', os.O_RDONLY, dir_fd=os.open(folder, os.O_RDONLY))",
    "after chdir": "os.chdir(folder); result = open('secret').read()",
    "mapped": "result = mmap.mmap(os.open(folder + '/secret', os.O_RDONLY), 6, prot=mmap.PROT_READ)",
    "accounts": "result = open('/etc/passwd').read()",
    "its environment": "result = open('/proc/self/environ', 'rb').read()",
    "its memory map": "result = open('/proc/self/maps').read()",
    "its descriptors": "result = os.listdir('/proc/self/fd')",
    "another's descriptors": "result = os.listdir(f'/proc/{parent}/fd')",
    "the process table": "result = os.listdir('/proc')",
    "another command line": "result = open(f'/proc/{victim}/cmdline').read()",
    "the root": "result = os.listdir('/')",
    "the common scratch folder": "result = os.listdir('/tmp')",
    "the course's code": "result = open(project + '/course_cli/sandbox/confinement.py').read()",
    "the course's folder": "result = os.listdir(project + '/course_cli')",
    "other packages": "import pathlib, numpy; result = list(pathlib.Path(numpy.__path__[0]).parent.iterdir())",
    "extended attributes": "call('listxattr', 0, 0, 0)",
}
WRITING = {
    "a new file": "open(folder + f'/n{os.getpid()}', 'w').close()",
    "an old file": "open(folder + '/secret', 'r+').close()",
    "emptying": "os.open(folder + '/secret', os.O_RDONLY | os.O_TRUNC)",
    "appending": "open(folder + '/secret', 'a').close()",
    "cutting": "os.truncate(folder + '/secret', 6)",
    "the null device": "open('/dev/null', 'w').close()",
    "shared memory": "from multiprocessing import shared_memory as s; s.SharedMemory(create=True, size=9).unlink()",
    "a temporary file": "tempfile.TemporaryFile()",
    "an unnamed file": "os.open(folder, os.O_TMPFILE | os.O_RDWR)",
    "a folder": "os.mkdir(folder + f'/d{os.getpid()}')",
    "removing": "os.rmdir(folder + '/full'); os.mkdir(folder + '/full', 0o777)",
    "unlinking": "call('unlinkat', -1, 0, 0)",
    "renaming": "os.rename(folder + '/program', folder + '/program')",
    "a hard link": "call('linkat', -1, 0, -1, 0, 0)",
    "a symbolic link": "os.symlink('x', folder + f'/s{os.getpid()}')",
    "a pipe's name": "os.mkfifo(folder + f'/f{os.getpid()}')",
    "a mode": "call('fchmodat', -1, 0, 0)",
    "an owner": "call('fchownat', -1, 0, 0, 0, 0)",
    "a time": "call('utimensat', -1, 1, 0, 0)",
    "an attribute": "call('setxattr', 0, 0, 0, 0, 0)",
    "locking a library": "import numpy; fcntl.flock(os.open(numpy.__file__, 0), fcntl.LOCK_SH | fcntl.LOCK_NB)",
    "a file in memory": "os.memfd_create('x')",
}
PROCESSES = {
    "fork": "os._exit(0) if os.fork() == 0 else os.wait()",
    "a thread": "threading.Thread(target=int).start()",
    "clone": "call('clone', -1, 0, 0, 0, 0)",
    "clone3": "call('clone3', 0, 0)",
    "a program": "subprocess.run(['/bin/true'], check=True)",
    "exec": "os.execv('/bin/true', ['true'])",
    "exec of a library file": "os.execv(sys.executable, ['python', '-c', ''])",
    "execveat": "call('execveat', -1, 0, 0, 0, 0)",
    "spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "a signal to another": "os.kill(victim, signal.SIGCONT)",
    "a signal to the parent": "os.kill(parent, signal.SIGCONT)",
    "a signal to itself": "os.kill(os.getpid(), signal.SIGCONT)",
    "a signal to its group": "os.killpg(0, signal.SIGCONT)",
    "a queued signal": "call('rt_sigqueueinfo', victim, 0, 0)",
    "a thread's signal": "call('tgkill', -1, -1, 0)",
    "a signal by a descriptor": "os.pidfd_open(victim)",
    "a signal by input": "fcntl.fcntl(left, fcntl.F_SETOWN, os.getpid())",
    "input signals": "fcntl.fcntl(left, fcntl.F_SETFL, os.O_ASYNC)",
    "a lease": "call('fcntl', -1, fcntl.F_SETLEASE, 0)",
    "tracing": "call('ptrace', 16, -1, 0, 0)",
    "another's memory": "call('process_vm_readv', -1, 0, 0, 0, 0, 0)",
    "writing another's memory": "call('process_vm_writev', -1, 0, 0, 0, 0, 0)",
    "another's priority": "os.setpriority(os.PRIO_PROCESS, 0, 19)",
    "a session": "os.setpgid(0, 0)",
    "an alarm": "call('setitimer', 0, 0, 0)",
    "a timer": "call('timer_create', 0, 0, 0)",
    "a timer's descriptor": "call('timerfd_create', -1, 0)",
    "processors": "os.sched_setaffinity(0, os.sched_getaffinity(0))",
}
NETWORK = {
    "TCP": "socket.create_connection(('127.0.0.1', port), 5)",
    "UDP": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', port))",
    "IPv6": "socket.socket(socket.AF_INET6)",
    "a socket's path": "socket.socket(socket.AF_UNIX).connect(folder + '/socket')",
    "an abstract socket": r"socket.socket(socket.AF_UNIX).bind(f'\0{os.getpid()}')",
    "a pair": "socket.socketpair()",
    "netlink": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "a listener": "socket.create_server(('127.0.0.1', 0))",
    "listening": "call('listen', -1, 1)",
    "connecting": "call('connect', -1, 0, 0)",
    "an address to send to": "call('sendto', -1, 0, 0, 0, 1, 1)",
    "a descriptor to another": "socket.send_fds(left, [b'x'], [0])",
    "a descriptor from another": "right.settimeout(1); left.send(b'x'); right.recvmsg(9)",
    "who its peer is": "left.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)",
    "a socket's options": "left.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 9999)",
    "a name": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 53))",
}
KERNEL = {
    "io_uring": "call('io_uring_setup', 0, 0)",
    "a pipe": "os.pipe()",
    "an event descriptor": "call('eventfd2', 0, 0)",
    "epoll": "call('epoll_create1', 0)",
    "watching files": "call('inotify_init1', -1)",
    "System V memory": "call('shmget', 0, 0, 0)",
    "System V messages": "call('msgget', 5, 0)",
    "System V semaphores": "call('semget', 5, 0, 0)",
    "message queues": "call('mq_open', 0, 0, 0, 0)",
    "keys": "call('keyctl', -1, 0, 0, 0, 0)",
    "adding a key": "call('add_key', 0, 0, 0, 0, 0)",
    "page faults": "call('userfaultfd', -1)",
    "performance counters": "call('perf_event_open', 0, 0, 0, 0, -1)",
    "process control": "call('prctl', 3, 0, 0, 0, 0)",
    "dumping again": "call('prctl', 4, 1, 0, 0, 0)",
    "raising a limit": "call('prlimit64', 0, 4, 1, 0)",
    "another's limits": "resource.prlimit(parent, resource.RLIMIT_CORE)",
    "its user": "os.setuid(os.getuid())",
    "its groups": "call('setresgid', -1, -1, -1)",
    "capabilities": "call('capset', 0, 0)",
    "a filter of its own": "call('seccomp', 99, 0, 0)",
    "a ruleset of its own": "call('landlock_create_ruleset', 0, 0, 1)",
    "namespaces": "call('unshare', 0)",
    "another's namespace": "call('setns', -1, 0)",
    "spliced pages": "call('vmsplice', -1, 0, 0, 0)",
    "personality": "call('personality', 0xffffffff)",
    "a control of a device": "call('ioctl', 0, 0x5413, 0)",
    "locked memory": "call('mlockall', 0)",
    "advice beyond memory": "call('madvise', 0, 0, 12)",
    "a mask": "call('umask', 0o22)",
    "a number nobody has": "call(9999)",
}
# What an ordinary user is refused anyway, with the number of the capability without which root is, too.
CAPABILITY = {
    "call('mount', 0, 0, 0, 0, 0)": 21,
    "call('umount2', 0, 0)": 21,
    "call('chroot', 0)": 18,
    "call('pivot_root', 0, 0)": 21,
    "call('bpf', 99, 0, 0)": 21,
    "call('finit_module', -1, 0, 0)": 16,
    "call('sethostname', 0, -1)": 21,
    "call('clock_settime', 0, 1)": 25,
    "call('syslog', 10, 0, 0)": 21,
    "call('acct', 1)": 20,
    "call('swapon', 0, 0)": 21,
    "call('reboot', 0, 0, 0, 0)": 22,
    "call('mknodat', -1, 0, 0o20600, 0x103)": 27,
    "call('open_by_handle_at', -1, 0, 0)": 2,
    "call('madvise', 1, 0, 100)": 21,
}
ATTACKS = [
    pytest.param(code, id=f"{group}: {name}")
    for group, attacks in [
        ("read", READING),
        ("write", WRITING),
        ("process", PROCESSES),
        ("network", NETWORK),
        ("kernel", KERNEL),
        ("root", {code.split("'")[1]: code for code in CAPABILITY}),
    ]
    for name, code in attacks.items()
]
# The class an attack meets where that is not PermissionError: the library in between tells it in its own way.
OTHER_REFUSALS = {
    PROCESSES["a thread"]: "RuntimeError",
    WRITING["a temporary file"]: "FileNotFoundError",
}


@pytest.mark.parametrize("code", ATTACKS)
def test_attack_is_refused(zygote: Zygote, code: str) -> None:
    answer = zygote.run(code)
    assert answer["status"] == 0
    assert answer["raised"] == OTHER_REFUSALS.get(code, "PermissionError"), answer


@pytest.mark.parametrize("code", ATTACKS)
def test_attack_gets_through_unconfined(zygote: Zygote, code: str) -> None:
    if code in CAPABILITY and not zygote.hello["capabilities"] >> CAPABILITY[code] & 1:
        pytest.skip("this user has not the capability for it")
    answer = zygote.run(code, confined=False)
    assert answer.get("raised") is None, answer


KILLED = {
    "abort": "os.abort()",
    "a signal from inside": "ctypes.string_at(1)",
    "endless work": "while True: pass",
    "endless work that ignores signals": "signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
}


@pytest.mark.parametrize("code", KILLED.values(), ids=KILLED)
def test_ends_in_a_death_that_shows(zygote: Zygote, code: str) -> None:
    assert os.WIFSIGNALED(zygote.run(code, cpu_seconds=1)["status"])


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="has one ABI")
def test_a_foreign_abi_kills(zygote: Zygote) -> None:
    # mov eax, 20 (getpid there); int 0x80; ret
    code = (
        "m = mmap.mmap(-1, 4096, prot=7); m.write(bytes.fromhex('b814000000cd80c3'))\n"
        "result = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))()"
    )
    assert os.WTERMSIG(zygote.run(code)["status"]) == signal.SIGSYS
    assert os.WTERMSIG(zygote.run(code, confined=False)["status"]) != signal.SIGSYS


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="has one ABI")
def test_x32_numbers_are_refused(zygote: Zygote) -> None:
    assert zygote.run("call(0x40000000 | 39)")["raised"] == "PermissionError"


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("result = len(bytearray(8 << 30))", "MemoryError"),
        ("result = [bytearray(1 << 20) for _ in range(4000)]", "MemoryError"),
        ("result = mmap.mmap(-1, 8 << 30)", "OSError"),
        ("import numpy; result = numpy.empty(1 << 30)", "MemoryError"),
        ("result = [os.dup(0) for _ in range(64)]", "OSError"),
    ],
    ids=["memory", "memory by pieces", "mapped memory", "an array", "descriptors"],
)
def test_limits_hold(zygote: Zygote, code: str, raised: str) -> None:
    assert zygote.run(code, memory_bytes=200 << 20)["raised"] == raised


def test_limits_are_soft_and_hard(zygote: Zygote) -> None:
    names = "CPU FSIZE NPROC CORE MEMLOCK MSGQUEUE NOFILE".split()
    code = f"result = [resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) for name in {names}]"
    assert zygote.run(code)["value"] == repr([(each, each) for each in (20, 0, 0, 0, 0, 0, 64)])


ALLOWED = {
    "its socket": "left.sendall(b'x'); right.settimeout(5); left.setblocking(True); result = right.recv(1)",
    "a socket of a descriptor": "result = socket.socket(fileno=os.dup(left.fileno())).family == socket.AF_UNIX",
    "waiting": "import select; time.sleep(0); left.send(b'x'); result = select.select([right], [], [])[0] == [right]",
    "random numbers": "os.urandom(8); open('/dev/urandom', 'rb').read(8); import random; random.SystemRandom()",
    "reading the null device": "result = open('/dev/null').read()",
    "the standard library's source": "import ast, statistics; result = len(open(statistics.__file__).read()) > 1000",
    "a lock": "lock = threading.Lock(); result = lock.acquire(timeout=0.01) and not lock.acquire(timeout=0.01)",
    "its own limits": "resource.getrlimit(resource.RLIMIT_AS); resource.getrusage(resource.RUSAGE_SELF)",
    "memory within the limit": "result = len(bytearray(100 << 20))",
    "deep recursion": "f = lambda n: n and f(n - 1)\ntry: f(10 ** 6)\nexcept RecursionError: result = True",
}


@pytest.mark.parametrize("code", ALLOWED.values(), ids=ALLOWED)
def test_still_works(zygote: Zygote, code: str) -> None:
    answer = zygote.run(code)
    assert answer.get("raised", "died") is None, answer
    assert answer["value"] != "False"


def test_isolation_is_full_as_any_user(zygote: Zygote) -> None:
    assert (zygote.hello["isolation"], zygote.hello["missing"], zygote.hello["threads"]) == ("full", [], 1)


@pytest.mark.parametrize("layer", LAYERS)
def test_without_one_layer_the_others_hold_and_the_loss_is_named(world: dict[str, Any], layer: str) -> None:
    zygote = start(world, without=(layer,))
    try:
        assert (zygote.hello["isolation"], zygote.hello["missing"]) == ("weak", [layer])
        held_by_landlock = [READING["a file"], READING["its environment"], PROCESSES["exec"]]
        held_by_seccomp = [PROCESSES["fork"], NETWORK["UDP"], NETWORK["a socket's path"], KERNEL["raising a limit"]]
        held_by_either = [WRITING["a new file"], WRITING["an old file"], NETWORK["TCP"], WRITING["a folder"]]
        held = {
            "landlock": held_by_seccomp + held_by_either,
            "seccomp": held_by_landlock + held_by_either,
        }.get(layer, held_by_landlock + held_by_seccomp + held_by_either)
        for code in held:
            assert zygote.run(code)["raised"] == "PermissionError", code
        lost = {
            "landlock": READING["a file"],
            "seccomp": KERNEL["a pipe"],
            "rlimits": "mmap.mmap(-1, 8 << 30)",
        }
        if layer in lost:
            assert zygote.run(lost[layer])["raised"] is None
    finally:
        stop(zygote)


def test_root_gets_no_limit_back_without_seccomp(world: dict[str, Any]) -> None:
    zygote = start(world, without=("seccomp", "landlock"))
    try:
        answer = zygote.run("resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))")
        assert answer["raised"] in ("PermissionError", "ValueError"), answer
        assert zygote.run("assert libc.prctl(3) == 0")["raised"] is None
        assert zygote.run("assert libc.prctl(3) == 0", confined=False)["raised"] == "AssertionError"
    finally:
        stop(zygote)


def test_dies_with_its_parent(world: dict[str, Any]) -> None:
    zygote = start(world)
    child = zygote.run("os.closerange(3, 64)\nwhile True: time.sleep(0.1)", wait=False)["child"]
    assert Path(f"/proc/{child}").exists()
    zygote.process.kill()
    stop(zygote)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        if "Z" in Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]:
            break
        time.sleep(0.02)
    else:
        assert not Path(f"/proc/{child}").exists()


COMPUTING = {
    "matmul": "x = torch.randn(300, 300, requires_grad=True); (x @ x).sum().backward()",
    "half precision": "for t in (torch.half, torch.bfloat16): torch.ones(64, 64).to(t) @ torch.ones(64, 64).to(t)",
    "convolution": "torch.nn.Conv2d(3, 8, 3)(torch.randn(4, 3, 32, 32)).relu().sum().backward()",
    "pooling": "x = torch.ones(1, 1, 8, 8).requires_grad_(); F.max_pool2d(x, 2).sum().backward(); F.avg_pool2d(x, 2)",
    "LSTM": "torch.nn.LSTM(8, 16, 2)(torch.randn(5, 3, 8))[0].sum().backward()",
    "LSTM without gradients": "with torch.no_grad(): torch.nn.LSTM(8, 16)(torch.randn(5, 3, 8))",
    "attention": "torch.nn.TransformerEncoderLayer(16, 4)(torch.randn(3, 2, 16)).sum().backward()",
    "normalisation": "x = torch.ones(4, 3, 8, 8); torch.nn.BatchNorm2d(3)(x).sum().backward(); F.layer_norm(x, (8,))",
    "linear algebra": "x = torch.randn(50, 50); torch.linalg.svd(x); torch.linalg.inv(x); torch.fft.fft(x)",
    "einsum": "torch.einsum('bij,bjk->bik', torch.ones(2, 3, 4), torch.ones(2, 4, 5))",
    "sparse": "torch.sparse.mm(torch.eye(3).to_sparse(), torch.eye(3))",
    "vmap": "torch.vmap(lambda x: x * 2)(torch.ones(3))",
    "what imports torch._dynamo": (
        "w = torch.nn.Parameter(torch.ones(3)); w.sum().backward(); torch.optim.Adam([w]).step()\n"
        "torch.func.grad(lambda x: (x**2).sum())(torch.ones(3)); torch.func.jacrev(torch.sin)(torch.ones(3))"
    ),
    "gradcheck": "torch.autograd.gradcheck(torch.sin, torch.ones(3, dtype=torch.double, requires_grad=True))",
    "saving in memory": "import io; f = io.BytesIO(); torch.save({'a': torch.ones(2)}, f); f.seek(0); torch.load(f)",
    "a data loader": "from torch.utils.data import *; list(DataLoader(TensorDataset(torch.ones(9)), 4, shuffle=True))",
    "a distribution": "torch.distributions.Normal(0.0, 1.0).sample((3,))",
    "NumPy": "import numpy as np; np.linalg.svd(np.random.default_rng(0).normal(size=(99, 99))); np.fft.fft([1])",
}


@pytest.mark.parametrize("code", COMPUTING.values(), ids=COMPUTING)
def test_torch_computes(torch_zygote: Zygote, code: str) -> None:
    answer = torch_zygote.run("import torch, torch.nn.functional as F\n" + code)
    assert answer.get("raised", "died") is None, answer


IMPORTABLE = """
    statistics decimal fractions sqlite3 hashlib lzma unittest.mock zoneinfo numpy.fft numpy.ma numpy.testing
    torch.fft torch.distributions torch.func torch.special torch.sparse torch.nn.utils.parametrize torch.nn.attention
    torch.optim.lr_scheduler torch.autograd.functional torch.utils.checkpoint torch.masked torch.nested sympy
""".split()
MISSING = """
    scipy sklearn pytest click setuptools pip seccompy landlockpy course_cli.errors course_cli.grading course_cli.cli
    torch.utils.cpp_extension torch._prims.context torchgen.packaged
    torch.testing._internal.common_utils functorch.compile idlelib
""".split()


def imports(names: list[str]) -> str:
    return f"""
import importlib
result = {{}}
for name in {names}:
    try:
        importlib.import_module(name)
        result[name] = None
    except BaseException as error:
        result[name] = type(error).__name__
"""


def test_libraries_import_lazily(torch_zygote: Zygote) -> None:
    assert torch_zygote.run(imports(IMPORTABLE))["value"] == repr(dict.fromkeys(IMPORTABLE))


def test_other_packages_do_not_exist(torch_zygote: Zygote) -> None:
    forget = "import sys\nfor name in ('seccompy', 'landlockpy'): sys.modules.pop(name)\n"
    expected = repr(dict.fromkeys(MISSING, "ModuleNotFoundError"))
    assert torch_zygote.run(forget + imports(MISSING))["value"] == expected


def test_torch_memory_is_limited(torch_zygote: Zygote) -> None:
    answer = torch_zygote.run("import torch; torch.empty(1 << 31)")
    assert answer["raised"] == "RuntimeError"
    assert "DefaultCPUAllocator" in answer["message"]
