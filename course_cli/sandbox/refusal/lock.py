"""Close the ways by which Python code could reach under the interpreter and undo a refusal."""

from __future__ import annotations

import re
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
    "numpy.f2py",
)

# Plain number types, which sympy imports when torch first compares shapes; the hook refuses all use of them.
_HARMLESS = re.compile(r"__\w+|c_\w+|sizeof")


def lock_interpreter() -> None:
    """Take foreign functions and walks over all objects from this process, for good.

    What is loaded stays as an empty module, since libraries import it without using it. The hook is known to the
    interpreter alone, and uses no global name, so that exchanging one does not change it.
    """

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if (
            event.startswith("ctypes.")
            or event in ("gc.get_objects", "gc.get_referrers", "gc.get_referents")
            or (event == "import" and arguments[0] == "_ctypes")
        ):
            raise RuntimeError("this is not available to a submission: " + event)

    for name in _FOREIGN:
        module = sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # None is how an import is made to fail
        for member in [] if module is None else [member for member in vars(module) if not _HARMLESS.fullmatch(member)]:
            delattr(module, member)
    sys.addaudithook(hook)
