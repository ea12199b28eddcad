"""Numbers as people read them, and the axes they lie on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

LARGEST: Final = 1e100  # whatever is farther from 0 is drawn as this far: differences of such numbers stay finite
SMALLEST: Final = 1e-100  # whatever is nearer is drawn as 0: a share of it would vanish


def short(value: float, digits: int = 4) -> str:
    """A number in few characters: 2.5, −0.1235, 1e30, ∞, nan."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:.{digits}g}"
    mantissa, e, exponent = text.partition("e")
    if e:
        text = f"{mantissa}e{int(exponent)}"
    return "0" if text == "-0" else text.replace("-", "−")


def cell_texts(values: Sequence[float], room: int) -> list[str] | None:
    """All numbers in at most `room` characters each, with the same decimals; None where that hides too much."""
    finite = [abs(value) for value in values if math.isfinite(value)]
    whole = all(value.is_integer() for value in finite)
    for decimals in (0,) if whole else (3, 2, 1):
        texts = [_fixed(value, decimals) for value in values]
        if all(len(text) <= room for text in texts):
            # A number that shows as 0 is well shown only beside others that do not.
            return texts if whole or max(finite) >= 2 * 10.0**-decimals else None
    return None


def _fixed(value: float, decimals: int) -> str:
    if not math.isfinite(value) or abs(value) >= 1e9:
        return short(value, 1)
    text = f"{value:.{decimals}f}".replace("-", "−")
    return text if text.strip("−0.") else text.removeprefix("−")


@dataclass(frozen=True)
class Scale:
    """From numbers in [low, high] to places in [start, end], linearly; high is above low."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of any number; at most ten times its axis away from it."""
        share = (bounded(value) - self.low) / (self.high - self.low)
        return self.start + max(-10.0, min(share, 10.0)) * (self.end - self.start)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def bounded(value: float) -> float:
    """The number that is drawn for a finite or infinite one."""
    return max(-LARGEST, min(value, LARGEST)) if abs(value) > SMALLEST else 0.0


def extent(main: Iterable[float], others: Iterable[float] = (), reach: float = 1.0) -> tuple[float, float]:
    """A range, never empty, that holds every finite number of `main`, and of `others` those that lie not too far off.

    Others may widen the range by `reach` times its size, on either side.
    """
    inner = [bounded(value) for value in main if math.isfinite(value)]
    outer = [bounded(value) for value in others if math.isfinite(value)]
    inner = inner or outer or [0.0]
    low, high = min(inner), max(inner)
    room = reach * (high - low or max(abs(high), 1.0))
    low, high = (
        max(min([low, *outer]), low - room),
        min(max([high, *outer]), high + room),
    )
    if not high - low > 1e-9 * max(abs(low), abs(high)):
        half = 0.5 * max(abs(low), abs(high)) or 0.5
        low, high = low - half, high + half
    return low, high


def ticks(low: float, high: float, most: int = 5) -> Sequence[float]:
    """Round numbers in [low, high], at most `most` of them; two at least where the range allows."""
    rough = (high - low) / max(most - 1, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    for step in (power, 2 * power, 5 * power, 10 * power, 20 * power):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            return [count * step for count in range(first, last + 1)]
    return [low, high]


def tick_text(value: float, step: float) -> str:
    """A tick's number, without the noise of its last digits."""
    return short(0.0 if abs(value) < 1e-9 * abs(step) else value, 6)
