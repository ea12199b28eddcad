"""A message about a shape names its axes, in the words of the exercise's own docstring."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch

from course_cli.course.catalog import Catalog
from course_cli.course.contract import read_contracts
from course_cli.grading.assertions import assert_close
from course_cli.grading.calls import Call, source_of
from course_cli.grading.client import Engine
from course_cli.grading.failure import CheckFailure
from course_cli.grading.naming import right_shape
from course_cli.grading.report import CheckResult
from course_cli.grading.submission import Submission

IDS = ("perceptron/softmax", "perceptron/softmax_regression", "mlp/relu", "convolution/conv_layer",
       "convolution/strided", "recurrent/rnn", "recurrent/bptt", "recurrent/clip_gradients")  # fmt: skip
Grade = Callable[[str, str], dict[str, CheckResult]]


def grading(catalog: Catalog, engine: Engine) -> Grade:
    solutions = {each.file: each.solution_path.read_text("utf-8") for each in catalog.exercises if each.solution_path}

    def grade(id_: str, change: str) -> dict[str, CheckResult]:
        """The checks of the solution with a change at its end."""
        files = {file: text.encode() for file, text in solutions.items()}
        files[f"{id_}.py"] += f"\n\n{change}\n".encode()
        (result,) = engine.grade(Submission("", files), [id_]).exercises
        return {check.id: check for check in result.checks}

    return grade


@pytest.fixture(scope="module")
def grade(catalog: Catalog) -> Iterator[Grade]:
    with Engine(catalog, IDS) as engine:
        yield grading(catalog, engine)


def messages(checks: dict[str, CheckResult]) -> str:
    return "\n".join(check.message for check in checks.values() if check.status == "failed")


ANOTHER_AXIS = "right = {0}\ndef {0}(*a, **k): return right(*a, **k)[..., None]"
METHOD = "right = {0}\ndef wrong(self, *a, **k): return right(self, *a, **k)[..., None]\n{0} = wrong"


@pytest.mark.parametrize(("id_", "change", "expected"), [
    # the value of a function
    ("perceptron/softmax", ANOTHER_AXIS.format("softmax"), "(batch_size, num_classes) = (2, 3)"),
    ("convolution/strided", ANOTHER_AXIS.format("corr2d_strided"), "(h', w') = (4, 4)"),
    # of a method of an object, and of calling a module
    ("recurrent/rnn", METHOD.format("RNN.forward"), "(output_dim, T) = (4, 1)"),
    ("convolution/conv_layer", METHOD.format("Conv2D.forward"), "(n_h - k_h + 1, n_w - k_w + 1) = (3, 5)"),
    # an attribute
    ("recurrent/rnn", "right = RNN.forward\ndef wrong(self, *a, **k):\n    y = right(self, *a, **k)\n"
     "    self.h = self.h.ravel()\n    return y\nRNN.forward = wrong", "(hidden_dim, 1) = (3, 1)"),
    # an element of a tuple, an entry of a dict in one
    ("recurrent/bptt", "right = rnn_forward\ndef rnn_forward(*a):\n    h, y = right(*a)\n    return h, y.T",
     "element 1: shape (2, 6) instead of (T, output_dim) = (6, 2)"),
    ("recurrent/bptt", "right = bptt\ndef bptt(*a):\n    loss, grads = right(*a)\n"
     "    return loss, {**grads, 'b_h': grads['b_h'][:, None]}", "(hidden_dim,) = ("),
    # the shape of an argument that may have any
    ("mlp/relu", ANOTHER_AXIS.format("relu"), "instead of (1,), the shape of X"),
    ("recurrent/clip_gradients", "right = clip_gradients\ndef clip_gradients(grads, theta):\n"
     "    return {k: v[..., None] for k, v in right(grads, theta).items()}", "the shape of grads['w']"),
])  # fmt: skip
def test_the_right_shape_has_names(grade: Grade, id_: str, change: str, expected: str) -> None:
    found = messages(grade(id_, change))
    pattern = re.sub(r"\d+", r"\\d+", re.escape(expected))  # sizes are drawn
    assert re.search(rf"instead of .*{pattern}|{pattern}", found), found


def test_a_learner_who_says_otherwise_chooses_no_names(grade: Grade) -> None:
    """Neither a docstring nor the name of a class or a function is asked."""
    change = '''class GRU(RNN):
    """Mine.

    Attributes:
        h: shape (evil, evil).
    """
    def forward(self, x, h=None):
        """Mine.

        Returns:
            shape (evil, evil).
        """
        return super().forward(x, h)[..., None]

GRU.__name__ = "evil"
RNN = GRU'''
    found = messages(grade("recurrent/rnn", change))
    assert "(output_dim, T) = (" in found
    assert "evil" not in found


def test_an_exception_about_shapes_tells_those_of_the_call(grade: Grade) -> None:
    found = messages(grade("perceptron/softmax", "def softmax(X): return X / torch.ones(X.shape[1] + 2)"))
    expected = r"size of tensor a .*\nShapes in the call: X \(batch_size, num_classes\) = \(\d+, \d+\)\n"
    assert re.search(expected, f"{found}\n"), found
    found = messages(grade("perceptron/softmax_regression", "def net(X, W, b): return X @ W.T + b"))
    expected = "mat1 and mat2 shapes cannot be multiplied (.*)\nShapes in the call: X (batch_size, num_inputs) = (.*), "
    expected += "W (num_inputs, num_classes) = (.*), b (num_classes,) = (.*,)\n"
    assert re.search(re.escape(expected).replace(r"\.\*", ".*"), f"{found}\n"), found


def test_another_exception_does_not(grade: Grade) -> None:
    found = messages(grade("perceptron/softmax", "def softmax(X): raise ValueError('no idea')"))
    assert "no idea" in found
    assert "Shapes in" not in found


def test_the_mistake_is_still_known(grade: Grade) -> None:
    """Both sides are worded alike."""
    change = "right = corr2d_strided\ndef corr2d_strided(X, K, padding=0, stride=1): return right(X, K, padding)"
    found = messages(grade("convolution/strided", change))
    assert re.search(r"instead of \(h', w'\) = \(\d, \d\).*\nA known mistake comes out the same: ", found)


def test_in_chinese(catalog: Catalog) -> None:
    with Engine(catalog, IDS, language="zh") as engine:
        grade = grading(catalog, engine)
        found = messages(grade("perceptron/softmax", ANOTHER_AXIS.format("softmax")))
        assert re.search(r"形状是 \(\d, \d, 1\)，应为 \(batch_size, num_classes\) = \(\d, \d\)", found)
        assert "（与 X 的形状相同）" in messages(grade("mlp/relu", ANOTHER_AXIS.format("relu")))
        found = messages(grade("perceptron/softmax", "def softmax(X): return X / torch.ones(X.shape[1] + 2)"))
        assert "\n这次调用中的形状：X (batch_size, num_classes) = (" in found


# --- which call, which part

CONTRACTS = read_contracts('''
def f(X, W):
    """F.

    Args:
        X: samples, shape (n, d).
        W: weights, shape (d, q).

    Returns:
        (Y, parts): Y of shape (n, q), parts of shape (d,) or (c,).
    """
''')
ONES, TWO = np.ones((3, 4)), np.ones((4, 2))


def right(got: object, expected: object, result: object, **judged: object) -> str:
    """How the message calls the expected shape, if `f(ONES, TWO)` gave `result`."""
    with pytest.raises(CheckFailure) as caught:
        assert_close(got, expected, **judged)  # type: ignore[arg-type]
    if caught.value.wrong_shape is None:
        return ""
    calls = [(Call(("f",), "f", (ONES, TWO)), result), (Call(("g",), "g", ()), None)]
    return right_shape(caught.value.wrong_shape, caught.value.culprit, calls, CONTRACTS)


def test_the_array_itself_is_looked_for() -> None:
    y, part = np.ones((2, 3)), np.ones(5)
    assert right((y, part), (np.ones((3, 2)), part), (y, part)) == "(n, q) = (3, 2)"
    assert right(y, np.ones((3, 2)), (y, part)) == "(n, q) = (3, 2)"
    assert right({"mine": [y]}, {"mine": [np.ones((3, 2))]}, (y, part)) == "(n, q) = (3, 2)"
    assert right(part, np.ones(4), (y, part)) == "(d,) = (4,)"


def test_rather_no_name_than_a_wrong_one() -> None:
    y, part = np.ones((2, 3)), np.ones(5)
    assert right(y.copy(), np.ones((3, 2)), (y, part)) == ""  # from who knows where
    assert right(y, np.ones((4, 2)), (y, part)) == ""  # there are 3 samples
    assert right(y, np.ones((3, 2, 1)), (y, part)) == ""
    assert right(part, np.ones(()), (y, part)) == ""


def test_a_grader_knows_better() -> None:
    y = np.ones((2, 3))
    assert right(y, np.ones((3, 2)), (y, None), axes=("rows", "columns")) == ""


def test_where_an_answer_came_from() -> None:
    a, b = torch.ones(2), torch.ones(2)
    first, second = Call(("f",), "f", ()), Call(("g",), "g", ())
    calls = [(first, [(a, {"W": b})]), (second, torch.ones(2))]
    assert source_of(a, calls) == (first, (0, 0))
    assert source_of(b, calls) == (first, (0, 1, "W"))
    assert source_of(torch.ones(2), calls) is None
    assert source_of(None, [(first, None)]) is None


def test_not_all_of_what_is_large_is_searched() -> None:
    """A submission can answer every call with as much as a message holds."""
    a, call = torch.ones(1), Call(("f",), "f", ())
    large = [(call, [0] * 10_000)]
    assert source_of(a, [(call, a), *large * 5]) == (call, ())
    assert source_of(a, [(call, a), *large * 50]) is None
