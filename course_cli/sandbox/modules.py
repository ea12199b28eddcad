"""The submission's modules, imported from memory, and its exceptions as text."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import io
import linecache
import sys
import types
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec

MAX_TEXT = 2_000
MAX_FRAMES = 5
MAX_POINTED_AT = 60


class MemoryModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `<chapter>.<exercise>` among the submitted files, for `from perceptron.softmax import softmax`."""

    def __init__(self) -> None:
        self.sources: dict[str, str] = {}
        self._files: Mapping[str, bytes] = {}
        self._packages: set[str] = set()

    def load(self, files: Mapping[str, bytes], name: str) -> types.ModuleType:
        """Import the module `name` afresh. Raises whatever its code raises, SyntaxError included."""
        self._files = files
        self._packages = {path.partition("/")[0] for path in files}
        sys.meta_path.insert(0, self)
        return importlib.import_module(name)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        file = fullname.replace(".", "/") + ".py"
        if file in self._files:
            return importlib.util.spec_from_loader(fullname, self, origin=file)
        if fullname in self._packages:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        spec = module.__spec__
        if spec is None or spec.origin is None:
            return
        source = importlib.util.decode_source(self._files[spec.origin])
        module.__file__ = spec.origin
        self.sources[spec.origin] = source
        linecache.cache[spec.origin] = (len(source), None, io.StringIO(source).readlines(), spec.origin)
        code = compile(source, spec.origin, "exec", dont_inherit=True)
        exec(code, module.__dict__)


def sendable(text: str) -> str:
    """`text` with every lone surrogate, which UTF-8 has no bytes for, as a question mark."""
    return str.encode(text, "utf-8", "replace").decode()


def describe_exception(error: BaseException, sources: Mapping[str, str]) -> tuple[list[str], str, str]:
    """The exception's class names (most derived first), its message, and the student's own lines as text."""
    types, message, lines = _describe(error, sources)
    return [sendable(name) for name in types], sendable(message), sendable(lines)


def _describe(error: BaseException, sources: Mapping[str, str]) -> tuple[list[str], str, str]:
    types_ = [cls.__name__ for cls in type(error).__mro__ if cls is not object]
    try:
        message = str(error)
    except BaseException:  # noqa: BLE001 - an exception's __str__ is the student's code too
        message = "(its message could not be made)"
    if isinstance(error, SyntaxError) and error.lineno is not None:
        message = f"{error.msg} (line {error.lineno})"
        if error.filename not in sources:
            return types_, message[:MAX_TEXT], ""
        line = _line(str(error.filename), error.lineno, "", sources)
        return types_, message[:MAX_TEXT], line + _caret(error, sources)
    return types_, message[:MAX_TEXT], _own_lines(error, sources)


def _own_lines(error: BaseException, sources: Mapping[str, str]) -> str:
    lines: list[str] = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename in sources:
            line = _line(code.co_filename, traceback.tb_lineno, code.co_name, sources)
            if line not in lines[-1:]:  # a function that calls itself does so a thousand times
                lines.append(line)
        traceback = traceback.tb_next
    return "\n".join(lines[-MAX_FRAMES:])[:MAX_TEXT]


def _line(file: str, number: int, function: str, sources: Mapping[str, str]) -> str:
    where = f"{file}, line {number}" + (f", in {function}" if function not in ("", "<module>") else "")
    text = _python_lines(sources[file])[number - 1 : number]
    return f"{where}\n    {text[0].strip()}" if text else where


def _caret(error: SyntaxError, sources: Mapping[str, str]) -> str:
    """A line that points at the place in the line above, where that is short enough not to be broken on a terminal."""
    (text,) = _python_lines(sources[str(error.filename)])[(error.lineno or 0) - 1 : error.lineno] or [""]
    column = (error.offset or 0) - 1 - (len(text) - len(text.lstrip()))
    if not 0 <= column <= len(text.strip()) <= MAX_POINTED_AT:
        return ""
    return f"\n    {' ' * column}^"


def _python_lines(source: str) -> list[str]:
    """As Python counts them: a form feed, or one of Unicode's separators, is within a line."""
    return source.split("\n")
