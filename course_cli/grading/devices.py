"""Whether a student's code runs on a GPU, or would, asked on a machine that has none."""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn, Protocol

from course_cli.grading.assertions import is_plain
from course_cli.grading.comparison import compare
from course_cli.grading.failure import CheckFailure, NoSimulatedDevice, StudentRaised
from course_cli.grading.observation import Observation
from course_cli.grading.student import RemoteObject
from course_cli.language import marked
from course_cli.language import translated as _

# What torch says on a real device: CUDA, cuDNN, indexing, MPS. The simulated one has classes of its own for it.
_MIXED = re.compile(
    r"on the same device|in the same device|"
    r"on (?:CPU|GPU), but expected (?:it|them) to be on|"
    r"Placeholder storage has not been allocated on MPS|"
    r"[Ii]nput type \(.*\) and (?:weight|bias) type \(.*\) should be the same"
)
_TO_NUMPY = re.compile(r"can't convert .* device type tensor to numpy")

# A device may sum in another order; that the result is the wrong one shows in the first digits.
ROUNDING: Final = 1e-2

_ADVICE = marked("create tensors with device=X.device, X.new_zeros(...) or torch.zeros_like(X)")


class DeviceCallee(Protocol):
    """A student's function, method or module that can be called with its tensors on a simulated device."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

    def elsewhere(self, *args: Any, **kwargs: Any) -> Observation: ...


def assert_keeps_device(f: DeviceCallee, *args: Any, judge_values: bool = True, **kwargs: Any) -> Any:
    """`f` runs with its tensors on another device than the CPU, and every tensor of its value is there too.

    The device is the one that is graded on, if it is not the CPU itself; else a simulated one.

    Returns the value, for the next call of a pair; an object of the student's own in it keeps its tensors there.

    A module whose method `f` is goes there too, as with `module.to(device)`: its parameters and buffers, and no other
    attributes. Plain values have to be those of the same call on the CPU, unless `judge_values` is off (for what draws
    at random) or an argument is an object that is there. Whether they are right on the CPU is for another check, which
    this one's check should need.

    Raises:
        NoSimulatedDevice: torch cannot simulate a device here; the engine gives the check's points all the same.
    """
    try:
        seen = f.elsewhere(*args, **kwargs)
    except NoSimulatedDevice:
        f(*args, **kwargs)  # what is not written, or fails on the CPU, earns nothing here either
        raise
    except StudentRaised as raised:
        _explain(raised)
    if "cpu" in seen.devices:
        fault = _("the result is on the cpu although its input was on another device: {}")
        if len(seen.devices) > 1:
            fault = _("part of the result is on the cpu although its input was on another device: {}")
        raise CheckFailure(
            fault.format(_(_ADVICE)),
            got=_("device {}").format(", ".join(seen.devices)),
            expected=_("the device of the input"),
            culprit=seen.value,
        )
    stays_there = any(isinstance(argument, RemoteObject) for argument in (*args, *kwargs.values()))
    if judge_values and is_plain(seen.value) and not stays_there:
        here = f(*args, **kwargs)
        if difference := compare(seen.value, here, rtol=ROUNDING, atol=ROUNDING):
            raise CheckFailure(
                f"gives another result on another device than on the cpu: {difference.message}",
                got=difference.got,
                expected=difference.expected,
                culprit=seen.value,
            )
    return seen.value


def _explain(raised: StudentRaised) -> NoReturn:
    """Raise it in words that say what to do, with the student's own line."""
    for kind, words, name, advice in (
        ("DevicesMixed", _MIXED, "RuntimeError", _ADVICE),
        ("NotOnTheCpu", _TO_NUMPY, "TypeError", marked("stay with tensors all the way")),
    ):
        if kind in raised.type_names or (name in raised.type_names and words.search(raised.detail)):
            reason = _("raised {} with its input on another device, as it would on a GPU: {}. What helps: {}")
            raise CheckFailure(reason.format(name, raised.detail.rstrip("."), _(advice)), got=raised.got) from raised
    raise raised
