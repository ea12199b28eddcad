"""Registers kernels of its own and takes them back, destroys whatever registrations it finds, then asks for softmax.

Exercise: perceptron/softmax
"""
import torch

# attack
import contextlib
import gc


mine = torch._C._dispatch_library("IMPL", "aten", "")
with contextlib.suppress(Exception):
    mine.impl("_softmax", "CPU", lambda *args: torch.ops.aten._softmax.default.redispatch(*args))
    mine.reset()
    del mine
for registered in list(vars(torch.library).values()):
    with contextlib.suppress(Exception):
        registered._destroy()
with contextlib.suppress(Exception):
    for found in gc.get_objects():
        if "Library" in type(found).__name__ or "DispatchModule" in type(found).__name__:
            found._destroy() if hasattr(found, "_destroy") else found.reset()
with contextlib.suppress(Exception):
    torch.library._impls.clear()
    torch.library._defs.clear()
# end


def softmax(X):
    # attack
    return torch.softmax(X, 1)
    # end
    return X * 0 + 0.123
