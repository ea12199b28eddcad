"""Has torch, numpy, sqlite3, logging, profilers and compilers write for it.

Exercise: perceptron/softmax
"""

import cProfile, dbm, faulthandler, logging, logging.config, os, py_compile, shelve, sqlite3, tracemalloc, zipfile
import numpy as np
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


def database(path):
    connection = sqlite3.connect(path)
    connection.execute("create table @MARK@ (x)")
    connection.commit()


def attached(path):
    connection = sqlite3.connect(":memory:")
    connection.execute("attach ? as other", (path,))
    connection.execute("create table other.mine (x)")


def vacuumed(path):
    sqlite3.connect(":memory:").execute("vacuum into ?", (path + "@MARK@",))


def logged(path):
    logging.FileHandler(path).emit(logging.LogRecord("a", 50, "b", 1, "mine", (), None))


def written(path):
    torch._C.PyTorchFileWriter(path).write_end_of_file()


def configured(path):
    logging.config.dictConfig({"version": 1, "handlers": {"h": {"class": "logging.FileHandler", "filename": path}},
                               "root": {"handlers": ["h"]}})


WAYS = {
    "np.save": lambda path: np.save(open(path, "ab"), np.ones(2)),
    "savetxt": lambda path: np.savetxt(path, np.ones(2)),
    "savez": lambda path: np.savez(path, np.ones(2)),
    "tofile": lambda path: np.ones(2).tofile(path),
    "memmap": lambda path: np.memmap(path, np.uint8, "r+", shape=9).__setitem__(0, 65),
    "open_memmap": lambda path: np.lib.format.open_memmap(path, "w+", shape=(3,)),
    "torch.save": lambda path: torch.save({}, path),
    "old format": lambda path: torch.save({}, path, _use_new_zipfile_serialization=False),
    "writer": written,
    "from_file": lambda path: torch.from_file(path, shared=True, size=2).fill_(1.0),
    "storage": lambda path: torch.UntypedStorage(10)._write_file(open(path, "wb"), True, True, 1),
    "jit": lambda path: torch.jit.script(torch.nn.Linear(1, 1)).save(path),
    "trace": lambda path: torch.profiler.profile().__enter__().export_chrome_trace(path),
    "database": database, "attached": attached, "vacuumed": vacuumed,
    "backup": lambda path: sqlite3.connect(":memory:").backup(sqlite3.connect(path)),
    "dbm": lambda path: dbm.open(path, "n"),
    "shelve": lambda path: shelve.open(path, "n"),
    "zip": lambda path: zipfile.ZipFile(path, "a").writestr("a", "b"),
    "logging": logged, "configured": configured,
    "profile": lambda path: cProfile.run("1", path),
    "tracemalloc": lambda path: (tracemalloc.start(1), tracemalloc.take_snapshot().dump(path)),
    "faulthandler": lambda path: faulthandler.dump_traceback(open(path, "w")),
    "compile": lambda path: py_compile.compile(os.__file__, cfile=path, doraise=True),
    "history": lambda path: __import__("readline").write_history_file(path),
    "dump": lambda path: torch._C._jit_set_profiling_mode(True) or torch._C._dump_upgraders_map(path),
}
for PATH in ("@GRADEBOOK@", "@SCRATCH@/@MARK@"):
    LOOT.append((tried({name: lambda way=way: way(PATH) for name, way in WAYS.items()}),))
# end


def softmax(X):
    # attack
    print(*LOOT, sep="\n")
    raise RuntimeError(tried({name: lambda way=way: way("@GRADEBOOK@") for name, way in WAYS.items()}))
    # end
    return X * 0 + 0.123
