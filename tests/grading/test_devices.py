"""`assert_keeps_device`: right answers pass on the simulated device, naive ones are told what to do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import tiny_course as tiny
import torch

from course_cli.course.catalog import Catalog
from course_cli.course.checks import CheckSpec
from course_cli.errors import UsageError
from course_cli.grading.calls import Call
from course_cli.grading.client import Engine
from course_cli.grading.devices import assert_keeps_device
from course_cli.grading.failure import NoSimulatedDevice, StudentRaised
from course_cli.grading.judge import judge
from course_cli.grading.report import CheckResult
from course_cli.grading.student import Student
from course_cli.grading.submission import Submission
from course_cli.sandbox import protocol

HEADER = '"""Title.\n\nText: 1.1\nOrder: 1\nNeeds: -\n"""\n'
GRADER = '''
import torch
from course_cli.grading import Rules, assert_close, assert_equal, assert_keeps_device, points

RULES = Rules(refuse=("softmax",))


@points(1, hint="h")
def test_function(student):
    """f works on the device of its input"""
    assert_keeps_device(student.f, torch.ones(2, 3), 2.0)


@points(1, hint="h")
def test_nested(student):
    """g works on the device of a dict and a keyword"""
    assert_keeps_device(student.g, {"W": torch.ones(3, 2)}, X=[torch.ones(2, 3)])


@points(1, hint="h")
def test_module(student):
    """a module works where it is moved, and is back afterwards"""
    layer = student.Layer()
    assert_keeps_device(layer, torch.ones(2, 3))
    assert_keeps_device(layer.forward, torch.ones(2, 3))
    assert_close(layer(torch.ones(2, 3)), torch.full((2,), 3.0))
    assert_equal(student.traits(layer.weight).is_parameter, True)
    seen = layer.gradient(torch.ones(2, 3), wrt=("self.weight",))
    assert_close(seen.grads[0], torch.full((3,), 2.0))
    layer.weight = torch.zeros(3)
    assert_keeps_device(layer, torch.ones(2, 3))
    assert_close(layer(torch.ones(2, 3)), torch.zeros(2))
'''
RIGHT = {
    "f": "def f(X, scale): return X.new_zeros(2) + scale * X.sum(1)",
    "g": "def g(params, X): return [X[0] @ params['W'], 3, (params['W'],)]",
    "Layer": """
class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(3)); self.all = [self.weight]
        self.again = nn.Linear(2, 2)
        with torch.no_grad(): self.again.weight.copy_(torch.eye(2)); self.again.bias.zero_()
    def forward(self, X):
        self.kept = self.again(X @ self.all[0])  # and with it the graph, which refers to the parameters
        return self.kept
""",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Engine]:
    root = tmp_path_factory.mktemp("course")
    tiny.put(root / "solutions" / "c" / "e.py", HEADER)
    tiny.put(root / "exercises" / "c" / "e.py", HEADER)
    tiny.put(root / "graders" / "c" / "test_e.py", GRADER)
    with Engine(Catalog.load(root)) as running:
        yield running


def graded(engine: Engine, **changed: str) -> dict[str, CheckResult]:
    parts = {**RIGHT, **changed}
    source = "\n".join(["import numpy as np, torch", "from torch import nn", *parts.values()])
    report = engine.grade(Submission("", {"c/e.py": source.encode()}), ["c/e"])
    return {check.id: check for check in report.exercises[0].checks}


def test_right_code_passes(engine: Engine) -> None:
    results = graded(engine)
    assert {check.status for check in results.values()} == {"passed"}, results


@pytest.mark.parametrize(
    ("code", "words", "line"),
    [
        ("return torch.zeros(2) + 1", "the result is on the cpu although its input was on another device", ""),
        ("return X, X.cpu()", "part of the result is on the cpu", ""),
        ("return X + torch.ones(3)", "at least two devices, cuda:0 and cpu!", "return X + torch.ones(3)"),
        ("return torch.eye(3)[X.long()[0]]", "indices should be either on cpu", "torch.eye(3)"),
        ("return torch.tensor(X.numpy())", "can't convert cuda:0 device type tensor to numpy", "X.numpy()"),
        ("return 1 / 0", "raised ZeroDivisionError", "1 / 0"),
        ("raise NotImplementedError()", "not written yet", ""),
        ("import pytest; pytest.skip()", "raised ModuleNotFoundError", ""),
        ("class NoSimulatedDevice(Exception): pass\n    raise NoSimulatedDevice()", "raised NoSimulatedDevice", ""),
    ],
)
def test_naive_code_is_told_why(engine: Engine, code: str, words: str, line: str) -> None:
    result = graded(engine, f=f"def f(X, scale):\n    {code}")["function"]
    assert (result.status, result.score) == ("failed", 0)
    assert words in result.message
    assert line in result.got
    assert result.call.startswith("f(") or words == "not written yet"


def test_a_plain_attribute_of_a_module_stays_behind(engine: Engine) -> None:
    layer = RIGHT["Layer"].replace("nn.Parameter(torch.ones(3))", "torch.ones(3)")
    result = graded(engine, Layer=layer)["module"]
    assert result.status == "failed"
    assert "at least two devices" in result.message


def test_a_refused_shortcut_is_refused_there_too(engine: Engine) -> None:
    result = graded(engine, f="def f(X, scale): return X.softmax(1)")["function"]
    assert (result.status, result.score) == ("refused", 0)


def test_a_tensor_kept_for_later_is_plain_data_later(engine: Engine) -> None:
    """What a submission keeps from the simulation must not trip a later check."""
    kept = "KEPT = []\ndef f(X, scale):\n    KEPT.append(X)\n    return X"
    results = graded(engine, f=kept, g="def g(params, X): return KEPT[0]")
    assert results["function"].status == results["nested"].status == "passed"


class Conversation:
    """A worker that always answers the same, on a machine without the simulated device."""

    leaves_the_cpu = False

    def __init__(self, reply: protocol.Returned | StudentRaised) -> None:
        self.reply = reply
        self.asked: list[protocol.Request] = []

    def ask(self, request: protocol.Request, buffers: Iterable[Any]) -> tuple[protocol.Returned, memoryview]:
        self.asked.append(request)
        if isinstance(self.reply, StudentRaised):
            raise self.reply
        return self.reply, memoryview(b"")

    def note_call(self, call: Call, result: object) -> None:
        pass

    def note_result(self, call: Call, result: object) -> None:
        pass


def test_where_torch_cannot_simulate_it_the_check_is_skipped() -> None:
    conversation = Conversation(protocol.Returned(value=1))
    with pytest.raises(NoSimulatedDevice):
        assert_keeps_device(Student(conversation).f, torch.ones(2))
    assert [request.simulate_device for request in conversation.asked] == [False]  # type: ignore[union-attr]


def test_what_is_not_written_is_not_skipped() -> None:
    with pytest.raises(StudentRaised):
        assert_keeps_device(Student(Conversation(StudentRaised(("NotImplementedError",), ""))).f, torch.ones(2))


def test_only_this_skip_keeps_its_points() -> None:
    spec = CheckSpec("another_device", "title", 1.0, (), "hint")
    session: Any = SimpleNamespace(printed="", refused=[], calls=[])
    skipped = judge(spec, NoSimulatedDevice(), session, 0.1, dict)
    assert (skipped.status, skipped.score) == ("skipped", 1.0)
    assert "cannot simulate" in skipped.message
    other = judge(spec, pytest.skip.Exception("no"), session, 0.1, dict)
    assert (other.status, other.score) == ("skipped", 0.0)
    session.refused = ["softmax"]
    assert judge(spec, NoSimulatedDevice(), session, 0.1, dict).score == 0


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_a_real_device_is_refused_with_the_reason(tiny_course: Path, device: str) -> None:
    with pytest.raises(UsageError, match=f"{device.upper()}.*--device cpu"):
        Engine(Catalog.load(tiny_course), device=device)
