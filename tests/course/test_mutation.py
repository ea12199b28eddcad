"""Mutations: small faults in a solution, what became of each, and why some may live."""

from __future__ import annotations

import ast
import json
from functools import cache

import pytest

from course_cli.course.catalog import Catalog, read_text
from course_cli.course.mutation import Mutation, mutations
from course_cli.course.survivors import EQUIVALENT, TABLE, VERDICTS, Verdict, faults, read_reasons, table, verdict

CATALOG = Catalog.load()
EXERCISES = {exercise.id: exercise for exercise in CATALOG.exercises}
VERDICTS_KEPT = json.loads(read_text(CATALOG.root / VERDICTS))
SURVIVORS_ALLOWED = 0.02  # of the faults that can be told from the solution

SOLUTION = '''"""Title."""
OUTSIDE = 1 + 2


def f(x: int, y: int = 3) -> int:
    """Sum. Raises ValueError: x is below 0."""
    before = x - 4
    ### BEGIN SOLUTION
    {body}
    ### END SOLUTION
    return before * 5
'''


def changes(body: str) -> set[str]:
    """The names of the faults in a function with this body."""
    return {fault.name for fault in mutations(SOLUTION.format(body=body.replace("\n", "\n    ")))}


@cache
def course_faults(id_: str) -> tuple[Mutation, ...]:
    return tuple(faults(EXERCISES[id_]))


@pytest.mark.parametrize(
    ("statement", "becomes"),
    [
        ("a = x + y", {"a = x - y"}),
        ("a = x - y", {"a = x + y"}),
        ("a = x * y", {"a = x / y", "a = x + y"}),
        ("a = x / y", {"a = x * y"}),
        ("a = x // y", {"a = x * y", "a = x / y"}),
        ("a = x % y", {"a = x * y"}),
        ("a = x ** y", {"a = x * y"}),
        ("a = x & y", {"a = x | y"}),
        ("a = x | y", {"a = x & y"}),
        ("a = x @ y", set()),
        ("a += y", {"a -= y"}),
        ("a *= y", {"a /= y", "a += y"}),
        ("a = x < y", {"a = x <= y", "a = x > y"}),
        ("a = x <= y", {"a = x < y", "a = x > y"}),
        ("a = x > y", {"a = x >= y", "a = x < y"}),
        ("a = x >= y", {"a = x > y", "a = x < y"}),
        ("a = x == y", {"a = x != y"}),
        ("a = x != y", {"a = x == y"}),
        ("a = x is y", {"a = x is not y"}),
        ("a = x is not y", {"a = x is y"}),
        ("a = x in y", {"a = x not in y"}),
        ("a = x not in y", {"a = x in y"}),
        ("a = x and y", {"a = x or y"}),
        ("a = x or y", {"a = x and y"}),
        ("a = not x", {"a = x"}),
        ("a = -x", {"a = x"}),
        ("a = 7", {"a = 8", "a = 6"}),
        ("a = 0.5", {"a = 1.0"}),
        ("a = 0.0", {"a = 1.0"}),
        ("a = True", {"a = False"}),
        ("a = 'text'", set()),
        ("a = None", set()),
        ("a = min(x, y)", {"a = min(y, x)"}),
        ("a = min(x, y, x)", set()),
        ("a = min(*x, y)", set()),
        ("a: int = x", set()),
        ("print(x)", set()),
        ("assert x", set()),
    ],
)
def test_each_operator_makes_the_fault_that_it_names(statement: str, becomes: set[str]) -> None:
    dropped = f"{statement} → pass"
    assert changes(statement) == {f"{statement} → {other}" for other in becomes} | {dropped}


def test_the_name_is_the_change_in_the_source() -> None:
    text = SOLUTION.format(body="return x < y and -x")
    whole = ast.unparse(ast.parse(text))
    for fault in mutations(text):
        before, _, after = fault.name.partition(" → ")
        assert fault.source == whole.replace(before, after)
        assert fault.source != whole


def test_a_condition_and_what_hangs_on_it_are_dropped() -> None:
    text = SOLUTION.format(body='if x:\n        raise ValueError("x is 1")\n    return y')
    sources = {fault.name: fault.source for fault in mutations(text)}
    assert set(sources) == {"if x: → pass", "raise ValueError('x is 1') → pass"}
    assert "raise" not in sources["if x: → pass"]
    assert "if x:\n        pass" in sources["raise ValueError('x is 1') → pass"]


def test_no_message_docstring_or_return_is_a_fault() -> None:
    body = 'def g():\n    """1 + 2"""\n    return f"{x + 1}"\nraise ValueError(f"{x} is below {1 + 2}")'
    assert changes(body) == {"raise ValueError(f'{x} is below {1 + 2}') → pass"}


def test_nothing_outside_the_markers_changes() -> None:
    text = SOLUTION.format(body="a = x + 1\n    if a > 2:\n        before = a * 2")
    head, tail = ast.unparse(ast.parse(text)).split("    a = x + 1\n")
    tail = tail[tail.index("    return before") :]
    found = list(mutations(text))
    assert len(found) > 10
    assert all(fault.source.startswith(head) and fault.source.endswith(tail) for fault in found)


def test_several_regions_are_all_changed() -> None:
    text = SOLUTION.format(body="x = 1") + "\n\n### BEGIN SOLUTION\nHELPER = 2 * 3\n### END SOLUTION\n"
    names = [fault.name for fault in mutations(text)]
    assert {name.partition(" → ")[0] for name in names} == {"x = 1", "HELPER = 2 * 3"}


def test_the_same_change_at_two_places_has_two_names() -> None:
    names = [fault.name for fault in mutations(SOLUTION.format(body="x = x + y\n    x = x + y"))]
    assert names == ["x = x + y → pass", "x = x + y → x = x - y", "x = x + y → pass (2)", "x = x + y → x = x - y (2)"]


def test_a_fault_that_two_changes_make_comes_once() -> None:
    assert changes("a = 0 - 1") == {
        "a = 0 - 1 → pass",
        "a = 0 - 1 → a = 0 + 1",
        "a = 0 - 1 → a = 1 - 1",
        "a = 0 - 1 → a = -1 - 1",
        "a = 0 - 1 → a = 0 - 2",
        "a = 0 - 1 → a = 0 - 0",
    }
    sources = [fault.source for fault in mutations(SOLUTION.format(body="a = min(1, 1)"))]
    assert len(set(sources)) == len(sources)


def test_unbalanced_markers_are_refused() -> None:
    with pytest.raises(ValueError, match="END SOLUTION"):
        list(mutations(SOLUTION.format(body="x = 1").replace("### END SOLUTION", "")))


@pytest.mark.parametrize("id_", EXERCISES)
def test_the_faults_of_an_exercise(id_: str) -> None:
    found = course_faults(id_)
    names, sources = [fault.name for fault in found], [fault.source for fault in found]
    assert found
    assert len(set(names)) == len(names)
    assert len(set(sources)) == len(sources)
    for source in sources:
        ast.parse(source)


@pytest.mark.parametrize("chapter", CATALOG.chapters)
def test_the_faults_are_the_same_every_time(chapter: str) -> None:
    exercise = CATALOG.resolve([chapter])[0]
    assert tuple(faults(exercise)) == course_faults(exercise.id)


def test_a_verdict_parts_what_lived() -> None:
    lived = {"a → b": False, "c → d": True, "e → f": True}
    reasons = {"e → f": "the same", "a → b": "it was once the same", "g → h": "gone"}
    found = verdict(CATALOG.exercises[0], lived, reasons)
    assert (found.killed, found.survived, found.equivalent) == (1, ("c → d",), ("e → f",))
    assert found.stale == ("a → b", "g → h")
    assert found.share == 0.5
    assert Verdict("none", 0, (), ("e → f",)).share == 1.0


def test_every_reason_is_of_a_fault_that_there_is() -> None:
    reasons = read_reasons(CATALOG)
    for id_, named in reasons.items():
        assert id_ in EXERCISES
        assert set(named) <= {fault.name for fault in course_faults(id_)}
        assert all(reason.strip().endswith(".") for reason in named.values())
    assert list(reasons) == [id_ for id_ in EXERCISES if id_ in reasons]


def test_the_verdicts_are_of_the_course_as_it_is() -> None:
    reasons = read_reasons(CATALOG)
    assert list(VERDICTS_KEPT) == list(EXERCISES), "an exercise has no verdict: run `course_cli dev mutate --write`"
    for id_, kept in VERDICTS_KEPT.items():
        alive = {*kept["survived"], *kept["equivalent"]}
        assert alive <= {fault.name for fault in course_faults(id_)}
        assert kept["killed"] + len(alive) == len(course_faults(id_))
        assert set(kept["equivalent"]) == set(reasons.get(id_, {})), f"{EQUIVALENT} and the verdicts differ for {id_}"
        assert kept["stale"] == []


def test_the_graders_kill_all_but_a_few() -> None:
    killed = sum(kept["killed"] for kept in VERDICTS_KEPT.values())
    survived = [f"{id_}: {name}" for id_, kept in VERDICTS_KEPT.items() for name in kept["survived"]]
    assert len(survived) <= SURVIVORS_ALLOWED * (killed + len(survived)), survived


def test_the_table_is_that_of_the_verdicts() -> None:
    lists = ("survived", "equivalent", "stale")
    rows = [Verdict(**{**kept, **{name: tuple(kept[name]) for name in lists}}) for kept in VERDICTS_KEPT.values()]
    assert read_text(CATALOG.root / TABLE) == table(rows)
