"""`from perceptron.softmax import softmax` in a notebook, where the names of a module are those that cells defined."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable, Mapping
from typing import Any


class Cells(types.ModuleType):
    """A module whose names are a notebook's."""

    def __init__(self, name: str, names: Mapping[str, Any]) -> None:
        super().__init__(name)
        self.__dict__["_names_of_cells"] = names

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_names_of_cells"][name]
        except KeyError:
            raise AttributeError(f"no cell that was run has defined {name}") from None


def provide(modules: Iterable[str], names: Mapping[str, Any]) -> None:
    """Have these modules hand out what the cells have defined; those that are imported already stay."""
    for module in modules:
        if isinstance(sys.modules.get(module), Cells) or module not in sys.modules:
            sys.modules[module] = Cells(module, names)


def withdraw() -> None:
    """Take back what `provide` did."""
    for name in [name for name, module in sys.modules.items() if isinstance(module, Cells)]:
        del sys.modules[name]
