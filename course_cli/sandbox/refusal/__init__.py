"""Refuse the library's own version of what an exercise asks for, inside the worker, for the rest of its life.

    zygote:  import torch; refusal.prepare(); where all workers refuse the same: refusal.install_ahead(("softmax",))
    worker:  confine itself; bind privately what it needs; refusal.install(["softmax"]); import the submission

Operations are refused at the dispatcher (`kernels`), library code in Python by exchanging it (`functions`); compilers
that could go round both are off (`compilers`), and so is what could undo it (`lock`). A policy enforced inside the
student's own process is never absolute: KNOWN_OPEN in tests/sandbox/test_refusal.py lists what is known to pass.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import NoReturn

from .compilers import turn_off_compilers
from .families import FAMILIES, Family
from .functions import (
    find_builtins,
    find_functions,
    refuse_builtins,
    refuse_engine,
    refuse_functions,
)
from .kernels import Operation, find_operations, refuse_operations
from .lock import lock_interpreter

__all__ = ["FAMILIES", "Family", "Refused", "install", "install_ahead", "prepare"]


class Refused(RuntimeError):
    """The library's own version was used where the learner should write it. Its text is for the learner."""


@dataclass(frozen=True)
class _Plan:
    operations: tuple[Operation, ...]
    functions: tuple[tuple[str, FunctionType], ...]
    builtins: tuple[tuple[str, ModuleType, str], ...]


@functools.cache
def _plan(name: str) -> _Plan:
    family = {name: FAMILIES[name]}
    return _Plan(find_operations(family)[name], find_functions(family)[name], find_builtins(family)[name])


def prepare(families: Iterable[str] = FAMILIES) -> None:
    """In the zygote, after its imports: turn torch's compilers off, and find what each family holds.

    The finding takes tens of milliseconds a family and is remembered, so that `install` takes a few. Without it,
    `install` does it. An unknown name is left for `install` to refuse.
    """
    turn_off_compilers()
    for name in families:
        if name in FAMILIES:
            _plan(name)


def install(families: Sequence[str]) -> list[str]:
    """Refuse the families in this process, for good. To be called once, before the student's module is imported.

    Confinement comes before: it needs ctypes, which is taken away here. For the family "autograd", bind
    `torch._C._ImperativeEngine.run_backward` before if you need the engine after.

    Args:
        families: names of `FAMILIES`; none changes nothing.

    Returns:
        What was used of them, by name ("torch.softmax (aten::softmax)"): a list that grows by every refused use, before
        Refused is raised. What the student's code catches has still been noticed.

    Raises:
        KeyError: there is no such family.
    """
    used = install_ahead(tuple(families))
    if families:
        lock_interpreter()
    return used


@functools.cache
def install_ahead(families: tuple[str, ...]) -> list[str]:
    """Most of `install`, once in a process that forks workers for exercises which refuse these; it keeps ctypes.

    Done in each of them, it would copy a quarter of the memory pages that a worker writes to. Returns as `install`.
    """
    used: list[str] = []
    chosen = {name: FAMILIES[name] for name in families}
    if chosen:
        prepare(chosen)
    for name, family in chosen.items():
        plan = _plan(name)
        refusal = _refusal(family, used.append)
        if family.engine:
            refuse_engine(refusal)
        refuse_builtins(plan.builtins, refusal)
        refuse_functions(plan.functions, refusal)
        refuse_operations(plan.operations, refusal)
    return used


def _refusal(family: Family, notify: Callable[[str], None]) -> Callable[[str], Callable[..., NoReturn]]:
    def refuse(name: str, *_arguments: object, **_keywords: object) -> NoReturn:
        notify(name)
        raise Refused(f"{name} earns no credit here: write {family.what} yourself")

    return functools.cache(functools.partial(functools.partial, refuse))
