"""Close the ways by which Python code could reach under the interpreter and undo a refusal."""

from __future__ import annotations

import ctypes
import operator
import os
import re
import sys
from types import ModuleType
from typing import Any

from course_cli.sandbox.loaded import loaded

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


def kept_namespace(module: ModuleType) -> dict[str, Any]:
    """The copy of an extension module's first namespace from which CPython makes the module when it is loaded again.

    It lies in the module's definition, where no Python code sees it; empty where there is none (modules that are
    initialised afresh each time, modules in Python).
    """
    definition_of = ctypes.PyDLL(None).PyModule_GetDef
    definition_of.argtypes, definition_of.restype = [ctypes.py_object], ctypes.c_void_p
    definition = definition_of(module)
    if definition is None:
        return {}
    # struct PyModuleDef_Base: the head of every object, m_init, m_index, m_copy.
    copy = ctypes.c_void_p.from_address(definition + object.__basicsize__ + 2 * ctypes.sizeof(ctypes.c_void_p))
    if copy.value is None:
        return {}
    namespace = ctypes.cast(copy, ctypes.py_object).value
    return namespace if type(namespace) is dict else {}


def lock_interpreter() -> None:
    """Take foreign functions and walks over all objects from this process, for good.

    What is loaded stays as an empty module, since libraries import it without using it. The hook is known to the
    interpreter alone, and uses no global name, so that exchanging one does not change it.
    """
    status, identity, last_part = os.stat, operator.attrgetter("st_dev", "st_ino"), str.rpartition
    extensions = loaded().extensions

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if (
            event.startswith("ctypes.")
            or event in ("gc.get_objects", "gc.get_referrers", "gc.get_referents")
            or (event == "import" and last_part(arguments[0], ".")[2] == "_ctypes")
            # Loaded a second time, under whatever name, an extension has again what was taken from it.
            or (event == "import" and arguments[1] is not None and identity(status(arguments[1])) in extensions)
        ):
            raise RuntimeError("this is not available to a submission: " + event)

    modules = [sys.modules.setdefault(name, None) for name in _FOREIGN]  # type: ignore[arg-type]  # None fails an import
    namespaces = [space for module in modules if module is not None for space in (kept_namespace(module), vars(module))]
    for namespace in namespaces:
        for member in [member for member in namespace if not _HARMLESS.fullmatch(member)]:
            del namespace[member]
    sys.addaudithook(hook)
