"""The grading program of a Gradescope autograder, in a folder laid out as theirs.

`source/` is the unpacked zip, `submission/` what was handed in, `submission_metadata.json` says by whom, and
`results/results.json` is read when the program has ended. What is printed is shown to instructors only.
"""

from __future__ import annotations

import json
import os
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from course_cli.batch.submissions import StudentFolder, read
from course_cli.cli.exporting.gradescope.uploaded import Upload, read_upload
from course_cli.course.catalog import Catalog
from course_cli.errors import CourseError, EngineFault, UsageError
from course_cli.grading.client import Engine
from course_cli.grading.report import NOT_WRITTEN, Report
from course_cli.grading.submission import Submission
from course_cli.grading.weakness import refusal
from course_cli.language import marked, speak
from course_cli.language import translated as _
from course_cli.report import gradescope
from course_cli.report.autograder_zip import SETTINGS_FILE, Settings
from course_cli.report.plain import one_line, plain

SELF_TEST = "--self-test"
NOT_GRADED = marked(
    "This submission could not be graded, through no fault of yours. It has no score yet: "
    "ask your teacher, who can see why, to run it again."
)
NOTHING_FOUND = marked("No file of yours was recognised. Hand in {}, alone or in a folder called {}.")

_MOST_NOTES = 20
_LONGEST_OUTPUT = 20_000
_METADATA_LIMIT = 64 << 20  # it quotes the results of the submission before


def main(arguments: Sequence[str]) -> int:
    """Grade what lies in `<root>/submission`, or with `--self-test` the untouched stubs; 0, or 3 where we failed."""
    root = Path(arguments[0])
    text, status = "", EngineFault.exit_status
    try:
        settings = Settings.from_json((root / "source" / SETTINGS_FILE).read_text(encoding="utf-8"))
        catalog = Catalog.load()
        speak(settings.language, catalog.root)
        if SELF_TEST in arguments[1:]:
            return _self_test(catalog, settings)
        text, status = _graded(root, catalog, settings), 0
    except CourseError as error:
        print(plain(f"{type(error).__name__}: {error}", _LONGEST_OUTPUT))
    except Exception:  # noqa: BLE001 - the outermost frame: whatever happens, Gradescope is told
        print(plain(traceback.format_exc(), _LONGEST_OUTPUT))
    if SELF_TEST not in arguments[1:]:
        _write(root / "results", text or gradescope.failure(_(NOT_GRADED)))
    return status


def _graded(root: Path, catalog: Catalog, settings: Settings) -> str:
    wanted = catalog.resolve(settings.exercises)
    upload = read_upload(root / "submission", catalog, wanted)
    submission = _submission(upload, catalog, _student(root / "submission_metadata.json"))
    notes = [*upload.notes, *submission.notes]
    if not upload.files:
        files = ", ".join(f"{exercise.name}.py" for exercise in wanted[:3])
        notes.insert(0, _(NOTHING_FOUND).format(files + (", …" if len(wanted) > 3 else ""), wanted[0].chapter))
    report = _report(catalog, settings, submission)
    return gradescope.render(report, settings.visibility, [one_line(note, 300) for note in notes[:_MOST_NOTES]])


def _submission(upload: Upload, catalog: Catalog, student: str) -> Submission:
    """The upload as a batch would read it: the same limits, and the same slicing of notebooks."""
    with tempfile.TemporaryDirectory() as folder:
        for place, data in upload.files.items():
            path = Path(folder, place)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        return read(StudentFolder(student, Path(folder)), catalog, catalog.chapters)


def _report(catalog: Catalog, settings: Settings, submission: Submission) -> Report:
    ids = list(settings.exercises)
    secret = None if settings.secret is None else settings.secret.encode()
    with Engine(catalog, ids, device="cpu", secret=secret) as engine:
        confined = engine.confined()
        if confined.isolation == "weak" and not settings.allow_weak_isolation:
            raise UsageError(
                _("{} Or make the zip again with --allow-weak-isolation to grade them all the same.").format(
                    refusal(confined)
                )
            )
        return engine.grade(submission, ids)


def _student(metadata: Path) -> str:
    """Who handed it in, so that the same submission meets the same random inputs when it is graded again."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        with metadata.open("rb") as file:
            users = json.loads(file.read(_METADATA_LIMIT))["users"]
        names = sorted(str(user.get("email") or user["id"]) for user in users)
        return plain(" ".join(names), 200).strip() or "submission"
    return "submission"


def _self_test(catalog: Catalog, settings: Settings) -> int:
    """Grade the stubs, which shows that everything is installed and each grader runs; 0 if all is as it should be."""
    wanted = catalog.resolve(settings.exercises)
    stubs = {exercise.file: exercise.stub_path.read_bytes() for exercise in wanted if exercise.stub_path}
    report = _report(catalog, replace(settings, allow_weak_isolation=True), Submission("self-test", stubs))
    isolation = _("full") if report.isolation == "full" else _("weak")
    print(_("{} exercises, {:g} points; isolation: {}.").format(len(wanted), report.max_score, isolation))
    if report.isolation == "weak" and not settings.allow_weak_isolation:
        print(_("WARNING: where it is as weak when submissions come, this autograder refuses to grade them."))
    unlike = [exercise.id for exercise in report.exercises if exercise.message != NOT_WRITTEN or exercise.score]
    for id_ in unlike:
        print(_("The stub of {} does not come to 0 points.").format(id_))
    return EngineFault.exit_status if unlike else 0


def _write(folder: Path, text: str) -> None:
    """Whole or not at all: a submission's process that outlived its end could not leave half a file."""
    folder.mkdir(exist_ok=True)
    draft = folder / f".results-{os.getpid()}.json"
    draft.write_text(text, encoding="utf-8")
    draft.replace(folder / "results.json")
