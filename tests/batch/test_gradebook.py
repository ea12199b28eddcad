"""What is recorded comes back, is only ever added to, and can be read while more is recorded."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from gradebook_attempts import COURSE, NOON, NOTHING, attempt, reading, result, writing

from course_cli.batch.flags import Flag
from course_cli.batch.gradebook import Attempt, DueDate, Gradebook, IntakeRecord, schema
from course_cli.grading.report import CheckResult, ExerciseResult

# What version 1 was, written down here: not the code's own idea of it.
VERSION_1 = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE student (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE intake (id INTEGER PRIMARY KEY, student INTEGER NOT NULL REFERENCES student, notes TEXT NOT NULL,
    submitted_at TEXT NOT NULL);
CREATE INDEX intake_by_student ON intake (student);
CREATE TABLE attempt (id INTEGER PRIMARY KEY, student INTEGER NOT NULL REFERENCES student, exercise TEXT NOT NULL,
    key TEXT NOT NULL, engine TEXT NOT NULL, grader TEXT NOT NULL, submission TEXT NOT NULL, isolation TEXT NOT NULL,
    device TEXT NOT NULL, graded_at TEXT NOT NULL, status TEXT NOT NULL, message TEXT NOT NULL, seconds REAL NOT NULL);
CREATE INDEX attempt_by_student ON attempt (student, exercise);
CREATE TABLE statement (id INTEGER PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL, points REAL NOT NULL,
    hint TEXT NOT NULL, UNIQUE (name, title, points, hint));
CREATE TABLE result (attempt INTEGER NOT NULL REFERENCES attempt, position INTEGER NOT NULL,
    statement INTEGER NOT NULL REFERENCES statement, score REAL NOT NULL, status TEXT NOT NULL, seconds REAL NOT NULL,
    seed INTEGER NOT NULL, message TEXT NOT NULL, call TEXT NOT NULL, got TEXT NOT NULL, expected TEXT NOT NULL,
    printed TEXT NOT NULL, PRIMARY KEY (attempt, position)) WITHOUT ROWID;
INSERT INTO meta VALUES ('course', 'Deep learning foundations');
INSERT INTO student VALUES (1, 'ada');
INSERT INTO intake VALUES (1, 1, '["a note"]', '{"mlp": "2026-10-01T12:00:00+00:00"}');
INSERT INTO attempt VALUES (1, 1, 'perceptron/softmax', 'k', '0.1.0', 'g', 's', 'weak', 'cpu',
    '2026-10-01T12:00:00+00:00', 'graded', 'hello', 0.5);
INSERT INTO statement VALUES (1, 'values', 'they are right', 2.0, 'divide');
INSERT INTO result VALUES (1, 0, 1, 0.0, 'failed', 0.25, 7, 'wrong', 'softmax(X)', '1', '2', 'printed');
PRAGMA application_id = 0x43434C49;
PRAGMA user_version = 1;
"""
VERSION_1_CHECK = CheckResult(
    "values", "they are right", 2.0, 0.0, "failed", "wrong", "divide", "softmax(X)", "1", "2", "printed", 0.25, 7
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "grades.db"


@pytest.fixture
def old_path(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(VERSION_1)
    return path


def value_of(path: Path, query: str) -> object:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchone()[0]


def test_everything_of_an_attempt_comes_back(path: Path) -> None:
    attempts = [attempt("perceptron/softmax", "k1", passed=2, text="no"), attempt("mlp/relu", "k2")]
    times = {"perceptron": NOON - timedelta(days=3, microseconds=1), "mlp": NOON}
    flags = (Flag("perceptron/softmax.py", 3, "ctypes", "because"), Flag("a/b.py", 0, "", "x\n<b>"))
    intake = IntakeRecord(("dropped a magic", "笔记"), times, flags)
    with writing(path) as book:
        book.record("ada", attempts, intake)
    with reading(path) as book:
        record = book.report("ada")
        assert list(record.attempts) == sorted(attempts, key=lambda found: found.result.id)
        assert (record.notes, record.submitted_at, record.flags) == (intake.notes, intake.submitted_at, flags)
        assert record.graded_at == attempts[0].graded_at
        assert record.report.course == COURSE
        assert (record.report.isolation, record.report.device) == ("full", "cpu")
        assert (record.report.score, record.report.max_score) == (9.0, 12.0)
        assert book.keys("ada") == {"perceptron/softmax": "k1", "mlp/relu": "k2"}
        assert book.intake("ada") == intake


def test_the_report_has_the_exercises_asked_for_in_that_order(path: Path) -> None:
    with writing(path) as book:
        book.record("ada", [attempt("b/b"), attempt("a/a"), attempt("c/c")], NOTHING)
        assert [found.id for found in book.report("ada").report.exercises] == ["a/a", "b/b", "c/c"]
        assert [found.id for found in book.report("ada", ["c/c", "x/x", "a/a"]).report.exercises] == ["c/c", "a/a"]
        assert book.report("ada", []).report.exercises == ()


def test_the_latest_attempt_counts_and_the_others_stay(path: Path) -> None:
    with writing(path) as book:
        for number in range(5):
            book.record("ada", [attempt("a/a", f"k{number}", passed=number % 3)], NOTHING)
            book.record("bob", [attempt("a/a", "other")], NOTHING)
        book.record("ada", [attempt("b/b", "k")], NOTHING)
    with reading(path) as book:
        assert book.keys("ada") == {"a/a": "k4", "b/b": "k"}
        assert book.report("ada", ["a/a"]).report.exercises == (result("a/a", passed=1),)
        history = book.history("ada", "a/a")
        assert [found.fingerprint.key for found in history] == ["k0", "k1", "k2", "k3", "k4"]
        assert [found.result.score for found in history] == [0.0, 1.5, 3.0, 0.0, 1.5]


def test_what_was_never_recorded_is_empty(path: Path) -> None:
    with writing(path) as book:
        assert (book.students(), book.exercises(), book.due_dates(), list(book.records())) == ([], [], {}, [])
        assert book.keys("nobody") == {}
        assert book.history("nobody", "a/a") == []
        assert book.intake("nobody") == NOTHING
        record = book.report("nobody")
        assert (record.report.exercises, record.graded_at, record.submitted_at) == ((), None, {})


def test_students_and_exercises_are_sorted_and_there_once(path: Path) -> None:
    with writing(path) as book:
        for student in ["zoe", "Ada", "艾达", "ada", "zoe"]:
            book.record(student, [attempt("b/b"), attempt("a/a")], NOTHING)
    with reading(path) as book:
        assert book.students() == sorted({"zoe", "Ada", "艾达", "ada"})
        assert book.exercises() == ["a/a", "b/b"]
        assert [record.student for record in book.records(["a/a"])] == book.students()


def test_intake_is_noted_without_attempts_and_only_when_it_is_news(path: Path) -> None:
    first, second = IntakeRecord(("one",)), IntakeRecord(("two",), {"a": NOON, "b": NOON})
    same = replace(second, submitted_at={"b": NOON, "a": NOON})
    third = replace(second, submitted_at={"a": NOON, "b": NOON + timedelta(microseconds=1)})
    with writing(path) as book:
        for intake in [first, first, second, second, same, third]:
            book.record("ada", [], intake)
        assert (book.students(), book.exercises(), book.intake("ada")) == (["ada"], [], third)
    assert value_of(path, "SELECT count(*) FROM intake") == 3


def test_weak_isolation_and_several_devices_show_in_the_report(path: Path) -> None:
    other = replace(attempt("b/b"), isolation="weak", device="cuda")
    with writing(path) as book:
        book.record("ada", [attempt("a/a"), other], NOTHING)
        assert (book.report("ada").report.isolation, book.report("ada").report.device) == ("weak", "cuda")
        assert book.report("ada", ["a/a"]).report.isolation == "full"


def test_no_part_of_a_submission_is_kept_where_another_cannot_be(path: Path) -> None:
    def attempts() -> Iterator[Attempt]:
        yield attempt("a/a")
        raise KeyboardInterrupt

    with writing(path) as book:
        with pytest.raises(ValueError, match="time zone"):
            book.record("ada", [attempt("a/a"), replace(attempt("b/b"), graded_at=datetime(2026, 1, 1))], NOTHING)
        with pytest.raises(ValueError, match="time zone"):
            book.record("ada", [attempt("a/a")], IntakeRecord((), {"a": NOON, "b": datetime(2026, 1, 1)}))
        with pytest.raises(KeyboardInterrupt):
            book.record("bob", attempts(), NOTHING)  # type: ignore[arg-type]
        book.record("eve", [attempt("c/c")], NOTHING)
        assert (book.students(), book.exercises()) == (["eve"], ["c/c"])


HARD_TEXTS = ["", "a\0b", "\0", "😀 𝔘", "\u202edrawkcab", "\x1b[31m", "'; DROP TABLE attempt", "a\r\nb", "é" * 10**6]


@pytest.mark.parametrize("text", HARD_TEXTS, ids=lambda text: ascii(text)[:20])
def test_any_text_comes_back_as_it_was(path: Path, text: str) -> None:
    with writing(path) as book:
        book.record("ada", [attempt(passed=1, text=text)], IntakeRecord((text,)))
    with reading(path) as book:
        assert book.report("ada").report.exercises == (result(passed=1, text=text),)
        assert book.intake("ada") == IntakeRecord((text,))


def test_half_characters_are_made_safe(path: Path) -> None:
    with writing(path) as book:
        book.record("ada", [attempt(passed=1, text="x\ud800y")], IntakeRecord(("\udfff",)))
        assert book.report("ada").report.exercises == (result(passed=1, text="x\ufffdy"),)
        assert book.intake("ada").notes == ("\ufffd",)


def test_student_names_are_any_text(path: Path) -> None:
    names = ["-rf", "a b", "a\nb", "O'Hara", "%s", "艾达", "😀", "e\u0301", "é", "x" * 100_000, "null", "1", "1.0"]
    with writing(path) as book:
        for name in names:
            book.record(name, [attempt(key=name[:9])], NOTHING)
        assert book.students() == sorted(names)
        assert [book.keys(name) for name in names] == [{"perceptron/softmax": name[:9]} for name in names]


def test_numbers_come_back_exactly(path: Path) -> None:
    checks = (
        CheckResult("a", "A", 0.1, 0.1, "passed", seconds=1e-300, seed=0),
        CheckResult("b", "B", 1 / 3, 0.0, "failed", seconds=1e300, seed=2**63 - 1),
    )
    odd = ExerciseResult("a/a", "graded", checks, 0.1 + 0.2)
    with writing(path) as book:
        book.record("ada", [replace(attempt(), result=odd)], NOTHING)
        assert book.report("ada").report.exercises == (odd,)


def test_a_missing_exercise_is_an_attempt_as_any_other(path: Path) -> None:
    check = CheckResult("a", "A", 1, 0, "failed", "a/a.py is missing")
    missing = ExerciseResult("a/a", "missing", (check,), 0.0, "a/a.py is missing")
    with writing(path) as book:
        book.record("ada", [attempt("a/a")], NOTHING)
        book.record("ada", [replace(attempt(), result=missing)], NOTHING)
        assert book.report("ada").report.exercises == (missing,)
        assert len(book.history("ada", "a/a")) == 2


def test_due_dates_are_replaced_as_a_whole(path: Path) -> None:
    utc = DueDate("mlp", NOON, '{"penalty": 0.1}')
    zoned = DueDate("perceptron", datetime(2026, 10, 25, 23, 59, tzinfo=ZoneInfo("Europe/Berlin")), "{}")
    with writing(path) as book:
        book.set_due_dates([utc, zoned])
    with reading(path) as book:
        found = book.due_dates()
        assert found == {"mlp": utc, "perceptron": zoned}
        assert found["perceptron"].due_at.tzinfo == ZoneInfo("Europe/Berlin")
    with writing(path) as book:
        book.set_due_dates([utc])
        with pytest.raises(ZeroDivisionError):
            book.set_due_dates(DueDate("x", NOON, str(1 / n)) for n in (1, 0))
        assert book.due_dates() == {"mlp": utc}


def test_a_new_file_says_whose_and_how_old_it_is(path: Path) -> None:
    with writing(path) as book:
        # What no test can show without pulling a plug: every commit waits for the disk.
        assert book._connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert book._connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert value_of(path, "PRAGMA application_id") == schema.APPLICATION_ID
    assert value_of(path, "PRAGMA user_version") == schema.VERSION == 3
    assert value_of(path, "PRAGMA journal_mode") == "wal"


def test_nothing_is_left_beside_a_closed_gradebook(path: Path) -> None:
    with writing(path) as book:
        book.record("ada", [attempt()], NOTHING)
    with reading(path) as book:
        assert book.students() == ["ada"]
    assert [found.name for found in path.parent.iterdir()] == ["grades.db"]


@pytest.mark.parametrize("write", [True, False])
def test_a_file_of_version_1_is_brought_up_to_date_with_all_that_is_in_it(old_path: Path, write: bool) -> None:
    with Gradebook.open(old_path, COURSE, write=write) as book:
        record = book.report("ada")
        expected = ExerciseResult("perceptron/softmax", "graded", (VERSION_1_CHECK,), 0.5, "hello")
        assert record.report.exercises == (expected,)
        assert (record.report.isolation, record.notes, record.submitted_at) == ("weak", ("a note",), {"mlp": NOON})
        assert book.due_dates() == {}
        assert book.intake("ada").flags is None, "nobody has looked for any, which is not the same as none found"
        assert record.flags == ()
        if write:
            book.set_due_dates([DueDate("mlp", NOON, "{}")])
            book.record("ada", [attempt()], NOTHING)
            assert len(book.history("ada", "perceptron/softmax")) == 2
    assert value_of(old_path, "PRAGMA user_version") == schema.VERSION


def test_the_tables_are_the_same_however_they_came_to_be(old_path: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"
    with writing(fresh), writing(old_path):
        pass

    def tables(path: Path) -> list[tuple[str, str]]:
        with closing(sqlite3.connect(path)) as connection:
            found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
            return [(name, "".join(sql.split())) for name, sql in found]

    assert tables(fresh) == tables(old_path)


def test_a_migration_that_fails_leaves_the_file_as_it_was(old_path: Path) -> None:
    before = old_path.read_bytes()
    steps = (*schema.MIGRATIONS, ("CREATE TABLE more (x)", "INSERT INTO more VALUES (1)", "CREATE TABLE student (x)"))
    with closing(sqlite3.connect(old_path, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            schema.migrate(connection, steps)
        assert schema.version_of(connection) == 1
        assert schema.table_names(connection).isdisjoint({"due", "more"})
    assert old_path.read_bytes() == before
    with writing(old_path) as book:
        assert book.students() == ["ada"]


READER = """
import sys
from pathlib import Path
from course_cli.batch.gradebook import Gradebook
seen = 0
print("ready", flush=True)
while seen < 60:
    with Gradebook.open(Path(sys.argv[1]), sys.argv[2], write=False) as book:
        for record in book.records():
            keys = {attempt.fingerprint.key for attempt in record.attempts}
            assert len(keys) == 1 and len(record.attempts) == 3, record
            seen = max(seen, int(keys.pop()))
"""


def test_others_read_whole_submissions_while_one_writes(path: Path) -> None:
    with writing(path) as book:
        book.record("ada", [attempt(f"a/{n}", "0") for n in range(3)], NOTHING)
        command = [sys.executable, "-c", READER, str(path), COURSE]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:
            assert reader.stdout is not None
            reader.stdout.readline()
            number = 0
            while reader.poll() is None and number < 100_000:
                number += 1
                for student in ("ada", "bob"):
                    book.record(student, [attempt(f"a/{n}", str(number)) for n in range(3)], NOTHING)
            errors = reader.communicate()[1]
        assert (reader.returncode, errors) == (0, "")
        with reading(path) as second:  # in the writer's own process, too
            assert second.keys("ada") == book.keys("ada")


def test_a_class_is_read_one_student_at_a_time(path: Path) -> None:
    long = "x" * 50_000  # times 5 texts times 4 checks: 1 MB a student
    with writing(path) as book:
        for number in range(30):
            book.record(f"s{number:02}", [attempt(passed=0, text=long)], NOTHING)
    with reading(path) as book:
        tracemalloc.start()
        try:
            assert sum(len(record.report.exercises) for record in book.records()) == 30
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 5_000_000 < path.stat().st_size / 4


def test_a_class_of_students_shares_what_checks_say_of_themselves(path: Path) -> None:
    with writing(path) as book:
        for number in range(20):
            book.record(f"s{number}", [attempt(passed=number % 5)], NOTHING)
    # Four statements, each with a hint (failed) and without (passed).
    assert value_of(path, "SELECT count(*) FROM statement") == 8


def test_the_time_to_find_the_latest_attempts_does_not_hang_on_the_class(path: Path) -> None:
    with writing(path) as book:
        for number in range(50):
            book.record(f"s{number}", [attempt("a/a"), attempt("b/b")], NOTHING)
    queries = []
    with closing(sqlite3.connect(path)) as connection, reading(path) as book:
        book._connection.set_trace_callback(queries.append)
        book.keys("s7")
        book.report("s7")
        book.history("s7", "a/a")
        plans = [
            step
            for query in queries
            if query.lstrip().startswith("SELECT")
            for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {query}")
        ]
    assert len(plans) > 10
    assert not [step for step in plans if step.startswith("SCAN")]


def test_a_link_is_the_gradebook_that_it_leads_to(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(path)
    with writing(link) as book:
        book.record("ada", [attempt()], NOTHING)
    assert link.is_symlink()
    with reading(path) as book:
        assert book.students() == ["ada"]


@pytest.mark.parametrize("name", ["a b.db", "q?mode=memory.db", "100%25.db", "#1.db", "成绩.db", "-x.db", "grades"])
def test_the_name_of_the_file_is_any_name(tmp_path: Path, name: str) -> None:
    with writing(tmp_path / name) as book:
        book.record("ada", [attempt()], NOTHING)
    assert [found.name for found in tmp_path.iterdir()] == [name]


def test_times_keep_their_zone(path: Path) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=8)))
    with writing(path) as book:
        book.record("ada", [replace(attempt(), graded_at=there)], IntakeRecord((), {"perceptron": there}))
        record = book.report("ada")
    assert record.submitted_at["perceptron"].utcoffset() == timedelta(hours=8)
    assert record.attempts[0].graded_at.utcoffset() == timedelta(hours=8)
