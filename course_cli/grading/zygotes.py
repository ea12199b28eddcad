"""Which zygote grades what: NumPy exercises on the CPU, torch exercises on the device that was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from course_cli.grading.failure import CheckFailure, StudentRaised
from course_cli.grading.report import Confined
from course_cli.grading.rules import Rules
from course_cli.language import translated as _
from course_cli.sandbox.confinement import LAYERS
from course_cli.sandbox.nucleus import Home
from course_cli.sandbox.placement import TRAITS, Device
from course_cli.sandbox.pool import ZygoteHandle

# "Cannot convert a MPS Tensor to float64 dtype as the MPS framework doesn't support float64. ..."
# "Trying to convert Double to the MPS backend but it does not have support for that dtype."
_LACKS_DTYPE = re.compile(r"MPS (?:framework|backend)\b.*\bsupport")


class Zygotes:
    """The zygotes of a grading process; `device` is the place of its torch exercises."""

    def __init__(self, zygotes: Mapping[Home, ZygoteHandle], device: Device) -> None:
        self._zygotes = zygotes
        self.device = device

    def home(self, rules: Rules) -> Home:
        """Where an exercise with these rules runs."""
        return Home(rules.library, self.device if rules.library == "torch" else "cpu")

    def cpu_instead(self, home: Home, error: BaseException | None) -> Home | None:
        """Where to run a check again that failed because the device lacks a dtype; None for any other outcome."""
        if TRAITS[home.device].lacks_float64 and _is_lack_of_dtype(error):
            return Home(home.library, "cpu")
        return None

    def __getitem__(self, home: Home) -> ZygoteHandle:
        return self._zygotes[home]

    @property
    def confined(self) -> Confined:
        """As well as in the weakest of them."""
        weak = "weak" in {zygote.isolation for zygote in self._zygotes.values()}
        missing = {layer for zygote in self._zygotes.values() for layer in zygote.missing}
        return Confined("weak" if weak else "full", tuple(layer for layer in LAYERS if layer in missing))

    @property
    def device_problem(self) -> str:
        """Why torch exercises cannot run on the device, in a sentence without its end; "" where they can."""
        for home, zygote in self._zygotes.items():
            if zygote.device_problem:
                return _("torch finds {}, but a worker cannot use it: {}").format(
                    home.device.upper(), zygote.device_problem
                )
        return ""


def _is_lack_of_dtype(error: BaseException | None) -> bool:
    # A check that waits for an exception got this one instead: the cause of its failure.
    raised = error.__cause__ if isinstance(error, CheckFailure) and error.__cause__ is not None else error
    return isinstance(raised, StudentRaised) and _LACKS_DTYPE.search(raised.detail) is not None
