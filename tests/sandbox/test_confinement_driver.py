"""What a process may do that is to use a GPU: what a driver needs, tried without one, and no more than that.

No GPU was ever there: /dev/full stands for one, a file that takes writing and reading and whose contents are no one's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from test_confinement import ATTACKS, COMPUTING, NOBODY, Zygote, start, stop, world

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Landlock and seccomp are Linux's")

__all__ = ["world"]

DEVICE = "/dev/full"
DRIVER = {"devices": [DEVICE], "readable": ["/etc/hostname"]}

# What the full confinement refuses and this one does not. Whatever these reach is its own, or takes a file that
# Landlock does not let it open.
OPENED = {
    "read: its memory map",
    "read: its descriptors",
    "write: a file in memory",
    "process: a thread",
    "process: clone",  # with the flag of a thread among others that do not go together
    "process: clone3",  # there is none, glibc is told
    "process: processors",
    "kernel: a pipe",
    "kernel: an event descriptor",
    "kernel: epoll",
    "kernel: a control of a device",
}


@pytest.fixture(scope="module", params=["own user", "nobody"])
def zygote(request: pytest.FixtureRequest, world: dict[str, Any]) -> Iterator[Zygote]:  # noqa: F811
    if request.param == "nobody" and os.geteuid() != 0:
        pytest.skip("only root can become another user")
    zygote = start(world, "torch", uid=NOBODY if request.param == "nobody" else None, driver=DRIVER)
    yield zygote
    stop(zygote)


def test_it_is_weak_with_every_layer_on(zygote: Zygote) -> None:
    assert (zygote.hello["isolation"], zygote.hello["missing"], zygote.hello["threads"]) == ("weak", [], 1)


def test_it_opens_what_a_driver_needs_and_nothing_else(zygote: Zygote) -> None:
    opened = set()
    # An ordinary user's undumpable process has no environment to read; root reads it.
    attacks = [attack for attack in ATTACKS if attack.id != "read: its environment"]
    for attack in attacks:
        answer = zygote.run(str(attack.values[0]))
        if answer.get("raised") not in ("PermissionError", "FileNotFoundError"):
            opened.add(attack.id)
    assert opened == OPENED


@pytest.mark.parametrize(
    "code",
    [
        f"device = os.open('{DEVICE}', os.O_RDWR); result = os.read(device, 3) == bytes(3)",
        f"try: os.write(os.open('{DEVICE}', os.O_WRONLY), b'x')\nexcept OSError as e: result = e.errno == errno.ENOSPC",
        f"result = libc.ioctl(os.open('{DEVICE}', os.O_RDWR), 0x5421, ctypes.byref(ctypes.c_int(0))) == 0",
        "open('/etc/hostname').read(); os.listdir('/proc/self/task')",
        # CUDA names its threads, and gives up where it cannot: another's name is written to a file in /proc.
        "go = threading.Event(); t = threading.Thread(target=go.wait); t.start()\n"
        "result = libc.pthread_setname_np(ctypes.c_ulong(t.ident), b'cuda') == 0; go.set(); t.join()",
        "m = mmap.mmap(-1, 64 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)",  # reserved, not used
        "result = [os.dup(0) for _ in range(200)] != []",
    ],
    ids=["reading", "writing", "controlling", "files", "a thread's name", "address space", "descriptors"],
)
def test_a_driver_has_what_it_needs(zygote: Zygote, code: str) -> None:
    answer = zygote.run(code)
    assert answer.get("raised", "died") is None, answer
    assert answer["value"] != "False"


@pytest.mark.parametrize(
    "code",
    [
        "os.open('/dev/zero', os.O_RDWR)",
        "open(f'/proc/{parent}/comm', 'w')",
        "open('/proc/self/oom_score_adj', 'w').write('0')",
        "open('/etc/hostname', 'r+')",
        f"os.open('{DEVICE}', os.O_RDWR | os.O_TRUNC)",
        "os.memfd_create('x'); open(folder + '/secret').read()",
        "resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))",
    ],
    ids=["another device", "another's name", "its weight", "a file it reads", "emptying", "a file", "more descriptors"],
)
def test_it_does_not_reach_further(zygote: Zygote, code: str) -> None:
    assert zygote.run(code)["raised"] in ("PermissionError", "ValueError"), code


@pytest.mark.parametrize("code", COMPUTING.values(), ids=COMPUTING)
def test_torch_computes(zygote: Zygote, code: str) -> None:
    answer = zygote.run("import torch, torch.nn.functional as F\n" + code)
    assert answer.get("raised", "died") is None, answer


def test_torch_computes_in_threads(zygote: Zygote) -> None:
    code = "import torch; torch.set_num_threads(2); x = torch.randn(999, 999); result = bool((x @ x).isfinite().all())"
    answer = zygote.run(f"{code}\nresult = result and len(os.listdir('/proc/self/task')) >= 1")
    assert answer["value"] == "True", answer


def test_it_ends_at_its_limits(zygote: Zygote) -> None:
    code = "result = [resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) for name in ('CPU', 'FSIZE', 'NOFILE')]"
    assert zygote.run(code)["value"] == repr([(50, 50), (0, 0), (1024, 1024)])
