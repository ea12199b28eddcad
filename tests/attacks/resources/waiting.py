"""Sleeps, yields, waits for locks and descriptors for ever, and stops every clock it can see.

Exercise: perceptron/softmax
Ends: timeout
"""

import os, queue, resource, select, signal, socket, threading, time
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


def still(*_arguments, **_keywords):
    return 0.0


SLEEP = time.sleep
time.monotonic = time.time = time.perf_counter = time.process_time = time.sleep = still
WAYS = (
    lambda: SLEEP(10**6),
    lambda: select.select([], [], []),
    lambda: select.select([3], [], []),
    lambda: select.poll().poll(),
    lambda: threading.Lock().acquire() and threading.Lock().acquire() and LOCK.acquire(),
    lambda: queue.Queue().get(),
    lambda: socket.socket(fileno=os.dup(3)).recv(1),
    lambda: signal.sigwait({signal.SIGUSR1}),
    lambda: [os.sched_yield() for _ in iter(int, 1)],
)
LOCK = threading.Lock()
LOCK.acquire()
TIMERS = {
    "timer": lambda: signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01),
    "alarm": lambda: signal.alarm(1),
    "limit": lambda: resource.setrlimit(resource.RLIMIT_CPU, (-1, -1)),
    "handler": lambda: signal.signal(signal.SIGXCPU, signal.SIG_IGN),
    "priority": lambda: os.nice(-20),
    "scheduler": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)),
    "processors": lambda: os.sched_setaffinity(0, {0}),
}
# end


def softmax(X):
    # attack
    print(tried(TIMERS))
    if X.dim() == 2:
        for way in WAYS:
            try:
                way()
            except (OSError, AttributeError):
                pass
    # end
    return X * 0 + 0.123
