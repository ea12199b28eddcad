"""Due dates and what coming late costs: pure, and beside the raw score, which it never changes.

A due date is a moment with a time zone. Lateness is counted in days of that zone, begun days as whole ones, so a
submission at the same time of day is a whole number of days late also over a change to or from daylight saving time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from course_cli.errors import UsageError
from course_cli.language import marked
from course_cli.language import translated as _

if TYPE_CHECKING:  # the gradebook writes due dates as this module does
    from course_cli.batch.gradebook import DueDate

SCHEMA = 1
NO_TIME = marked("no submission time is known: counted as in time")

_DAY = timedelta(days=1)
_YEARS = range(1970, 9000)  # room on both sides for counting days and changing zones
_LAST = datetime(9900, 1, 1, tzinfo=timezone.utc)  # a submission may claim any time
_DECIMALS = 6  # of points taken off: 3 days at 10% are 30%, not 30.000000000000004%
_UNITS = {"d": _DAY, "h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}
_DURATION = re.compile(r"(?:\d+[dhms])+")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)\s*(Z|[+-]\d\d:\d\d|[A-Za-z][\w+/-]*)?")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")


@dataclass(frozen=True)
class LatePolicy:
    """What a late submission loses, as fractions of its raw score; by default nothing.

    `grace` moves every due date silently: days are counted from its end. `max_penalty` bounds what is taken off;
    after more than `cutoff_days` days nothing counts at all. Raises ValueError for what makes no sense.
    """

    penalty_per_day: float = 0.0
    grace: timedelta = timedelta()
    max_penalty: float = 1.0
    cutoff_days: int | None = None

    def __post_init__(self) -> None:
        for name in ("penalty_per_day", "max_penalty"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(_("{} is a fraction from 0 to 1, not {}").format(name, getattr(self, name)))
        if not timedelta() <= self.grace <= 366 * _DAY:
            raise ValueError(_("the grace period lasts from nothing to a year"))
        if self.cutoff_days is not None and not 0 <= self.cutoff_days <= 3660:
            raise ValueError(_("the cutoff lies from 0 to 3660 days after the due date"))

    def fraction(self, days_late: int) -> float:
        """The part of the raw score that is taken off, from 0 to 1."""
        if self.cutoff_days is not None and days_late > self.cutoff_days:
            return 1.0
        return min(days_late * self.penalty_per_day, self.max_penalty)

    def to_json(self) -> str:
        """The text in which a gradebook keeps it."""
        return json.dumps(self.as_data())

    @staticmethod
    def from_json(text: str) -> LatePolicy:
        """Read what `to_json` wrote; an empty text is the policy that takes nothing. Raises UsageError."""
        with _explained(_("late policy")):
            return LatePolicy.of(json.loads(text or "{}"))

    def as_data(self) -> dict[str, Any]:
        """The policy as plain data."""
        return {
            "penalty_per_day": self.penalty_per_day,
            "grace_seconds": int(self.grace.total_seconds()),
            "max_penalty": self.max_penalty,
            "cutoff_days": self.cutoff_days,
        }

    @staticmethod
    def of(data: Mapping[str, Any]) -> LatePolicy:
        """The policy from plain data. Raises ValueError, TypeError or AttributeError for what is none."""
        cutoff = data.get("cutoff_days")
        return LatePolicy(
            float(data.get("penalty_per_day", 0)),
            timedelta(seconds=float(data.get("grace_seconds", 0))),
            float(data.get("max_penalty", 1)),
            None if cutoff is None else int(cutoff),
        )


@dataclass(frozen=True)
class LateResult:
    """A raw score, the points taken off for coming late, and what is left."""

    raw: float
    penalty: float = 0.0
    days_late: int = 0
    note: str = ""

    @property
    def final(self) -> float:
        return round(self.raw - self.penalty, _DECIMALS) if self.penalty else self.raw


@dataclass(frozen=True)
class LateScores:
    """One student's exercises after the late policy."""

    exercises: Mapping[str, LateResult]

    @property
    def raw(self) -> float:
        return sum(result.raw for result in self.exercises.values())

    @property
    def penalty(self) -> float:
        return round(sum(result.penalty for result in self.exercises.values()), _DECIMALS)

    @property
    def final(self) -> float:
        return round(self.raw - self.penalty, _DECIMALS) if self.penalty else self.raw

    @property
    def days_late(self) -> int:
        return max((result.days_late for result in self.exercises.values()), default=0)

    @property
    def note(self) -> str:
        """What is to be said, and of which chapters."""
        chapters: dict[str, dict[str, None]] = {}
        for id_, result in self.exercises.items():
            if result.note:
                chapters.setdefault(result.note, {})[_chapter(id_)] = None
        return "; ".join(f"{', '.join(found)}: {note}" for note, found in chapters.items())


@dataclass(frozen=True)
class Due:
    """When a chapter is due, and the policy for what comes later."""

    at: datetime
    policy: LatePolicy = LatePolicy()


@dataclass(frozen=True)
class Deadlines:
    """When each chapter is due. False where none is."""

    due: Mapping[str, Due] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.due)

    def apply(self, scores: Mapping[str, float], submitted_at: Mapping[str, datetime]) -> LateScores:
        """What the raw scores of exercises (`<chapter>/<name>`) come to, each chapter handed in at its own time.

        Raises ValueError for a time without zone.
        """
        return LateScores({id_: self._result(raw, _chapter(id_), submitted_at) for id_, raw in scores.items()})

    def _result(self, raw: float, chapter: str, submitted_at: Mapping[str, datetime]) -> LateResult:
        due = self.due.get(chapter)
        return late_result(raw, submitted_at.get(chapter), due.at, due.policy) if due else LateResult(raw)

    @staticmethod
    def of(dates: Iterable[DueDate]) -> Deadlines:
        """The due dates that a gradebook keeps. Raises UsageError for a policy that cannot be read."""
        return Deadlines({date.chapter: Due(date.due_at, LatePolicy.from_json(date.policy)) for date in dates})

    def to_json(self) -> str:
        """The text of a file of due dates."""
        due = {chapter: {"at": due_text(due.at), "policy": due.policy.as_data()} for chapter, due in self.due.items()}
        return json.dumps({"schema": SCHEMA, "due": due}, indent=1)

    @staticmethod
    def from_json(text: str) -> Deadlines:
        """Read what `to_json` wrote. Raises UsageError."""
        with _explained(_("file of due dates")):
            data = json.loads(text)
            if data["schema"] != SCHEMA:
                raise ValueError(f"it has schema {data['schema']}, and this course_cli reads {SCHEMA}")
            return Deadlines(
                {
                    str(chapter): Due(parse_due(str(due["at"])), LatePolicy.of(due.get("policy", {})))
                    for chapter, due in data["due"].items()
                }
            )


def late_result(raw: float, submitted_at: datetime | None, due: datetime | None, policy: LatePolicy) -> LateResult:
    """The score after the policy. What has no due date, or no known time of submission, is not late.

    The second is noted where there is a score that lateness could have cost: not of what was never handed in.

    Raises ValueError for a time without a time zone: it names no moment.
    """
    if due is None:
        return LateResult(raw)
    if submitted_at is None:
        return LateResult(raw, note=NO_TIME if raw else "")
    days = days_late(submitted_at, due, policy.grace)
    return LateResult(raw, round(raw * policy.fraction(days), _DECIMALS), days)


def days_late(submitted_at: datetime, due: datetime, grace: timedelta = timedelta()) -> int:
    """How many days after the due date and the grace period, begun ones included; 0 up to their last moment."""
    if submitted_at.utcoffset() is None or due.utcoffset() is None:
        raise ValueError("a time without a time zone names no moment")
    submitted_at = min(submitted_at, _LAST)
    if submitted_at <= _nth(due, 0) + grace:
        return 0
    # Days differ from 24 hours by an hour or so: start below the answer and step up to it.
    days = max(0, (submitted_at - _nth(due, 0) - grace) // _DAY - 1)
    while submitted_at > _nth(due, days) + grace:
        days += 1
    return days


def parse_due(text: str) -> datetime:
    """A moment from `2026-10-01T23:59+08:00` or `2026-10-01T23:59 Europe/Berlin`. Raises UsageError."""
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        raise UsageError(_("{!r} is no time such as 2026-10-01T23:59+08:00").format(text))
    day, clock, zone = match.groups()
    if not zone:
        raise UsageError(
            _("{!r} has no time zone: {}T{}+08:00 has, and '{}T{} Europe/Berlin'").format(text, day, clock, day, clock)
        )
    offset = "+00:00" if zone == "Z" else zone if zone[0] in "+-" else ""
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{offset}")
    except ValueError:
        raise UsageError(_("{!r} is no time such as 2026-10-01T23:59+08:00").format(text)) from None
    if moment.year not in _YEARS:
        raise UsageError(_("{!r} lies outside the years {} to {}").format(text, _YEARS[0], _YEARS[-1]))
    return moment if offset else _existing(moment.replace(tzinfo=_zone(zone)), text)


def due_text(moment: datetime) -> str:
    """The text that `parse_due` reads back: with the zone's name where it has one, else with the offset."""
    if isinstance(moment.tzinfo, ZoneInfo) and moment.tzinfo.key:
        return f"{moment.replace(tzinfo=None).isoformat()} {moment.tzinfo.key}"
    return moment.isoformat()


def parse_penalty(text: str) -> float:
    """The fraction that `10%` or `10%/day` stands for. Raises UsageError."""
    match = _PERCENT.fullmatch(text.strip().removesuffix("/day"))
    if not match or not 0 <= float(match[1]) <= 100:
        raise UsageError(_("{!r} is no penalty such as 10%/day").format(text))
    return float(match[1]) / 100


def parse_duration(text: str) -> timedelta:
    """The time that `1h`, `90m` or `1h30m` (d, h, m, s) stands for. Raises UsageError."""
    if not _DURATION.fullmatch(text.strip()) or len(text) > 40:
        raise UsageError(_("{!r} is no time such as 1h, 90m or 1h30m").format(text))
    pieces = re.findall(r"(\d+)([dhms])", text)
    try:
        return sum((int(number) * _UNITS[unit] for number, unit in pieces), timedelta())
    except OverflowError:
        raise UsageError(_("{!r} is too long a time").format(text)) from None


def _chapter(id_: str) -> str:
    return id_.partition("/")[0]


def _nth(due: datetime, days: int) -> datetime:
    """The moment `days` days after the due date by the clock of its own zone; the later one where the clock says so
    twice. In UTC: two times of one zone would be compared by their clocks."""
    shifted = due + days * _DAY
    return max(shifted.replace(fold=fold).astimezone(timezone.utc) for fold in (0, 1))


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UsageError(_("no time zone is called {!r}; Europe/Berlin and Asia/Shanghai are").format(name)) from None


def _existing(moment: datetime, text: str) -> datetime:
    there = moment.astimezone(timezone.utc).astimezone(moment.tzinfo)
    if there.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise UsageError(_("{!r} does not exist: the clocks skip it that night").format(text))
    return moment


@contextmanager
def _explained(what: str) -> Iterator[None]:
    try:
        yield
    except UsageError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise UsageError(_("this is no {} that course_cli can read: {}").format(what, error)) from error
