"""Two grades of an exercise have one fingerprint exactly if they must come to the same result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from bounded import processor_seconds
from tiny_course import put

from course_cli.batch.fingerprint import Fingerprint, Fingerprinter
from course_cli.batch.imports import MAX_PARSED_BYTES
from course_cli.course.catalog import Catalog
from course_cli.errors import GraderError
from course_cli.grading.client import Engine
from course_cli.grading.submission import Submission

SECRET = b"a secret"
DOUBLE, QUADRUPLE, COUNT = "shapes/double.py", "shapes/quadruple.py", "basics/count.py"
FILES = {
    DOUBLE: b"def double(X): return 2 * X\n",
    QUADRUPLE: b"from shapes.double import double\ndef quadruple(X): return double(double(X))\n",
    COUNT: b"def count(X): return X.numel()\n",
}
CAPSTONE = '''"""Checks for `quadruple`."""

from course_cli.grading import Rules, assert_close, points

RULES = Rules(capstone=True)


@points(3, hint="Double it twice.")
def test_values(student, inputs):
    """every entry is quadrupled"""
    X = inputs.normal(4)
    assert_close(student.quadruple(X), 4 * X)
'''


@pytest.fixture
def catalog(tiny_course: Path) -> Catalog:
    return Catalog.load(tiny_course)


@pytest.fixture
def capstone_catalog(tiny_course: Path) -> Catalog:
    put(tiny_course / "graders" / "shapes" / "test_quadruple.py", CAPSTONE)
    return Catalog.load(tiny_course)


def taken(
    catalog: Catalog,
    id_: str = "shapes/quadruple",
    files: Mapping[str, bytes] = FILES,
    problems: Mapping[str, str] | None = None,
    student: str = "ada",
    secret: bytes = SECRET,
) -> Fingerprint:
    return Fingerprinter(catalog, secret).of(catalog.get(id_), Submission(student, files, problems or {}))


def changed(path: str) -> dict[str, bytes]:
    return {**FILES, path: FILES[path] + b"# changed\n"}


def without(path: str) -> dict[str, bytes]:
    return {name: source for name, source in FILES.items() if name != path}


def test_it_is_the_same_for_the_same_submission_however_it_was_read(catalog: Catalog) -> None:
    backwards = dict(reversed(list(FILES.items())))
    assert taken(catalog) == taken(catalog, files=backwards)
    assert taken(catalog) == Fingerprinter(catalog, SECRET).of(
        catalog.get("shapes/quadruple"), replace(Submission("ada", FILES), notes=("dropped a magic",))
    )


def test_each_of_its_inputs_changes_the_key(catalog: Catalog, tiny_course: Path) -> None:
    keys = [
        taken(catalog).key,
        taken(catalog, student="bob").key,
        taken(catalog, secret=b"another").key,
        taken(catalog, files=changed(QUADRUPLE)).key,
        taken(catalog, files=changed(DOUBLE)).key,
        taken(catalog, files=without(DOUBLE)).key,
        taken(catalog, files=without(QUADRUPLE)).key,
        taken(catalog, files=without(QUADRUPLE), problems={QUADRUPLE: "is a link, not a file"}).key,
        taken(catalog, files=without(QUADRUPLE), problems={QUADRUPLE: "is larger than 1024 KB"}).key,
        taken(catalog, files={}, problems={"shapes/": "is a link, not a folder"}).key,
        taken(catalog, "shapes/double").key,
        taken(catalog, "basics/count").key,
    ]
    put(tiny_course / "graders" / "shapes" / "test_quadruple.py", CAPSTONE)
    keys.append(taken(catalog).key)
    assert len(set(keys)) == len(keys)


def test_a_problem_counts_where_the_file_was_read_as_well(catalog: Catalog) -> None:
    assert taken(catalog).key != taken(catalog, problems={QUADRUPLE: "two files define it"}).key


def test_what_it_does_not_import_does_not_change_it(catalog: Catalog) -> None:
    others = {**changed(COUNT), "shapes/notes.py": b"x = 1\n", "basics/more.py": b"y = 2\n"}
    assert taken(catalog) == taken(catalog, files=others, problems={"basics/other.py": "is a link, not a file"})
    assert taken(catalog, "shapes/double") == taken(catalog, "shapes/double", files=changed(QUADRUPLE))


def test_another_grader_changes_only_its_own_exercise(catalog: Catalog, tiny_course: Path) -> None:
    before = {e.id: taken(catalog, e.id) for e in catalog.exercises}
    path = tiny_course / "graders" / "shapes" / "test_double.py"
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    after = {e.id: taken(catalog, e.id) for e in catalog.exercises}
    assert {id_ for id_ in before if before[id_].key != after[id_].key} == {"shapes/double"}
    assert before["shapes/double"].submission == after["shapes/double"].submission
    assert before["shapes/double"].grader != after["shapes/double"].grader


def test_a_fingerprinter_keeps_to_the_grader_it_has_read(catalog: Catalog, tiny_course: Path) -> None:
    prints = Fingerprinter(catalog, SECRET)
    exercise, submission = catalog.get("shapes/double"), Submission("ada", FILES)
    before = prints.of(exercise, submission)
    put(tiny_course / "graders" / "shapes" / "test_double.py", "# another\n")
    assert prints.of(exercise, submission) == before != taken(catalog, exercise.id)


def test_a_capstone_depends_on_the_graders_of_what_it_imports(capstone_catalog: Catalog, tiny_course: Path) -> None:
    alone = {**FILES, QUADRUPLE: b"def quadruple(X): return 4 * X\n"}
    importing, not_importing = taken(capstone_catalog), taken(capstone_catalog, files=alone)
    path = tiny_course / "graders" / "shapes" / "test_double.py"
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert taken(capstone_catalog).key != importing.key
    assert taken(capstone_catalog).grader == importing.grader
    assert taken(capstone_catalog, files=alone) == not_importing


@pytest.mark.parametrize(
    "source",
    [
        "from shapes.double import double",
        "from shapes.double import double as d",
        "import shapes.double",
        "import shapes.double as d",
        "from shapes import double",
        "from . import double",
        "from .double import double",
        "from .double import *",
        "from shapes.double import *",
        "def quadruple(X):\n    from shapes.double import double\n    return double(double(X))",
        "try:\n    from shapes.double import double\nexcept ImportError:\n    double = None",
        "from shapes.helper import anything",  # which imports double
        "# -*- coding: latin-1 -*-\nfrom shapes.double import double\nname = '\xe9'",
        "\ufefffrom shapes.double import double",
        "from shapes.double import double\r\nx = 1\r\n",
    ],
)
def test_every_way_of_importing_a_sibling(catalog: Catalog, source: str) -> None:
    encoding = "latin-1" if "latin-1" in source else "utf-8"
    files = {**FILES, QUADRUPLE: source.encode(encoding), "shapes/helper.py": b"from . import double\n"}
    print_ = taken(catalog, files=files)
    assert print_ != taken(catalog, files={**files, DOUBLE: b"def double(X): return X\n"})
    assert print_ == taken(catalog, files={**files, COUNT: b"def count(X): return 0\n"})


@pytest.mark.parametrize(
    "source",
    [
        "import importlib\ndouble = importlib.import_module('shapes.double')",
        "double = __import__('shapes.double')",
        "exec('from shapes.double import double')",
        "double = eval('quad')",
        "import sys\ndouble = sys.modules",
        "import torch\ntorch.sys.modules",
        "import collections\ncollections._sys.modules",
        "from builtins import exec as f",
        "globals()['x'] = 1",
        "f = (lambda: 0).__globals__",
        "f = __builtins__",
        "f = getattr(object, 'x' + 'y')",
        "import os",
        "import pkgutil",
        "import runpy",
        "from torch import hub",
        "name = '__imp' + 'ort__'",
        "code = 'import shapes.double'",
        "import torch\nx = f'{torch.__dict__}'",
        "# -*- coding: utf-7 -*-\nx = 1",
        "x = [" + "1, " * 20_000 + "]",
        "x = " + "-" * 20_000 + "1",
        "\n".join(f"import torch.a{number}" for number in range(600)),
    ],
)
def test_what_its_source_does_not_settle_makes_it_depend_on_the_whole_submission(catalog: Catalog, source: str) -> None:
    files = {**FILES, QUADRUPLE: source.encode()}
    print_ = taken(catalog, files=files)
    assert print_ != taken(catalog, files={**files, DOUBLE: b"def double(X): return X\n"})
    assert print_ != taken(catalog, files={**files, COUNT: b"def count(X): return 0\n"})
    assert print_ != taken(catalog, files={**files, "basics/new.py": b""})
    assert print_ == taken(catalog, files=dict(files))


def test_far_more_code_than_answers_are_is_not_looked_into(catalog: Catalog) -> None:
    """16 MB can be handed in, of files that import each other: it then depends on all of them."""
    files = {
        f"shapes/m{n}.py": b"from shapes import m%d\n%s" % (n + 1, b"x;" * (MAX_PARSED_BYTES // 2 - 30))
        for n in range(500)
    }
    files[QUADRUPLE] = b"from shapes import m0\n" + FILES[QUADRUPLE]
    with processor_seconds(12):
        before = taken(catalog, files={**FILES, **files}).key
    assert taken(catalog, files={**changed(COUNT), **files}).key != before
    few = dict(list(files.items())[-3:])
    assert taken(catalog, files={**FILES, **few}).key == taken(catalog, files={**changed(COUNT), **few}).key


def test_it_spreads_through_a_sibling(catalog: Catalog) -> None:
    files = {**FILES, DOUBLE: b"import importlib\n"}
    assert taken(catalog, files=files) != taken(catalog, files={**files, COUNT: b"def count(X): return 0\n"})


@pytest.mark.parametrize(
    "source",
    [
        "from __future__ import annotations\nimport math\nfrom collections.abc import Callable\nimport torch",
        "import torch\nfrom torch import Tensor, nn\nfrom torch.nn import functional\nm = nn.Linear(1, 1).eval()",
        "import numpy as np\nx = np.zeros(3)",
        "class Adam:\n    def __init__(self):\n        super().__init__()\n        print(self.__class__.__name__)",
        '"""Text: 3.1.\n\n>>> from shapes.double import double\n>>> __import__\n"""',
        "def f():\n    '''>>> import sys'''",
        "if __name__ == '__main__':\n    print(1)",
        "def f(:\n    from shapes.double import double",
        b"x = '\xff\xfe'",
        b"x = 1\0",
        b"# -*- coding: no-such-codec -*-\n",
        b"x = 1\ny = 2\nz = '\xff'\n",
        "from .. import double",
        "",
    ],
)
def test_ordinary_code_and_what_is_not_python_depend_on_nothing_else(catalog: Catalog, source: str | bytes) -> None:
    files = {**FILES, QUADRUPLE: source if isinstance(source, bytes) else source.encode()}
    others = {DOUBLE: b"def double(X): return X\n", COUNT: b"def count(X): return 0\n", "shapes/new.py": b""}
    assert taken(catalog, files=files) == taken(catalog, files={**files, **others})


def test_every_solution_of_the_course_depends_on_a_few_files_of_its_own_chapter() -> None:
    catalog = Catalog.load()
    files = {e.file: e.solution_path.read_bytes() for e in catalog.exercises if e.solution_path}
    prints = Fingerprinter(catalog, SECRET)
    for exercise in catalog.exercises:
        others = {name: b"" for name in files if not name.startswith(f"{exercise.chapter}/")}
        submission, altered = Submission("ada", files), Submission("ada", {**files, **others})
        assert prints.of(exercise, submission) == prints.of(exercise, altered), exercise.id


def test_circles_end(catalog: Catalog) -> None:
    files = {DOUBLE: b"import shapes.quadruple\n", QUADRUPLE: b"import shapes.double\nimport shapes.quadruple\n"}
    changed_too = {**files, DOUBLE: b"import shapes.quadruple\nx = 1\n"}
    assert taken(catalog, files=files) != taken(catalog, files=changed_too)


def test_the_presence_of_a_chapter_counts_where_it_is_imported(catalog: Catalog) -> None:
    source = b"try:\n    import basics\nexcept ImportError:\n    basics = None\n"
    there, away = {**FILES, QUADRUPLE: source}, {DOUBLE: FILES[DOUBLE], QUADRUPLE: source}
    assert taken(catalog, files=there) != taken(catalog, files=away)
    assert taken(catalog, files=there) == taken(catalog, files={**there, COUNT: b""})


def test_a_warning_in_a_students_source_stays_silent(catalog: Catalog, recwarn: pytest.WarningsRecorder) -> None:
    taken(catalog, files={**FILES, QUADRUPLE: rb"x = '\d'" + b"\nassert (1, 'always true')\n"})
    assert not recwarn.list


def test_student_names_are_any_text(catalog: Catalog) -> None:
    names = ["ada", "艾达", "a b\nc", "-rf", "😀", "\udcff", "a" * 10_000]
    assert len({taken(catalog, student=name).key for name in names}) == len(names)


def test_pieces_cannot_be_shifted_from_one_part_to_another(catalog: Catalog) -> None:
    files = {QUADRUPLE: b"import importlib\n"}
    one = taken(catalog, files=files, problems={"shapes/a.py": "x"})
    assert one != taken(catalog, files=files, problems={"shapes/a.pyx": ""})
    assert taken(catalog, files={**files, "shapes/a.py": b"xy", "shapes/b.py": b"z"}) != taken(
        catalog, files={**files, "shapes/a.py": b"x", "shapes/b.py": b"yz"}
    )


def test_a_course_without_the_grader_is_our_fault(catalog: Catalog, tiny_course: Path) -> None:
    (tiny_course / "graders" / "shapes" / "test_double.py").unlink()
    with pytest.raises(GraderError, match="no grader for shapes/double"):
        taken(catalog, "shapes/double")
    with pytest.raises(GraderError, match="no grader"):
        taken(Catalog.load(tiny_course), "shapes/double")


@pytest.mark.parametrize("source", ["a" + ".a" * 16_000, "1" + "+1" * 16_000, "(" * 32_000, "not " * 8_000 + "1"])
def test_syntax_too_deep_for_a_tree_is_survived(catalog: Catalog, source: str) -> None:
    assert taken(catalog, files={**FILES, QUADRUPLE: source.encode()}).key


def test_the_same_key_means_the_same_result(capstone_catalog: Catalog) -> None:
    """Against the engine: the key tells every two of these submissions apart whose results differ."""
    wrong = {DOUBLE: b"def double(X): return 3 * X\n"}
    reading = b"import importlib\ndef quadruple(X): return importlib.import_module('shapes.double').double(2 * X)\n"
    submissions = [
        Submission("ada", FILES),
        Submission("ada", {**FILES, **wrong}),
        Submission("ada", {**FILES, QUADRUPLE: reading}),
        Submission("ada", {**FILES, **wrong, QUADRUPLE: reading}),
        Submission("ada", without(DOUBLE)),
        Submission("ada", without(QUADRUPLE), {QUADRUPLE: "is a link, not a file"}),
        Submission("ada", {QUADRUPLE: FILES[QUADRUPLE]}, {"basics/": "is a link, not a folder"}),
        Submission("ada", changed(COUNT)),
        Submission("ada", {}),
    ]
    results: dict[tuple[str, str], object] = {}
    prints = Fingerprinter(capstone_catalog, SECRET)
    with Engine(capstone_catalog) as engine:
        for submission in submissions:
            for result in engine.grade(submission, [e.id for e in capstone_catalog.exercises]).exercises:
                exercise = capstone_catalog.get(result.id)
                key = prints.of(exercise, submission).key
                checks = tuple(replace(check, seconds=0.0) for check in result.checks)
                shown = replace(result, seconds=0.0, checks=checks)
                assert results.setdefault((result.id, key), shown) == shown
    # The test would hold for keys that are always new, too: these must not be.
    assert len(results) < len(submissions) * len(capstone_catalog.exercises)
