"""What one call of a student's code showed: plain data, as the worker reported it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Work:
    """How much a call did: dispatched tensor operations (with elements pulled out of tensors), and Python steps."""

    operations: int
    steps: int


@dataclass(frozen=True)
class Observation:
    """A call's value, its arguments as they were after it, its work if it was counted, and what it printed.

    `devices` holds the type of the device of each tensor in the value, such as "cpu", in order.
    """

    value: Any
    arguments: tuple[Any, ...]
    keyword_arguments: Mapping[str, Any]
    work: Work | None = None
    printed: str = ""
    devices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gradient:
    """A call's value and one gradient per `wrt`; None where no gradient reached it."""

    value: Any
    grads: tuple[Any, ...]


@dataclass(frozen=True)
class Traits:
    """What autograd knew of a tensor before it crossed the process boundary as plain data."""

    requires_grad: bool
    is_leaf: bool
    is_parameter: bool
