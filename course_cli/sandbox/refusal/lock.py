"""Close the ways by which Python code could reach under the interpreter and undo a refusal."""

from __future__ import annotations

import sys

_FOREIGN = (
    "_cffi_backend",
    "_ctypes",
    "_ctypes_test",
    "_interpreters",
    "_testcapi",
    "_testinternalcapi",
    "_xxsubinterpreters",
    "cffi",
    "ctypes",
    "numpy.ctypeslib",
    "numpy.f2py",
)


def lock_interpreter() -> None:
    """Take foreign functions and walks over all objects from this process, for good.

    The hook is known to the interpreter alone. It uses no global name, so that exchanging one does not change it.
    """

    def hook(event: str, _arguments: object) -> None:
        if event.startswith("ctypes.") or event in ("gc.get_objects", "gc.get_referrers", "gc.get_referents"):
            raise RuntimeError("this is not available to a submission: " + event)

    for name in _FOREIGN:
        module = sys.modules.get(name)
        sys.modules[name] = None  # type: ignore[assignment]  # None is how an import is made to fail
        for member in [] if module is None else [member for member in vars(module) if not member.startswith("__")]:
            delattr(module, member)
    sys.addaudithook(hook)
