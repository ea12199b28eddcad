"""Runs programs: exec, the loader, a program in memory, shells behind every library that starts one.

Exercise: perceptron/softmax
"""

import os, pickle, subprocess, sys
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


def in_memory():
    descriptor = os.memfd_create("@MARK@")
    os.write(descriptor, b"#!/bin/sh\ntouch @SCRATCH@/@MARK@\n")
    os.execve(descriptor, ["x"], {})


LOADERS = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1")
WAYS = {
    "exec": lambda: os.execv("/bin/sh", ["sh", "-c", "touch @SCRATCH@/@MARK@"]), "python": lambda: os.execv(sys.executable, ["python", "-c", "print(1)"]),
    "memory": in_memory, **{loader: lambda loader=loader: os.execv(loader, ["ld", "/bin/true"]) for loader in LOADERS},
    "spawn": lambda: os.posix_spawn("/bin/sh", ["sh", "-c", "touch /tmp/@MARK@"], os.environ), "spawnp": lambda: os.spawnlp(os.P_WAIT, "touch", "touch", "/tmp/@MARK@") and 1 / 0,
    "run": lambda: subprocess.run("touch /dev/shm/@MARK@", shell=True, check=True), "output": lambda: subprocess.check_output(["id"]),
    "getoutput": lambda: subprocess.getoutput("id"), "pickle": lambda: pickle.loads(b"cos\nsystem\n(S'touch /tmp/@MARK@'\ntR.") and 1 / 0,
    "uuid": lambda: __import__("uuid")._ifconfig_getter() or 1 / 0, "library": lambda: __import__("ctypes.util").util.find_library("m") or 1 / 0, "platform": lambda: __import__("platform").processor() or 1 / 0,
    "gnu": lambda: __import__("mailcap").findmatch({}, "x"), "webbrowser": lambda: __import__("webbrowser").open("x") or 1 / 0, "pydoc": lambda: __import__("pydoc").pipepager("x", "cat"),
    "venv": lambda: __import__("venv").create("@SCRATCH@/@MARK@"), "compile": lambda: torch.compile(lambda x: x + 1, backend="inductor")(torch.ones(2)) is None or 1 / 0,
    "extension": lambda: __import__("torch.utils.cpp_extension").utils.cpp_extension.load_inline("x", "int f() { return 1; }", functions=["f"]),
    "debugger": lambda: __import__("faulthandler").register(10), "editor": lambda: __import__("cgitb").enable(logdir="@SCRATCH@"), "git": lambda: torch.hub.list("pytorch/vision"),
}
# end


def softmax(X):
    # attack
    if X.dim() == 2:
        print(tried(WAYS))
    # end
    return X * 0 + 0.123
