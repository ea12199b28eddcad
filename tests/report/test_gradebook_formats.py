"""A class as CSV, as JSON, and for Canvas and Moodle."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone

import pytest

from course_cli.batch.fingerprint import Fingerprint
from course_cli.batch.gradebook import Attempt, StudentRecord
from course_cli.batch.late import Deadlines, Due, LatePolicy
from course_cli.errors import UsageError
from course_cli.grading.report import NOT_WRITTEN, CheckResult, CheckStatus, ExerciseResult, Report
from course_cli.report.gradebook import canvas, moodle
from course_cli.report.gradebook import csv as csv_report
from course_cli.report.gradebook import json as json_report
from course_cli.report.gradebook.cells import guarded, points
from course_cli.report.gradebook.records import Record, with_lateness
from course_cli.report.gradebook.roster import Roster, read_canvas, read_moodle
from course_cli.report.gradebook.summary import Class, summarise
from course_cli.report.json import as_data

TITLES = {"basics/count": "Counting", "shapes/double": "Doubling", "shapes/quadruple": "Quadrupling"}
DUE = datetime(2026, 5, 1, tzinfo=timezone.utc)
WRONG = "[0] is 0.25 where 4 was expected"


def exercise(id: str, *scores: float, worth: float = 2, message: str = WRONG) -> ExerciseResult:
    checks = tuple(
        CheckResult(
            f"c{place}", f"check {place}", worth, score, "passed" if score else "failed", "" if score else message
        )
        for place, score in enumerate(scores)
    )
    return ExerciseResult(id, "graded", checks, 0.01)


def record(student: str, *exercises: ExerciseResult, notes: Sequence[str] = ()) -> Record:
    return Record(student, Report("A course", "full", "cpu", exercises), tuple(notes))


def late(record: Record, days: float | None) -> Record:
    """The record with its shapes so late; without a time of submission for None."""
    deadlines = Deadlines({"shapes": Due(DUE, LatePolicy(penalty_per_day=0.1))})
    times = {} if days is None else {"shapes": DUE + timedelta(days=days)}
    scores = {exercise.id: exercise.score for exercise in record.report.exercises}
    return Record(record.student, record.report, record.notes, deadlines.apply(scores, times))


ADA = record(
    "ada", exercise("basics/count", 1.5, worth=1.5), exercise("shapes/double", 2, 0), exercise("shapes/quadruple", 2)
)
BOB = record("bob", exercise("shapes/double", 0, 0))


def group(records: Iterable[Record] = (ADA, BOB)) -> Class:
    return summarise("A course", records, TITLES)


def table(pieces: Iterable[str]) -> list[list[str]]:
    text = "".join(pieces)
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_csv_has_a_row_a_student() -> None:
    assert table(csv_report.render(group())) == [
        ["student", "basics/count", "shapes/double", "shapes/quadruple", "total", "max"],
        ["ada", "1.5", "2", "2", "5.5", "7.5"],
        ["bob", "", "0", "", "0", "7.5"],
    ]


def test_csv_of_a_batch_has_the_exercises_that_occur() -> None:
    nobody = record("eve")
    assert table(csv_report.render_csv([nobody, BOB, ADA])) == [
        ["student", "shapes/double", "basics/count", "shapes/quadruple", "total", "max"],
        ["eve", "", "", "", "0", "7.5"],
        ["bob", "0", "", "", "0", "7.5"],
        ["ada", "2", "1.5", "2", "5.5", "7.5"],
    ]


def test_csv_shows_what_lateness_costs_only_where_something_is_due() -> None:
    header, ada, bob = table(csv_report.render(group([late(ADA, 1.5), late(BOB, -1)])))
    assert header[4:] == ["raw", "penalty", "final", "days_late", "late_note", "max"]
    assert ada == ["ada", "1.5", "2", "2", "5.5", "0.8", "4.7", "2", "", "7.5"]
    assert bob[4:] == ["0", "0", "0", "0", "", "7.5"]


def test_a_time_that_is_not_known_shows_in_csv_and_json() -> None:
    unknown = late(ADA, None)
    note = "shapes: no submission time is known: counted as in time"
    header, row = table(csv_report.render(group([unknown])))
    assert dict(zip(header, row, strict=True))["late_note"] == note
    data = json.loads("".join(json_report.render_submissions([unknown])))
    assert data["submissions"]["ada"]["late"]["note"] == note


def test_each_chapter_of_a_gradebooks_record_is_late_by_itself() -> None:
    attempts = tuple(Attempt(Fingerprint("", "", "", ""), "full", "cpu", one, DUE) for one in ADA.report.exercises)
    times = {"basics": DUE - timedelta(days=9), "shapes": DUE + timedelta(days=1, hours=1)}
    found = StudentRecord("ada", "A course", attempts, ("a note",), times)
    deadlines = Deadlines(dict.fromkeys(("basics", "shapes"), Due(DUE, LatePolicy(penalty_per_day=0.1))))
    (one,) = with_lateness([found], deadlines)
    assert (one.student, one.report, one.notes) == ("ada", found.report, ("a note",))
    assert one.late is not None
    assert {id_: (late.days_late, late.final) for id_, late in one.late.exercises.items()} == {
        "basics/count": (0, 1.5),
        "shapes/double": (2, 1.6),
        "shapes/quadruple": (2, 1.6),
    }
    assert [one.late for one in with_lateness([found], Deadlines())] == [None]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", ' "=1', "'=1", "\u00a0=1", "＝1", "\ufeff=1"]


@pytest.mark.parametrize("name", [*FORMULAS, *(f"a;{formula}" for formula in FORMULAS)])
def test_no_name_starts_a_formula(name: str) -> None:
    text = "".join(csv_report.render(group([record(name, exercise("shapes/double", 2))])))
    assert table([text])[1][2] == "2"
    for separator in ",;":  # as a spreadsheet of either habit would cut it up
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            for cell in row:
                assert cell.lstrip(' \t"`\u00a0')[:1] not in set("=+-@＝"), cell


def test_a_name_stays_on_its_line_and_spells_what_a_terminal_would_obey() -> None:
    name = 'a\nb\r\nc\td, "e" \x1b[31mf\x1b[0m \u202eg\ud800'
    text = "".join(csv_report.render(group([record(name)])))
    assert text.count("\n") == text.count("\r\n") == 2
    assert {character for character in text if not character.isprintable()} == {"\r", "\n"}
    assert table([text])[1][0] == r'a\nb\u000d\nc\td, "e" \u001b[31mf\u001b[0m \u202eg\ud800'


def test_names_of_people_are_left_as_they_are() -> None:
    for name in ("O'Neill, Tim", "Anne-Marie", "ada+tag@uni.edu", "梅", 'Bob "Bobby" B', "x = y"):
        assert guarded(name) == name


def test_numbers_are_written_for_machines() -> None:
    values = (0.0, -0.0, 3.0, 100.0, 2.5, 0.1 + 0.2, 1e-9, -1.25, 1234567.0)
    assert [*map(points, values)] == ["0", "0", "3", "100", "2.5", "0.3", "0", "-1.25", "1234567"]


def test_json_is_each_report_with_its_notes() -> None:
    text = "".join(
        json_report.render_submissions(
            [record("梅 \u202e\x1b[1m", *ADA.report.exercises, notes=["a \x1b[31mnote"]), BOB]
        )
    )
    assert text.isascii()
    data = json.loads(text)
    assert list(data) == ["schema", "submissions"]
    assert data["schema"] == 1
    assert list(data["submissions"]) == ["梅 \u202e\x1b[1m", "bob"]
    assert data["submissions"]["bob"] == {**as_data(BOB.report), "notes": []}
    assert data["submissions"]["梅 \u202e\x1b[1m"]["notes"] == ["a note"]


def test_json_of_nobody_is_whole() -> None:
    assert json.loads("".join(json_report.render_submissions([]))) == {"schema": 1, "submissions": {}}


def test_json_is_written_as_the_records_come() -> None:
    seen: list[str] = []

    def records() -> Iterable[Record]:
        for one in (ADA, BOB):
            seen.append(one.student)
            yield one

    pieces = json_report.render_submissions(records())
    assert next(pieces)
    assert '"ada"' in next(pieces)
    assert seen == ["ada"]


def test_json_tells_what_lateness_costs() -> None:
    data = json.loads("".join(json_report.render_submissions([late(ADA, 1)])))
    assert data["submissions"]["ada"]["late"] == {
        "raw": 5.5,
        "penalty": 0.4,
        "final": 5.1,
        "days_late": 1,
        "note": "",
    }


CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,basics (77),Shapes (78),Essay (79),Final Score\r\n"
    ",,,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,5,10,20,(read only)\r\n"
    '"Lovelace, Ada",11,S1,ADA,"Group 1",,,,\r\n'
    '"Babbage, Bob",12,S2,bob@uni.edu,Group 2,,,,\r\n'
    '"Nobody, Nora",13,S3,nora,Group 2,,,,\r\n'
).encode()


def test_canvas_reads_its_columns_and_the_points() -> None:
    rows = table(canvas.render(group()))
    assert rows == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "basics", "shapes"],
        ["    Points Possible", "", "", "", "", "1.5", "6"],
        ["ada", "", "", "ada", "", "1.5", "4"],
        ["bob", "", "", "bob", "", "", "0"],
    ]


def test_canvas_gets_what_counts_after_the_late_policy() -> None:
    assert table(canvas.render(group([late(ADA, 1)])))[2][5:] == ["1.5", "3.6"]


def test_a_roster_of_canvas_says_who_is_who_and_which_assignment_is_meant() -> None:
    rows = table(canvas.render(group(), read_canvas(CANVAS)))
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "basics (77)", "Shapes (78)"]
    assert rows[2] == ["Lovelace, Ada", "11", "S1", "ADA", "Group 1", "1.5", "4"]
    assert rows[3] == ["Babbage, Bob", "12", "S2", "bob@uni.edu", "Group 2", "", "0"]
    assert len(rows) == 4


def test_who_is_not_on_the_roster_of_canvas_is_listed_by_login() -> None:
    rows = table(canvas.render(group([record("zoe", *BOB.report.exercises)]), read_canvas(CANVAS)))
    assert rows[2] == ["zoe", "", "", "zoe", "", "", "0"]


def test_no_student_passes_for_canvas_row_of_points() -> None:
    rows = table(canvas.render(group([record("Points Possible", exercise("shapes/double", 0, 0))])))
    assert [row[0] for row in rows if "Points Possible" in row[0]] == ["    Points Possible"]


def test_a_roster_with_first_and_last_names_or_semicolons_is_read() -> None:
    text = "LastName;FirstName;ID;SIS Login ID;Section;shapes (5)\nLovelace;Ada;11;ada;A\n"
    roster = read_canvas(text.encode())
    assert roster.columns == ("LastName", "FirstName", "ID", "SIS Login ID", "Section")
    assert roster.match(["ada"]) == {"ada": ("Lovelace", "Ada", "11", "ada", "A")}
    assert roster.assignments == {"shapes": "shapes (5)"}


def test_no_student_passes_for_another_whose_name_is_what_is_seen_of_theirs() -> None:
    names = ["ada", "ada\u200b", "\u3164ada", "a\x1b[0mda", " ada", "ada ", "\u200b", "a\u0000da", "\u202eada"]
    named = group([record(name, exercise("shapes/double", 2)) for name in names])
    for render in (csv_report.render, canvas.render, moodle.render):
        people = [row[0] for row in table(render(named))][-len(names) :]
        assert len({person.strip() for person in people}) == len(names)
        assert people[0] == "ada"
        assert people[-3] == r"\u200b"
    honest = "梅 👩\u200d💻 e\u0301"
    assert table(csv_report.render(group([record(honest)])))[1][0] == honest


def test_no_two_students_are_the_same_person() -> None:
    roster = read_canvas(CANVAS)
    assert roster.match(["ada", "ADA"]) == {"ADA": roster.people[0]}
    twins = read_canvas(b"Student,ID,SIS Login ID,Section\nA,1,same,x\nB,2,same,x\nC,3,SAME@a,x\nD,4,same@b,x\n")
    assert twins.match(["same"]) == {}
    assert twins.match(["SAME@a", "2"]) == {"SAME@a": twins.people[2], "2": twins.people[1]}


@pytest.mark.parametrize("read", [read_canvas, read_moodle])
@pytest.mark.parametrize("data", [b"", b"\n\n", b"a,b\n1,2\n", b"\xff\xfe\x00", b"\x00\x01", b'"' + b"x" * 200_000])
def test_what_is_no_roster_is_refused(read: object, data: bytes) -> None:
    assert callable(read)
    with pytest.raises(UsageError, match="roster"):
        read(data)


def test_moodle_gets_points_and_percentages() -> None:
    assert table(moodle.render(group())) == [
        ["Username", "basics (Real)", "basics (Percentage)", "shapes (Real)", "shapes (Percentage)"],
        ["ada", "1.5", "100", "4", "66.67"],
        ["bob", "-", "-", "0", "0"],
    ]


def test_moodle_knows_people_by_email_where_folders_are_called_so() -> None:
    assert table(moodle.render(group([record("ada@uni.edu", *ADA.report.exercises)])))[0][0] == "Email address"


def test_moodle_never_meets_an_empty_name_or_someone_unknown() -> None:
    """Moodle would give the row of an empty name to the student before, and refuse the file for one unknown."""
    roster = read_moodle(b"First name,Last name,ID number,Email address\nAda,L,,ada@uni.edu\nBob,B,7,bob@uni.edu\n")
    rows = table(moodle.render(group([ADA, BOB, record("zoe", *BOB.report.exercises)]), roster))
    assert [row[0] for row in rows] == ["Email address", "ada@uni.edu", "bob@uni.edu"]
    assert rows[0][1] == "basics (Real)"


def test_moodle_refuses_a_roster_that_names_people_in_different_ways() -> None:
    roster = read_moodle(b"Username,Email address\nada,\n,bob@uni.edu\n")
    with pytest.raises(UsageError, match="no column"):
        list(moodle.render(group(), roster))


def test_an_older_grader_was_worth_less() -> None:
    older = record("old", exercise("shapes/double", 1, worth=1))
    assert [column.points for column in group([older, ADA]).columns] == [1.5, 4, 2]


def test_failed_checks_are_counted_over_those_who_got_there() -> None:
    def with_status(student: str, status: CheckStatus, message: str = "") -> Record:
        check = CheckResult("c0", "check 0", 2, 0 if status != "passed" else 2, status, message)
        return record(student, ExerciseResult("shapes/double", "graded", (check,)))

    broken = ExerciseResult("shapes/double", "import_error", exercise("x", 0).checks, message="SyntaxError: line 3")
    nothing = ExerciseResult("shapes/double", "missing", exercise("x", 0).checks)
    stub = ExerciseResult("shapes/double", "graded", exercise("x", 0, message=NOT_WRITTEN).checks, message=NOT_WRITTEN)
    found = group(
        [
            with_status("a", "failed", "[0] is 0.25, not 4"),
            with_status("b", "failed", "[3] is -1e-05, not 4.5"),
            with_status("c", "timeout", "took longer than 10 seconds"),
            with_status("d", "passed"),
            with_status("e", "skipped", "needs another"),
            with_status("f", "failed", "float32, not float64"),
            with_status("g", "failed", "float32, not float16"),
            *(record(str(place), result) for place, result in enumerate((broken, nothing, stub))),
        ]
    ).failed_checks
    assert [(check.title, check.failed, check.judged) for check in found] == [
        ("check 0", 5, 6),
        ("the file can be imported", 1, 8),
    ]
    assert [(message.text, message.count, message.alike) for message in found[0].messages] == [
        ("[0] is 0.25, not 4", 2, True),
        ("took longer than 10 seconds", 1, False),
        ("float32, not float64", 1, False),
    ]


def test_only_the_wanted_exercises_count() -> None:
    wanted = summarise("A course", [ADA], {"basics/count": "Counting"})
    assert (wanted.points, wanted.rows[0].final) == (1.5, 1.5)


def test_what_a_student_wrote_is_cut_to_size() -> None:
    huge = record("huge", exercise("shapes/double", 0, message="x" * 1_000_000), notes=["n" * 1_000_000] * 100)
    found = group([huge])
    assert len(found.failed_checks[0].messages[0].text) <= 300
    assert len(found.rows[0].notes) == 21
    assert sum(map(len, found.rows[0].notes)) < 11_000


def test_a_roster_is_only_data() -> None:
    assert Roster(("Username",), (), (), ()).match(["ada"]) == {}
