"""What graders can rely on: the proxy, needs, capstones, seeds, faults of a grader's own."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny_course as tiny

from course_cli.course.catalog import Catalog
from course_cli.errors import EngineFault
from course_cli.grading.client import Engine
from course_cli.grading.report import Report
from course_cli.grading.submission import Submission

HEADER = '"""Title.\n\nText: 1.1\nOrder: {}\nNeeds: -\n"""\n'
IMPORTS = (
    "import numpy as np, pytest, torch\n"
    "from course_cli.grading import *\n"
    "from course_cli.grading import Rules, points, library, source\n"
)


def course(root: Path, graders: dict[str, str]) -> Catalog:
    """A course of one chapter, `c`, with these graders."""
    for order, (name, grader) in enumerate(graders.items()):
        tiny.put(root / "solutions" / "c" / f"{name}.py", HEADER.format(order))
        tiny.put(root / "exercises" / "c" / f"{name}.py", HEADER.format(order))
        tiny.put(root / "graders" / "c" / f"test_{name}.py", IMPORTS + grader)
    return Catalog.load(root)


def grade(catalog: Catalog, files: dict[str, str], *ids: str) -> Report:
    names = list(ids) or [exercise.id for exercise in catalog.exercises]
    content = {path: text.encode() for path, text in files.items()}
    with Engine(catalog, names) as engine:
        return engine.grade(Submission("", content), names)


def check(*lines: str, name: str = "it", points: str = "1, hint='h'", arguments: str = "student, inputs") -> str:
    body = "\n    ".join(lines)
    return f'\n@points({points})\ndef test_{name}({arguments}):\n    """title of {name}"""\n    {body}\n'


STUDENT = """
import numpy as np, torch
from torch import nn
def apply(f, x): return f(x)
def twice(x): return 2 * x
def numbers(): yield from range(5)
def rows(): return torch.zeros(1 << 40, 0)
def keep(x, *, scale): return scale * x
def pair(a, b): return a * b, (a + b).sum()
def noise(): return torch.randn(3), np.random.rand(2)
class Layer(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(n)); self.count = 0
    def forward(self, x):
        self.count += 1
        return (x * self.weight).sum()
"""

PROXY = [
    "assert_equal(student.apply(student.twice, 3), 6)",
    "assert_close(student.apply(library('torch.tanh'), torch.tensor([0.5])), torch.tensor([0.5]).tanh())",
    "assert_equal(student.apply(source('lambda v: v + 1'), 1), 2)",
    "assert_equal(student.collect(student.numbers()), [0, 1, 2, 3, 4])",
    "assert_equal(student.collect(student.numbers(), limit=2), [0, 1])",
    "assert_equal(student.collect(student.rows(), limit=2), [torch.zeros(0), torch.zeros(0)])",
    "layer = student.Layer(2)",
    "assert_close(layer.weight, torch.ones(2).requires_grad_())",
    "assert student.traits(layer.weight).is_parameter",
    "layer.weight = torch.tensor([2.0, 3.0])",
    "assert_close(layer(torch.tensor([1.0, 1.0])), torch.tensor(5.0))",
    "assert_equal(layer.count, 1)",
    "layer.count = 10",
    "assert_close(layer.forward(torch.tensor([1.0, 2.0])), torch.tensor(8.0))",
    "assert_equal(layer.count, 11)",
    "seen = layer.gradient(torch.tensor([1.0, 2.0]), wrt=(0, 'self.weight'))",
    "assert_close(seen.grads[0], torch.tensor([2.0, 3.0]))",
    "assert_close(seen.grads[1], torch.tensor([1.0, 2.0]))",
    "a, b = inputs.normal(3), inputs.normal(3)",
    "seen = student.pair.gradient(a, b, wrt=(0, 1), cotangent=(torch.ones(3), torch.tensor(1.0)))",
    "assert_close(seen.grads[0], b + 1)",
    "assert_gradient(student.keep, (a,), lambda x, scale: scale * x, wrt=(0, 'scale'), keywords={'scale': b})",
    "first, second = (student.noise.observe(seed=7).value for _ in range(2))",
    "assert_equal(first, second)",
    "assert_equal(student.apply(layer, torch.tensor([1.0, 1.0])), torch.tensor(5.0))",
]


def test_the_proxy_looks_like_plain_python(tmp_path: Path) -> None:
    catalog = course(tmp_path, {"a": check(*PROXY)})
    (result,) = grade(catalog, {"c/a.py": STUDENT}).exercises
    assert result.checks[0].status == "passed", result.checks[0]


def test_needs_skip_with_the_reason_and_the_rest_runs(tmp_path: Path) -> None:
    grader = (
        check("fail('no')", name="first")
        + check("pass", name="second", points="2, needs='first', hint='h'")
        + check("pass", name="third", points="4, needs=('second',), hint='h'")
        + check("pass", name="fourth", points="8, hint='h'")
    )
    (result,) = grade(course(tmp_path, {"a": grader}), {"c/a.py": ""}).exercises
    assert [one.status for one in result.checks] == ["failed", "skipped", "skipped", "passed"]
    assert result.checks[1].message == "it needs this first: title of first"
    assert (result.score, result.max_score) == (8, 15)


OF_PYTEST = (
    "\nDONE = []\n"
    "@pytest.fixture\ndef doubled(inputs):\n    yield 2 * inputs.integers(1, 9).item()\n    DONE.append('torn down')\n"
    + "\n@pytest.mark.parametrize('n', [1, 2])"
    + check("assert_equal(student.double(n), 2 * n)", name="each", arguments="student, n")
    + check("assert_equal(student.double(doubled // 2), doubled)", name="own", arguments="student, doubled")
    + check("assert_equal(DONE, ['torn down'])", name="after", arguments="")
    + "\n@pytest.mark.skip(reason='not now')"
    + check("pass", name="not_now")
)


def test_what_else_pytest_offers_works_as_ever(tmp_path: Path) -> None:
    (result,) = grade(course(tmp_path, {"a": OF_PYTEST}), {"c/a.py": "def double(x): return 2 * x"}).exercises
    assert [one.status for one in result.checks] == ["passed", "passed", "passed", "skipped"], result.checks
    assert result.checks[-1].message == "not now"


CAPSTONE = "RULES = Rules(capstone=True)\n" + check("assert_equal(student.top(), 4)")
SIBLING = check("assert_equal(student.base(), 2)")
# Has the worker say that it imported nothing.
UNSAID = "import sys\nfor finder in sys.meta_path: getattr(finder, 'sources', {}).clear()"


@pytest.mark.parametrize(
    ("base", "top", "status"),
    [
        ("def base(): return 2", "from c.base import base\ndef top(): return 2 * base()", "passed"),
        ("def base(): return 3", "from c.base import base\ndef top(): return 2 * base()", "skipped"),
        ("def base(): return 3", "import c.base\ndef top(): return 4", "skipped"),
        ("def base(): return 3", "def base(): return 2\ndef top(): return 2 * base()", "passed"),
        ("def base(): return 3", "from c import base\ndef top(): return 5", "skipped"),
        ("def base(): return 2", "def top(): return 5", "failed"),
        ("def base(): return 3", "def top():\n    import c.base\n    return 4", "failed"),
        ("def base(): return 2", "def top():\n    import c.base\n    return 4", "passed"),
        ("def base(): return 3", f"import c.base\n{UNSAID}\ndef top(): return 4", "failed"),
    ],
)
def test_a_capstone_waits_for_the_siblings_it_imports(tmp_path: Path, base: str, top: str, status: str) -> None:
    catalog = course(tmp_path, {"base": SIBLING, "top": CAPSTONE})
    report = grade(catalog, {"c/base.py": base, "c/top.py": top}, "c/top")
    (result,) = report.exercises
    assert result.checks[0].status == status
    assert report.max_score == 1
    if status == "skipped":
        assert "c/base" in result.checks[0].message


def test_capstones_that_import_each_other_are_both_judged(tmp_path: Path) -> None:
    catalog = course(tmp_path, {"top": CAPSTONE, "peak": CAPSTONE.replace("student.top", "student.peak")})
    files = {"c/top.py": "import c.peak\ndef top(): return 4", "c/peak.py": "import c.top\ndef peak(): return 5"}
    top, peak = grade(catalog, files).exercises
    assert (top.checks[0].status, peak.checks[0].status) == ("passed", "failed")


def test_a_capstone_may_import_from_another_chapter(tmp_path: Path) -> None:
    tiny.write(tmp_path)
    catalog = course(tmp_path, {"top": CAPSTONE})
    files = {"c/top.py": "from shapes.double import double\ndef top(): return double(2)",
             "shapes/double.py": "def double(X): return 2 * X"}  # fmt: skip
    (top,) = grade(catalog, files, "c/top").exercises
    assert top.checks[0].status == "passed"


def test_the_time_of_an_exercise_is_shared_by_its_checks(tmp_path: Path) -> None:
    rules = "RULES = Rules(call_seconds=1.0, total_seconds=1.5)\n"
    grader = rules + "".join(check("student.loop()", name=f"c{i}") for i in range(4)) + check("pass", name="free")
    (result,) = grade(course(tmp_path, {"a": grader}), {"c/a.py": "def loop():\n    while True: pass"}).exercises
    assert [one.status for one in result.checks] == ["timeout"] * 4 + ["passed"]
    assert "1.5 s for this exercise are used up" in result.checks[3].message


def test_a_worker_is_replaced_and_its_state_is_fresh(tmp_path: Path) -> None:
    student = "import os\nn = 0\ndef tick():\n    global n\n    n += 1\n    return n\ndef die(): os._exit(1)\n"
    grader = (
        check("assert_equal(student.tick(), 1)", name="one")
        + check("student.die()", name="die")
        + check("assert_equal(student.tick(), 1)", name="again")
    )
    (result,) = grade(course(tmp_path, {"a": grader}), {"c/a.py": student}).exercises
    assert [one.status for one in result.checks] == ["passed", "crashed", "passed"]


NUMPY = "RULES = Rules(library='numpy')\n" + check("assert_close(student.f(np.ones(2)), 2 * np.ones(2))")


@pytest.mark.parametrize(
    ("student", "status"),
    [
        ("import numpy as np\ndef f(x): return 2 * x", "passed"),
        ("def f(x):\n    import torch\n    return (2 * torch.as_tensor(x)).numpy()", "failed"),
        ("def f(x):\n    import scipy\n    return 2 * x", "failed"),
    ],
)
def test_a_numpy_worker_has_no_torch(tmp_path: Path, student: str, status: str) -> None:
    (result,) = grade(course(tmp_path, {"a": NUMPY}), {"c/a.py": student}).exercises
    assert result.checks[0].status == status, result.checks[0]


@pytest.mark.parametrize(
    "grader",
    [
        "import no_such_module\n" + check("pass"),
        check("undefined_name"),
        check("[][1]"),
        "RULES = Rules(refuse=('no such family',))\n" + check("student.f()"),
    ],
)
def test_a_graders_own_failure_is_ours_and_scores_nobody(tmp_path: Path, grader: str) -> None:
    with pytest.raises(EngineFault):
        grade(course(tmp_path, {"a": grader}), {"c/a.py": "def f(): return 1"})


@pytest.mark.parametrize(
    ("lines", "answer", "kind"),
    [
        (["assert student.f().shape == (2,)"], "None", "NoneType"),
        (["for item in student.f(): last = item", "assert last"], "[]", "list"),
    ],
)
def test_a_grader_that_stumbles_over_an_odd_answer_fails_the_check(
    tmp_path: Path, lines: list[str], answer: str, kind: str
) -> None:
    catalog = course(tmp_path, {"a": check(*lines)})
    (result,) = grade(catalog, {"c/a.py": f"def f(): return {answer}"}).exercises
    assert result.checks[0].status == "failed"
    assert kind in result.checks[0].message


def test_a_missing_file_scores_nothing_of_everything(tmp_path: Path) -> None:
    (result,) = grade(course(tmp_path, {"a": check("pass")}), {}).exercises
    assert (result.status, result.score, result.max_score) == ("missing", 0, 1)


DRAWS = """
import random
import numpy as np, torch
AT_IMPORT = float(torch.rand(())), float(np.random.rand()), random.random()
def draws(): return [*AT_IMPORT, float(torch.rand(())), float(np.random.rand()), random.random()]
"""


def test_what_a_submission_draws_at_random_is_the_same_on_a_regrade(tmp_path: Path) -> None:
    catalog = course(tmp_path, {
        "a": check("fail(str(student.draws() + student.draws()))", name="one") + check("fail(str(student.draws()))")
    })  # fmt: skip
    first, second = (grade(catalog, {"c/a.py": DRAWS}).exercises[0].checks for _ in range(2))
    assert [check.message for check in first] == [check.message for check in second]
    numbers = first[0].message.strip("[]").split(", ")
    assert len(numbers) == 12
    assert numbers[:3] == numbers[6:9]
    assert len(set(numbers)) == 9, "no two draws are the same"
    assert first[1].message.split(", ")[3:] != first[0].message.split(", ")[3:6], "each check has a seed of its own"


@pytest.mark.parametrize(
    "body",
    ['print("\\ud800"); return 1', 'raise ValueError("\\ud800")', 'raise type("E\\ud800", (Exception,), {})("x")'],
)
def test_text_that_utf8_has_no_bytes_for_ends_no_worker(tmp_path: Path, body: str) -> None:
    catalog = course(tmp_path, {"a": check("assert_equal(student.f(), 1)")})
    (result,) = grade(catalog, {"c/a.py": f"def f(): {body}"}).exercises[0].checks
    assert result.status == ("passed" if "print" in body else "failed")
    assert "ended" not in result.message
