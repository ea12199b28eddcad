"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "broken"]


@dataclass(frozen=True)
class Finding:
    """`said` is how it stands; `mend` what to do, where anything is amiss.

    "broken" is what grading cannot do without; a "warning" costs comfort, or something that not everyone needs.
    """

    id: str
    state: State
    said: str
    mend: str = ""
