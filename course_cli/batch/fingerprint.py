"""What makes two grades of an exercise equal: the same fingerprint means the same result."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

import course_cli
from course_cli.batch.imports import MAX_PARSED_BYTES, Imports, imports_of, is_harmless
from course_cli.course.catalog import Catalog, Exercise
from course_cli.errors import GraderError
from course_cli.grading.submission import Submission
from course_cli.language import translated as _

# Of all files together that would be parsed: six times what the answers of a whole course have.
MAX_TOTAL_PARSED_BYTES = 32 * MAX_PARSED_BYTES

_REMEMBERED = 8192  # sources whose imports are known: a class's worth of exercises, or many copies of one stub

_known: dict[tuple[str, bytes], Imports] = {}


@dataclass(frozen=True)
class Fingerprint:
    """The engine's version, the hashes of the grader and of all submitted code that the exercise may use, and the key.

    The key covers these, the device, the student's name and the course's secret, from which random inputs are drawn,
    and for a capstone the graders of the exercises it may be kept waiting by.
    """

    engine: str
    grader: str
    submission: str
    key: str


class Fingerprinter:
    """Takes fingerprints with every grader as it was when this was made.

    Make it before grading starts: what a grader edited meanwhile decided is then graded once more, never overlooked.
    """

    def __init__(self, catalog: Catalog, secret: bytes, device: str = "auto") -> None:
        self._secret = secret
        self._device = "cpu" if device == "auto" else device
        self._chapters = frozenset(catalog.chapters)
        self._siblings = {
            chapter: [exercise for exercise in catalog.exercises if exercise.chapter == chapter]
            for chapter in self._chapters
        }
        self._graders = {exercise.id: found for exercise in catalog.exercises if (found := _hash_of_grader(exercise))}
        self._capstones: dict[str, bool] = {}

    def of(self, exercise: Exercise, submission: Submission) -> Fingerprint:
        """The fingerprint of one exercise of a submission.

        Raises:
            GraderError: a grader is not there, cannot be read, or is not Python.
        """
        used = _closure(exercise, submission, self._chapters)
        grader = self._grader(exercise)
        code = _digest(_parts(used, submission))
        waits_for = self._waits_for(exercise, used) if self._is_capstone(exercise) else ()
        device = self._device if exercise.library == "torch" else "cpu"
        parts = (course_cli.__version__, exercise.id, grader, code, submission.student, device, *waits_for)
        key = hmac.new(self._secret, _framed(map(_bytes, parts)), hashlib.sha256).hexdigest()
        return Fingerprint(course_cli.__version__, grader, code, key)

    def _waits_for(self, capstone: Exercise, used: frozenset[str]) -> list[str]:
        """The graders of the exercises that a capstone may import and that must have passed before it is judged."""
        return [
            f"{exercise.id} {self._grader(exercise)}"
            for exercise in self._siblings[capstone.chapter]
            if exercise.file in used and exercise.id != capstone.id and not self._is_capstone(exercise)
        ]

    def _grader(self, exercise: Exercise) -> str:
        if exercise.id not in self._graders:
            raise GraderError(_("this copy of the course has no grader for {} that can be read").format(exercise.id))
        return self._graders[exercise.id]

    def _is_capstone(self, exercise: Exercise) -> bool:
        if exercise.id not in self._capstones:
            self._capstones[exercise.id] = exercise.is_capstone
        return self._capstones[exercise.id]


def _hash_of_grader(exercise: Exercise) -> str | None:
    try:
        return hashlib.sha256(exercise.grader_path.read_bytes()).hexdigest() if exercise.grader_path else None
    except OSError:
        return None


def _closure(exercise: Exercise, submission: Submission, chapters: frozenset[str]) -> frozenset[str]:
    """The places of all files that importing the exercise may look for, there or not; a bare folder for a package."""
    packages = chapters | {path.partition("/")[0] for path in submission.files}
    everything = frozenset({exercise.file, *submission.files, *submission.problems, *packages})
    sizes = [size for source in submission.files.values() if (size := len(source)) <= MAX_PARSED_BYTES]
    if sum(sizes) > MAX_TOTAL_PARSED_BYTES:
        return everything
    found = {exercise.file}
    waiting = [exercise.file]
    while waiting:
        path = waiting.pop()
        if path not in submission.files:
            continue
        imports = _imports(path, submission.files[path])
        own = [name for name in imports.names if name.partition(".")[0] in packages]
        if imports.anything or not all(map(is_harmless, imports.names.difference(own))):
            return everything
        for name in own:
            package, _, module = name.partition(".")
            places = {package, f"{package}/{module.partition('.')[0]}.py"} if module else {package}
            waiting += places - found
            found |= places
    return frozenset(found)


def _imports(path: str, source: bytes) -> Imports:
    package = path.partition("/")[0]
    entry = (package, hashlib.sha256(source).digest())
    found = _known.get(entry)
    if found is None:
        if len(_known) >= _REMEMBERED:
            _known.clear()
        found = _known[entry] = imports_of(source, package)
    return found


def _parts(places: Iterable[str], submission: Submission) -> Iterable[bytes]:
    """What the submission has at these places, in an order that does not depend on how it was read."""
    packages = {path.partition("/")[0] for path in submission.files}
    for place in sorted(places):
        problem = submission.problems.get(place) or submission.problems.get(f"{place.partition('/')[0]}/", "")
        present = "package" if place in packages else "missing"
        source = submission.files.get(place)
        yield _bytes(place)
        yield _bytes(problem)
        yield _bytes(present) if source is None else hashlib.sha256(source).digest()


def _digest(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(_framed(parts)).hexdigest()


def _framed(parts: Iterable[bytes]) -> bytes:
    """One text from which the parts could be told: no two lists of parts give the same."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
