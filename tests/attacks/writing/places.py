"""Leaves files, shared memory, semaphores, queues and pipes wherever a process usually may.

Exercise: perceptron/accuracy
"""

import ctypes, os, tempfile
from multiprocessing import shared_memory
import torch

# attack
LOOT = []


def tried(ways):
    found = []
    for name, way in ways.items():
        try:
            found.append(f"{name}={way()!r}"[:200])
        except BaseException:
            pass
    return f"{len(found)} of {len(ways)} worked: {found}"


LIBC = ctypes.CDLL(None, use_errno=True)
FOLDERS = ("@SCRATCH@", "/tmp", "/dev/shm", "/var/tmp", "/run", "/dev/mqueue", "/dev", ".", "/", os.path.expanduser("~"),
           os.path.dirname(torch.__file__), os.path.dirname(os.__file__))


def left(folder):
    with open(f"{folder}/@MARK@", "w") as file:
        file.write("mine")
    return folder


def checked(result):
    if result is None or result < 0:
        raise OSError
    return result


WAYS = {folder: lambda folder=folder: left(folder) for folder in FOLDERS} | {
    "temporary": tempfile.mkdtemp,
    "memfd": lambda: os.memfd_create("@MARK@"),
    "shm": lambda: shared_memory.SharedMemory("@MARK@", create=True, size=100),
    "shm_open": lambda: checked(LIBC.shm_open(b"/@MARK@", os.O_RDWR | os.O_CREAT, 0o666)),
    "semaphore": lambda: __import__("multiprocessing").Lock(),
    "sem_open": lambda: LIBC.sem_open(b"/@MARK@", os.O_CREAT, 0o666, 1) or 1 / 0,
    "shmget": lambda: checked(LIBC.shmget(4711, 4096, 0o1666)),
    "semget": lambda: checked(LIBC.semget(4711, 1, 0o1666)),
    "msgget": lambda: checked(LIBC.msgget(4711, 0o1666)),
    "mq_open": lambda: checked(ctypes.CDLL("librt.so.1").mq_open(b"/@MARK@", os.O_RDWR | os.O_CREAT, 0o666, None)),
    "key": lambda: checked(LIBC.syscall(248 if os.uname().machine == "x86_64" else 217, b"user", b"@MARK@", b"mine", 4, -4)),
    "shared tensor": lambda: torch.ones(9).share_memory_(),
    "shared file": lambda: torch.UntypedStorage._new_shared(100),
    "file tensor": lambda: torch.from_file("/dev/shm/@MARK@", shared=True, size=100),
    "pipe": os.pipe,
    "eventfd": lambda: os.eventfd(1),
    "disk": lambda: open("@SCRATCH@/@MARK@", "wb").write(bytes(1 << 28)),
}
LOOT.append((tried(WAYS),))
# end


def accuracy(y_hat, y):
    # attack
    print(*LOOT, sep="\n")
    print(tried(WAYS))
    # end
    return 0.123


def predict_classes(y_hat):
    return y_hat
