"""The floor that confined grading is compared with: the same checks and code in one process, without pytest."""

from __future__ import annotations

import copy
import functools
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch.utils._pytree import tree_leaves

from course_cli.course.catalog import Exercise
from course_cli.grading.failure import StudentRaised
from course_cli.grading.inputs import Inputs, derive_seed
from course_cli.grading.observation import Gradient, Observation, Traits, Work
from course_cli.sandbox import simulated_device
from course_cli.sandbox.counting import WorkCounter
from course_cli.sandbox.gradients import GradientRequest, bind_engine
from course_cli.sandbox.values import LibraryReference, SourceExpression


class LocalFunction:
    """What the grader's proxy of a function does, without a process in between."""

    def __init__(self, function: Any, owner: Any) -> None:
        self._function = function
        self._owner = owner
        self.name = str(getattr(function, "__name__", function))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return self._function(*map(_resolved, args), **{name: _resolved(value) for name, value in kwargs.items()})
        except Exception as error:  # noqa: BLE001 - the graders judge what is raised
            types = tuple(cls.__name__ for cls in type(error).__mro__)
            raise StudentRaised(types, str(error)) from error

    def observe(self, *args: Any, seed: int | None = None, count: bool = False, **kwargs: Any) -> Observation:
        args = copy.deepcopy(args)
        if not count:
            return Observation(self(*args, **kwargs), args, kwargs)
        with WorkCounter() as work:
            value = self(*args, **kwargs)
        return Observation(value, args, kwargs, Work(work.operations, work.steps))

    def elsewhere(self, *args: Any, **kwargs: Any) -> Observation:
        with simulated_device.simulation() as to_device:
            arguments, keywords, _ = to_device((list(args), kwargs, self._owner))
            value = self(*arguments, **keywords)
            leaves = [leaf for leaf in tree_leaves(value) if isinstance(leaf, torch.Tensor)]
            return Observation(value, (), {}, devices=tuple(simulated_device.locate(leaf)[1] for leaf in leaves))

    def gradient(
        self, *args: Any, wrt: Sequence[int | str] = (0,), cotangent: Any = None, **kwargs: Any
    ) -> Gradient:
        request = GradientRequest([str(path) for path in wrt], cotangent, self._owner, bind_engine())
        arguments, keywords = request.track(list(args), kwargs)
        value = self(*arguments, **keywords)
        return Gradient(value, tuple(request.of(value)))


def _resolved(argument: Any) -> Any:
    """What stands behind a proxy, a `library(...)` or a `source(...)`."""
    reference = getattr(argument, "reference", None)
    if isinstance(reference, LibraryReference):
        return functools.reduce(getattr, reference.name.split(".")[1:], torch)
    if isinstance(reference, SourceExpression):
        return eval(reference.text, {"torch": torch, "np": np})
    return getattr(argument, "_function", argument)


class LocalStudent:
    """Stands for `student` in a grader, on a module of this process."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return LocalFunction(getattr(self._module, name), self._module)

    def traits(self, tensor: Any) -> Traits:
        return Traits(tensor.requires_grad, tensor.is_leaf, type(tensor).__name__ == "Parameter")

    def collect(self, iterable: Any, limit: int = 1_000) -> list[Any]:
        return list(iterable)[:limit]


def load(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def run_checks(exercise: Exercise, grader: ModuleType) -> int:
    """Import the reference solution and run every check of `grader` on it; how many there were."""
    assert exercise.solution_path is not None
    student = LocalStudent(load(exercise.solution_path, exercise.id.replace("/", ".")))
    content = exercise.solution_path.read_bytes()
    for check in exercise.checks:
        function = getattr(grader, f"test_{check.id}")
        seed = derive_seed(b"", "", content, exercise.id, check.id)
        fixtures = {"student": student, "inputs": Inputs(seed)}
        names = function.__code__.co_varnames[: function.__code__.co_argcount]
        function(*(fixtures[name] for name in names))
    return len(exercise.checks)
