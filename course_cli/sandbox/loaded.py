"""What is imported, found out once in the zygote.

A worker that looks at every module writes to the reference count of each, and so copies the memory page that it lies
in: for torch's 2,000 modules that takes longer than a submission's own calls.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.machinery import ExtensionFileLoader
from itertools import takewhile

FileIdentity = tuple[int, int]


@dataclass(frozen=True)
class Loaded:
    """Modules by name: those of this package, and the files that extension modules came from; `last` came last."""

    ours: tuple[str, ...]
    extensions: frozenset[FileIdentity]
    last: str


def loaded() -> Loaded:
    """Of all that is imported now."""
    known = _when_first_asked()
    newer = [*takewhile(lambda name: name != known.last, reversed(sys.modules))]
    return Loaded(known.ours + _ours(newer), known.extensions | _extensions(newer), newer[0] if newer else known.last)


@functools.cache
def _when_first_asked() -> Loaded:
    names = list(sys.modules)
    return Loaded(_ours(names), _extensions(names), names[-1])


def _ours(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name.partition(".")[0] == __name__.partition(".")[0])


def _extensions(names: Iterable[str]) -> frozenset[FileIdentity]:
    modules = (sys.modules[name] for name in names)
    loaders = (getattr(getattr(module, "__spec__", None), "loader", None) for module in modules)
    return frozenset(identity(loader.path) for loader in loaders if isinstance(loader, ExtensionFileLoader))


def identity(file: str) -> FileIdentity:
    """Which file a path leads to, whatever the path."""
    status = os.stat(file)
    return status.st_dev, status.st_ino
