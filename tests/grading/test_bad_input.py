"""Whatever a student's file is, it gets a score and a reason, and the next submission is graded as ever."""

from __future__ import annotations

import pytest

from course_cli.course.catalog import Catalog
from course_cli.grading.client import Engine
from course_cli.grading.report import NOT_WRITTEN
from course_cli.grading.submission import Submission

from .conftest import GradeSoftmax

HEAD = "import os, sys, time, torch\n"


@pytest.mark.parametrize(
    ("source", "status", "reason"),
    [
        ("def softmax(X:\n    pass\n", "import_error", "line 1"),
        (b"x = '\xff\xfe'\ndef softmax(X): pass\n", "import_error", "encoding"),
        (b"def softmax(X):\0\n", "import_error", "null bytes"),
        (b"# -*- coding: no-such-codec -*-\n", "import_error", "no-such-codec"),
        ("raise RuntimeError('at import')", "import_error", "RuntimeError: at import"),
        ("import sys; sys.exit(0)", "import_error", "SystemExit"),
        ("raise KeyboardInterrupt", "import_error", "KeyboardInterrupt"),
        ("import no_such_module", "import_error", "no_such_module"),
        ("import scipy", "import_error", "scipy"),
        ("from perceptron.accuracy import accuracy", "import_error", "perceptron.accuracy"),
        ("import os; os._exit(0)", "crashed", "exit status 0"),
        ("while True: pass", "timeout", "did not answer in time"),
        ("import time; time.sleep(60)", "timeout", "did not answer in time"),
        ("import os\nos.abort()", "crashed", "died of SIG"),
    ],
)
def test_a_module_that_cannot_be_imported(
    grade_softmax: GradeSoftmax, source: str | bytes, status: str, reason: str
) -> None:
    result = grade_softmax(source)
    assert (result.status, result.score) == (status, 0.0)
    assert reason in result.message
    assert result.max_score == sum(check.points for check in result.checks) > 10
    assert all(check.message for check in result.checks)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("pass", "returned None"),
        ("return X.tolist()", "list"),
        ("return X.exp().double() / X.exp().double().sum(1, keepdim=True)", "float64"),
        ("return X * float('nan')", "nan"),
        ("return torch.zeros_like(X, device='meta')", "device meta"),
        ("return X.sum()", "shape"),
        ("return object()", "object"),
        ("raise ValueError('no' * 100_000)", "ValueError"),
        ("return softmax(X)", "RecursionError"),
        ("return torch.ones(2**31)", "memory"),
        ("return bytearray(8 << 30)", "memory"),
        ("return 'x' * (1 << 21)", "the answer cannot be judged: the result cannot be sent"),
        ("return [0] * 10**6", "the answer cannot be judged: a value of more than 200000 items"),
        ("return X.to(torch.float8_e5m2)", "the answer cannot be judged: a tensor of dtype float8_e5m2"),
        ("return __import__('numpy').array([X, None], dtype=object)", "cannot be judged: an array of dtype object"),
        ("return X.expand(10**6, *X.shape)", ""),
    ],
)
def test_a_function_that_returns_something_odd(grade_softmax: GradeSoftmax, body: str, reason: str) -> None:
    result = grade_softmax(f"{HEAD}def softmax(X):\n    {body}\n")
    first = result.checks[0]
    assert (result.status, first.status, first.score) == ("graded", "failed", 0.0)
    assert reason in first.message
    assert len(first.message) < 5_000


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("while True: pass", "timeout"),
        ("time.sleep(100)", "timeout"),
        ("os._exit(0)", "crashed"),
        ("os.abort()", "crashed"),
        ("sys.stdout.write('x' * (64 << 20))", "crashed"),
        ("[print('flood' * 999) for _ in iter(int, 1)]", "crashed"),
    ],
)
def test_a_function_that_does_not_come_back_costs_its_check_only(
    grade_softmax: GradeSoftmax, right_softmax: str, body: str, status: str
) -> None:
    # Right, but for the one check whose rows hold -inf.
    source = right_softmax.replace("def softmax(", "def right(") + (
        f"\nimport os, sys, time\ndef softmax(X):\n    if X.dim() == 2 and X.isinf().any():\n        {body}\n"
        "    return right(X)\n"
    )
    result = grade_softmax(source)
    by_id = {check.id: check for check in result.checks}
    assert by_id["minus_infinity"].status == status
    assert "did not come back" in by_id["minus_infinity"].message
    assert by_id["bad_input"].status == by_id["argument_unchanged"].status == "passed"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("os._exit(3)", "your code did not come back: it ended the whole process (exit status 3) instead of returning"),
        ("os.abort()", "your code did not come back: its process died of SIG"),
    ],
)
def test_an_example_that_does_not_come_back_says_why(engine: Engine, body: str, reason: str) -> None:
    source = f"{HEAD}def softmax(X):\n    {body}\n".encode()
    results = engine.run_examples(Submission("", {"perceptron/softmax.py": source}), "perceptron/softmax")
    assert results
    assert all(result.got.startswith(reason) and not result.passed for result in results)


def test_prints_and_warnings_do_not_count_and_are_shown(grade_softmax: GradeSoftmax, right_softmax: str) -> None:
    noisy = right_softmax + (
        "\n_right = softmax\ndef softmax(X):\n    import warnings\n    warnings.warn('look')\n"
        "    print('computing', X.shape)\n    return _right(X)\n"
    )
    result = grade_softmax("print('hello')\n" + noisy)
    assert result.score == result.max_score
    assert "computing" in result.checks[0].printed


def test_what_cannot_be_sent_is_not_taken_for_an_error_that_was_asked_for(
    grade_softmax: GradeSoftmax, right_softmax: str
) -> None:
    """Nothing was raised: the worker's own error for it is a ValueError."""
    source = right_softmax.replace("def softmax(", "def right(") + (
        "\ndef softmax(X):\n    try:\n        return right(X)\n"
        "    except ValueError:\n        return {'X': [0] * 10**6}\n"
    )
    checks = {check.id: check for check in grade_softmax(source).checks}
    assert checks["bad_input"].status == "failed"
    assert "cannot be judged" in checks["bad_input"].message


def test_the_line_that_raised_is_quoted_whatever_separates_pages(grade_softmax: GradeSoftmax) -> None:
    source = "# one\n\x0c\n# a\u2028b\x85c\x1cd\ndef softmax(X):\n    raise ValueError('here')\n    # not here\n"
    assert grade_softmax(source).checks[0].got == (
        "perceptron/softmax.py, line 5, in softmax\n    raise ValueError('here')"
    )
    broken = grade_softmax(source + "\x0c\ndef broken(:\n    # nor here\n")
    assert "line 8\n    def broken(:\n" in broken.message


@pytest.mark.parametrize("place", ["", "def softmax(X):\n    "])
def test_an_exception_called_as_one_of_ours_is_the_students(
    engine: Engine, grade_softmax: GradeSoftmax, place: str
) -> None:
    source = f"class ValueNotPlain(Exception): pass\n{place}raise ValueNotPlain('mine')\n"
    assert "mine" in grade_softmax(source).checks[0].message
    results = engine.run_examples(Submission("", {"perceptron/softmax.py": source.encode()}), "perceptron/softmax")
    assert "mine" in results[0].got


def test_as_much_as_is_read_of_a_submission_can_be_imported(engine: Engine, right_softmax: str) -> None:
    """16 MB in files of at most 1 MB."""
    files = {f"perceptron/table_{n}.py": b"#" * (1 << 20) for n in range(15)}
    files["perceptron/softmax.py"] = f"from perceptron.table_14 import *\n{right_softmax}# {'x' * 900_000}\n".encode()
    result = engine.grade(Submission("", files), ["perceptron/softmax"]).exercises[0]
    assert (result.message, result.score) == ("", result.max_score)


def test_an_untouched_stub_says_so(grade_softmax: GradeSoftmax) -> None:
    result = grade_softmax("def softmax(X):\n    raise NotImplementedError()\n")
    assert (result.score, result.message) == (0.0, NOT_WRITTEN)
    assert result.not_written


def test_one_function_of_two_that_is_not_written_is_named(engine: Engine, catalog: Catalog) -> None:
    exercise = catalog.get("perceptron/accuracy")
    assert exercise.stub_path is not None
    stub = exercise.stub_path.read_text(encoding="utf-8")
    half = stub.replace("    raise NotImplementedError()", "    return y_hat.argmax(dim=1)", 1).encode()
    result = engine.grade(Submission("", {exercise.file: half}), [exercise.id]).exercises[0]
    unwritten = [check for check in result.checks if check.message == NOT_WRITTEN]
    assert unwritten
    assert not result.not_written
    assert all(check.call.startswith("accuracy(") and not check.hint for check in unwritten)


def test_which_of_two_answers_is_wrong_is_said(engine: Engine, catalog: Catalog) -> None:
    exercise = catalog.get("perceptron/init_params")
    source = (
        "import torch\ndef init_params(num_inputs, num_outputs, sigma=0.01):\n"
        "    W = torch.randn(num_inputs, num_outputs) * sigma\n"
        "    return W.requires_grad_(), torch.ones(num_outputs, requires_grad=True)\n"
    )
    result = engine.grade(Submission("", {exercise.file: source.encode()}), [exercise.id]).exercises[0]
    calls = [check.call for check in result.checks if check.status == "failed"]
    assert calls
    assert all(call.endswith(")[1]") for call in calls)


def test_a_missing_function_and_another_arity_are_named(grade_softmax: GradeSoftmax) -> None:
    assert "`softmax` is not defined" in grade_softmax("x = 1").checks[0].message
    assert "positional argument" in grade_softmax("def softmax(): pass").checks[0].message


@pytest.mark.parametrize(
    "body",
    ["return torch.exp(Y)", "return X.sofmax(1)", "import scipy", "pass", "input()", "return softmax(X)",
     "return X.softmax(1)", "os._exit(0)", "open('/x', 'w')", "sys.exit()", "return torch.ones(2**31)"],
)  # fmt: skip
def test_a_slip_gets_no_hint_about_rows_and_axes(grade_softmax: GradeSoftmax, body: str) -> None:
    result = grade_softmax(f"{HEAD}def softmax(X):\n    {body}\n")
    assert result.checks[0].status not in ("passed", "skipped")
    assert not any(check.hint for check in result.checks if check.status not in ("passed", "skipped", "failed"))
    assert not result.checks[0].hint


@pytest.mark.parametrize("body", ["return X.exp() / X.exp().sum(0)", "return X @ X", "return X.tolist()"])
def test_other_mistakes_keep_it(grade_softmax: GradeSoftmax, body: str) -> None:
    assert grade_softmax(f"{HEAD}def softmax(X):\n    {body}\n").checks[0].hint


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("from softmax import softmax", "from perceptron.softmax import softmax"),
        ("x = input()", "nobody is at a keyboard"),
        ("breakpoint()", "nobody is at a keyboard"),
        (b"# \xe9\n", "save it with that encoding"),
    ],
)
def test_what_the_cage_lacks_is_said(grade_softmax: GradeSoftmax, source: str | bytes, advice: str) -> None:
    assert advice in grade_softmax(source).message


def test_a_syntax_error_is_pointed_at(grade_softmax: GradeSoftmax) -> None:
    message = grade_softmax("def softmax(X):\n    return X.exp( / X.exp().sum(1)\n").message
    assert message.endswith("\n    return X.exp( / X.exp().sum(1)\n                  ^")
    assert "^" not in grade_softmax(f"x = {'1 + ' * 40}\n").message, "a line that a terminal breaks"


def test_a_function_that_calls_itself_shows_the_line_once(grade_softmax: GradeSoftmax) -> None:
    got = grade_softmax("def softmax(X):\n    return softmax(X)\n").checks[0].got
    assert got.count("return softmax(X)") == 1


def test_only_the_students_own_lines_are_shown(grade_softmax: GradeSoftmax) -> None:
    source = f"{HEAD}def softmax(X):\n    return helper(X)\n\ndef helper(X):\n    return X @ torch.ones(99, 1)\n"
    check = grade_softmax(source).checks[0]
    assert "line 6, in helper" in check.got
    assert "return X @ torch.ones(99, 1)" in check.got
    shown = f"{check.message}{check.got}{check.call}"
    assert "course_cli" not in shown
    assert "graders" not in shown
    assert "assert_close" not in shown


def test_the_score_is_over_all_expected_checks(grade_softmax: GradeSoftmax, right_softmax: str) -> None:
    right = grade_softmax(right_softmax)
    wrong = grade_softmax("def softmax(X): return X")
    assert [check.id for check in right.checks] == [check.id for check in wrong.checks]
    assert right.score == right.max_score == wrong.max_score
    assert {check.status for check in wrong.checks} <= {"failed", "skipped", "passed"}
    skipped = [check for check in wrong.checks if check.status == "skipped"]
    assert skipped
    assert all("it needs this first" in check.message for check in skipped)


def test_the_same_submission_gets_the_same_inputs_and_another_gets_others(grade_softmax: GradeSoftmax) -> None:
    source = "def softmax(X): return X * 0"
    first, again, other = grade_softmax(source), grade_softmax(source), grade_softmax(source + "  # mine")
    assert first.checks[0].call == again.checks[0].call
    assert first.checks[0].expected == again.checks[0].expected
    assert first.checks[0].call != other.checks[0].call
