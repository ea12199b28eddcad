"""What coming late costs, over time zones and changes of the clock."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_cli.batch.late import (
    NO_TIME,
    Deadlines,
    Due,
    LatePolicy,
    LateResult,
    days_late,
    due_text,
    late_result,
    parse_due,
    parse_duration,
    parse_penalty,
)
from course_cli.errors import UsageError

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 10, 1, 23, 59, tzinfo=timezone(timedelta(hours=8)))
TEN_PERCENT = LatePolicy(penalty_per_day=0.1)
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.timezones())


def late(**after: float) -> datetime:
    """A moment after the due date, said in another zone than the due date is."""
    return DUE.astimezone(timezone.utc) + timedelta(**after)


@pytest.mark.parametrize(
    ("submitted", "days", "final"),
    [
        (late(days=-3), 0, 8.0),
        (late(), 0, 8.0),
        (late(seconds=1), 1, 7.2),
        (late(days=1), 1, 7.2),
        (late(days=1, seconds=1), 2, 6.4),
        (late(days=3), 3, 5.6),
        (late(days=10), 10, 0.0),
        (late(days=400), 400, 0.0),
    ],
)
def test_begun_days_count_whole(submitted: datetime, days: int, final: float) -> None:
    result = late_result(8.0, submitted, DUE, TEN_PERCENT)
    assert (result.raw, result.days_late, result.final) == (8.0, days, final)
    assert result.penalty == pytest.approx(8.0 - final)


def test_no_policy_takes_nothing_and_still_counts_the_days() -> None:
    assert late_result(2.1, late(days=2), DUE, LatePolicy()) == LateResult(2.1, 0.0, 2)


def test_a_grace_period_moves_the_due_date() -> None:
    policy = LatePolicy(penalty_per_day=0.5, grace=timedelta(hours=1))
    assert late_result(4, late(hours=1), DUE, policy).final == 4
    assert late_result(4, late(hours=1, seconds=1), DUE, policy).final == 2
    assert late_result(4, late(hours=25), DUE, policy).days_late == 1
    assert late_result(4, late(hours=25, seconds=1), DUE, policy).days_late == 2


def test_a_bound_and_a_cutoff() -> None:
    policy = LatePolicy(penalty_per_day=0.2, max_penalty=0.5, cutoff_days=7)
    assert [late_result(10, late(days=n), DUE, policy).final for n in (2, 3, 7, 8)] == [6.0, 5.0, 5.0, 0.0]
    assert late_result(10, late(seconds=1), DUE, LatePolicy(cutoff_days=0)).final == 0


def test_points_stay_points() -> None:
    assert late_result(10, late(days=3), DUE, TEN_PERCENT).penalty == 3.0
    assert late_result(10, late(days=3), DUE, TEN_PERCENT).final == 7.0
    assert late_result(0.1 + 0.2, late(), DUE, TEN_PERCENT).final == 0.1 + 0.2


def test_what_is_not_known_is_not_late() -> None:
    assert late_result(3, None, DUE, TEN_PERCENT) == LateResult(3, note=NO_TIME)
    assert late_result(3, late(days=9), None, TEN_PERCENT) == LateResult(3)
    assert late_result(0, None, DUE, TEN_PERCENT) == LateResult(0), "nothing handed in, nothing to say"


@pytest.mark.parametrize(("submitted", "due"), [(late().replace(tzinfo=None), DUE), (late(), DUE.replace(tzinfo=None))])
def test_a_time_without_a_zone_is_refused(submitted: datetime, due: datetime) -> None:
    with pytest.raises(ValueError, match="time zone"):
        late_result(1, submitted, due, TEN_PERCENT)


@pytest.mark.parametrize(
    ("due", "hours"),
    [
        ("2026-10-24T23:59 Europe/Berlin", 25),
        ("2026-03-28T23:59 Europe/Berlin", 23),
        ("2026-07-01T23:59 Europe/Berlin", 24),
    ],
)
def test_a_day_is_a_day_of_the_due_dates_zone(due: str, hours: int) -> None:
    moment = parse_due(due).astimezone(timezone.utc)
    assert days_late(moment + timedelta(hours=hours), parse_due(due)) == 1
    assert days_late(moment + timedelta(hours=hours, seconds=1), parse_due(due)) == 2


def test_two_times_of_one_zone_are_compared_as_moments() -> None:
    due = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)  # 2:30 comes twice that night
    assert days_late(due.replace(fold=1), due) == 0
    assert days_late(datetime(2026, 10, 25, 2, 31, fold=1, tzinfo=BERLIN), due) == 1
    assert days_late(datetime(2026, 10, 25, 2, 31, fold=0, tzinfo=BERLIN), due) == 0


@given(submitted=MOMENTS, due=MOMENTS, grace=st.timedeltas(timedelta(), timedelta(days=3)))
def test_days_are_about_24_hours(submitted: datetime, due: datetime, grace: timedelta) -> None:
    after = (submitted.astimezone(timezone.utc) - due.astimezone(timezone.utc) - grace) / timedelta(days=1)
    days = days_late(submitted, due, grace)
    assert days >= 0
    # Zones have changed their offset by a whole day (Samoa), and by more than an hour before 1980.
    assert max(0.0, after) - 1.1 <= days <= max(0.0, after) + 2.1


@given(st.floats(0, 1e6), MOMENTS, MOMENTS, st.floats(0, 1), st.floats(0, 1), st.none() | st.integers(0, 30))
def test_a_penalty_never_raises_a_score_nor_makes_it_negative(
    raw: float, submitted: datetime, due: datetime, per_day: float, most: float, cutoff: int | None
) -> None:
    result = late_result(raw, submitted, due, LatePolicy(per_day, max_penalty=most, cutoff_days=cutoff))
    assert -1e-6 <= result.final <= raw + 1e-6
    assert result.penalty >= 0


def test_a_student_may_claim_any_time() -> None:
    for submitted in (datetime.min, datetime.max):
        for offset in (-23, 0, 23):
            moment = submitted.replace(tzinfo=timezone(timedelta(hours=offset)))
            assert late_result(1, moment, DUE, TEN_PERCENT).final in (0, 1)


def test_exercises_are_due_with_their_chapter() -> None:
    deadlines = Deadlines({"shapes": Due(DUE, TEN_PERCENT), "basics": Due(DUE + timedelta(days=2), TEN_PERCENT)})
    scores = deadlines.apply(
        {"shapes/double": 4.0, "basics/count": 1.5, "other/x": 2.0},
        dict.fromkeys(("shapes", "basics", "other"), late(days=1)),
    )
    assert {id_: result.final for id_, result in scores.exercises.items()} == {
        "shapes/double": 3.6,
        "basics/count": 1.5,
        "other/x": 2.0,
    }
    assert (scores.raw, scores.penalty, scores.final, scores.days_late, scores.note) == (7.5, 0.4, 7.1, 1, "")
    assert Deadlines().apply({}, {"shapes": late()}).final == 0
    assert not Deadlines()
    assert deadlines


def test_a_chapter_handed_in_late_makes_no_other_late() -> None:
    deadlines = Deadlines({chapter: Due(DUE, TEN_PERCENT) for chapter in ("one", "seven", "eight")})
    raw = {"one/a": 1.0, "one/b": 2.0, "seven/a": 4.0}
    found = deadlines.apply(raw, {"one": late(days=-9), "seven": late(days=3)})
    assert [result.days_late for result in found.exercises.values()] == [0, 0, 3]
    assert [result.final for result in found.exercises.values()] == [1.0, 2.0, 2.8]
    assert (found.days_late, found.note) == (3, "")


def test_a_chapter_without_a_time_is_in_time_and_noted_by_name() -> None:
    deadlines = Deadlines({chapter: Due(DUE, TEN_PERCENT) for chapter in ("one", "seven", "eight")})
    raw = {"one/a": 1.0, "one/b": 2.0, "seven/a": 4.0, "eight/a": 0.0, "undue/a": 1.0}
    found = deadlines.apply(raw, {"seven": late(days=1)})
    assert [result.final for result in found.exercises.values()] == [1.0, 2.0, 3.6, 0.0, 1.0]
    assert found.note == f"one: {NO_TIME}"
    assert deadlines.apply(raw, {}).note == f"one, seven: {NO_TIME}"


def test_it_is_kept_as_text() -> None:
    policy = LatePolicy(0.1, timedelta(hours=1), 0.5, 7)
    deadlines = Deadlines({"shapes": Due(DUE, policy), "basics": Due(parse_due("2026-10-24T23:59 Europe/Berlin"))})
    kept = deadlines.to_json()
    assert Deadlines.from_json(kept) == deadlines
    assert Deadlines.from_json(kept).due["basics"].at.tzinfo == BERLIN
    assert json.loads(kept)["due"]["shapes"]["at"] == "2026-10-01T23:59:00+08:00"
    assert Deadlines.from_json('{"schema": 1, "due": {}}') == Deadlines()
    assert LatePolicy.from_json(policy.to_json()) == policy
    assert LatePolicy.from_json("") == LatePolicy()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"schema": 2, "due": {}}',
        '{"schema": 1, "due": []}',
        '{"schema": 1, "due": {"a": 5}}',
        '{"schema": 1, "due": {"a": {"at": "2026-10-01"}}}',
    ],
)
def test_a_broken_text_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Deadlines.from_json(text)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "5",
        '{"penalty_per_day": 5}',
        '{"penalty_per_day": NaN}',
        '{"penalty_per_day": "much"}',
        '{"grace_seconds": 1e999}',
        '{"grace_seconds": -1}',
        '{"max_penalty": 1.5}',
        '{"cutoff_days": -1}',
    ],
)
def test_a_broken_policy_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        LatePolicy.from_json(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-01T23:59+08:00", DUE),
        (" 2026-10-01 23:59:00 +08:00 ", DUE),
        ("2026-10-01T15:59Z", DUE),
        ("2026-10-01T23:59 Asia/Shanghai", DUE),
        ("2026-10-25T02:30 Europe/Berlin", datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)),
    ],
)
def test_due_dates_as_people_write_them(text: str, moment: datetime) -> None:
    assert parse_due(text) == moment
    assert parse_due(due_text(parse_due(text))) == moment


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no time such as"),
        ("tomorrow", "no time such as"),
        ("2026-10-01", "no time such as"),
        ("2026-13-01T00:00Z", "no time such as"),
        ("2026-10-01T23:59", "has no time zone"),
        ("2026-10-01T23:59 Mars/Olympus", "no time zone is called"),
        ("2026-10-01T23:59 ../../etc/passwd", "no time such as"),
        ("2026-10-01T23:59 Europe", "no time zone is called"),
        ("9999-10-01T23:59Z", "outside the years"),
        ("2026-03-29T02:30 Europe/Berlin", "does not exist"),
    ],
)
def test_what_is_no_due_date_is_refused_with_a_reason(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        parse_due(text)


def test_penalties_and_times_as_people_write_them() -> None:
    assert [parse_penalty(text) for text in ("10%/day", "2.5%", " 0%/day ", "100%")] == [0.1, 0.025, 0, 1]
    assert parse_duration("1h30m") == timedelta(minutes=90)
    assert parse_duration("2d") == timedelta(days=2)
    assert parse_duration("45s") == timedelta(seconds=45)


@pytest.mark.parametrize("text", ["", "10", "0.1", "-5%", "101%", "1e2%", "10%/week", "1e400%"])
def test_what_is_no_penalty_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_penalty(text)


@pytest.mark.parametrize("text", ["", "1", "h", "-1h", "1.5h", "1w", "9" * 30 + "d", "9" * 60 + "d"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_duration(text)
