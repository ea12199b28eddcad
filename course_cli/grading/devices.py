"""Whether a student's code runs on a GPU, or would, asked on a machine that has none."""

from __future__ import annotations

import re
from typing import Any, NoReturn, Protocol

from course_cli.grading.failure import CheckFailure, NoSimulatedDevice, StudentRaised
from course_cli.grading.observation import Observation

# What torch says on a real device: CUDA, cuDNN, indexing, MPS. The simulated one has classes of its own for it.
_MIXED = re.compile(
    r"on the same device|in the same device|"
    r"on (?:CPU|GPU), but expected (?:it|them) to be on|"
    r"Placeholder storage has not been allocated on MPS|"
    r"[Ii]nput type \(.*\) and (?:weight|bias) type \(.*\) should be the same"
)
_TO_NUMPY = re.compile(r"can't convert .* device type tensor to numpy")

_ADVICE = "create tensors with device=X.device, X.new_zeros(...) or torch.zeros_like(X)"


class DeviceCallee(Protocol):
    """A student's function, method or module that can be called with its tensors on a simulated device."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

    def elsewhere(self, *args: Any, **kwargs: Any) -> Observation: ...


def assert_keeps_device(f: DeviceCallee, *args: Any, **kwargs: Any) -> Any:
    """`f` runs with its tensors on another device than the CPU, and every tensor of its value is there too.

    The device is the one that is graded on, if it is not the CPU itself; else a simulated one.

    Returns the value, for the next call of a pair; an object of the student's own in it keeps its tensors there.

    It does not judge values. A module whose method `f` is goes there too, as with `module.to(device)`: its parameters
    and buffers, and no other attributes. Let the check need one that judges values: whoever knows the simulation can
    pass this one.

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
        whose = "the result is" if len(seen.devices) == 1 else "part of the result is"
        raise CheckFailure(
            f"{whose} on the cpu although its input was on another device: {_ADVICE}",
            got=f"device {', '.join(seen.devices)}",
            expected="the device of the input",
            culprit=seen.value,
        )
    return seen.value


def _explain(raised: StudentRaised) -> NoReturn:
    """Raise it in words that say what to do, with the student's own line."""
    for kind, words, name, advice in (
        ("DevicesMixed", _MIXED, "RuntimeError", _ADVICE),
        ("NotOnTheCpu", _TO_NUMPY, "TypeError", "stay with tensors all the way"),
    ):
        if kind in raised.type_names or (name in raised.type_names and words.search(raised.detail)):
            reason = (
                f"raised {name} with its input on another device, as it would on a GPU: {raised.detail.rstrip('.')}"
            )
            raise CheckFailure(f"{reason}. What helps: {advice}", got=raised.got) from raised
    raise raised
