"""`--device cuda|mps` without a GPU: the whole of grading on a device that is simulated, and confined as a GPU's is.

"simulated" goes the way of CUDA (forked workers), "simulated-metal" that of MPS (workers started afresh, no float64).
What only a GPU can show was never run: see SECURITY.md.
"""

from __future__ import annotations

import functools
import json
import os
import queue
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import tiny_course as tiny
import torch
from click import unstyle
from processes import wait_until

from course_cli.course.catalog import Catalog, Exercise
from course_cli.course.trials import mutants
from course_cli.errors import UsageError
from course_cli.grading.client import Engine, require_device
from course_cli.grading.report import CheckResult, Report
from course_cli.grading.submission import Submission
from course_cli.learner.watching.events import Graded
from course_cli.learner.watching.grader import Grader
from course_cli.report import json as json_report
from course_cli.report import terminal

from .test_engine import PROXY, STUDENT, check, course
from .test_processes import children, gone

ROOT = Path(__file__).parents[2]
ALL = Catalog.load()
TORCH = [exercise for exercise in ALL.exercises if exercise.library == "torch"]
# The other capstones get full marks too, but the simulation makes them train for the better part of a minute.
CAPSTONE = "perceptron/softmax_regression"
ID = "perceptron/softmax"


def references(*changed: tuple[Exercise, bytes]) -> Submission:
    files = {e.file: e.solution_path.read_bytes() for e in ALL.exercises if e.solution_path is not None}
    return Submission("", {**files, **{exercise.file: data for exercise, data in changed}})


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(ALL, device="simulated") as engine:
        yield engine


@pytest.fixture(scope="module")
def metal() -> Iterator[Engine]:
    with Engine(ALL, [ID, "convolution/conv_layer"], device="simulated-metal") as engine:
        yield engine


@pytest.mark.parametrize("id_", [e.id for e in TORCH if not e.is_capstone or e.id == CAPSTONE])
def test_the_reference_has_full_marks_there(engine: Engine, id_: str) -> None:
    (result,) = engine.grade(references(), [id_]).exercises
    assert {(one.id, one.status, one.message) for one in result.checks if one.status != "passed"} == set()
    assert result.device == "simulated"


NAIVE = [(e, trial) for e in TORCH for trial in mutants(ROOT, e) if "another_device" in trial.fails]


def test_there_are_naive_answers_on_file() -> None:
    assert len({exercise.id for exercise, _ in NAIVE}) >= 18


@pytest.mark.parametrize(("exercise", "trial"), [pytest.param(*one, id=f"{one[0].id}-{one[1].name}") for one in NAIVE])
def test_what_forgets_the_device_loses_its_points_there(engine: Engine, exercise: Exercise, trial: object) -> None:
    data: bytes = trial.data  # type: ignore[attr-defined]
    (result,) = engine.grade(references((exercise, data)), [exercise.id]).exercises
    (device,) = [one for one in result.checks if one.id == "another_device"]
    # Where it raises there, every check that calls it says so, and the one about devices is not reached.
    assert device.status in ("failed", "skipped")
    assert any("device" in one.message for one in result.checks if one.status == "failed"), result


PLACED = """
import torch
from torch import nn
where = lambda *tensors: [str(tensor.device) for tensor in tensors]
def given(X, params, *, scale, numbers):
    return where(X, params["W"], params["b"][0], scale) + [X.requires_grad, X.is_leaf, numbers, type(numbers).__name__]
def made(n): return torch.zeros(n)
def beside(X): return X.new_ones(2), torch.ones(2)
class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(2)); self.mine = torch.ones(2)
        self.register_buffer("seen", torch.zeros(2))
    def forward(self, X): return where(X, self.weight, self.seen, self.mine)
class Plain:
    def __init__(self): self.layer = Layer(); self.kept = torch.ones(2)
    def where(self, X): return where(X, self.layer.weight, self.kept)
def model(): return Layer()
def call(f, X): return f(X)
def walk(X):
    for row in X: yield row.device.type
def cut(X): return torch.ones(2, requires_grad=True) * 2
def draw(X): return torch.rand(3, device=X.device)
"""
THERE = "cuda:0"  # what the simulated device calls itself
PLACES = [
    "X = torch.ones(2, requires_grad=True)",
    "seen = student.given(X, {'W': torch.ones(2), 'b': (torch.ones(1), 2)}, scale=torch.ones(()), numbers=(1, 2.0))",
    f"assert_equal(seen, ['{THERE}'] * 4 + [True, True, (1, 2.0), 'tuple'])",
    # What comes back is data on the CPU, from wherever it was.
    "for value in (student.made(2), *student.beside(X)): assert value.device.type == 'cpu', value.device",
    "assert_equal(student.beside.elsewhere(X).devices, ('cuda', 'cpu'))",
    # A module is moved when it is made, whoever makes it; of a plain object only the object knows what it holds.
    f"for layer in (student.Layer(), student.model()): assert_equal(layer(X), ['{THERE}'] * 3 + ['cpu'])",
    f"assert_equal(student.call(student.Layer(), X), ['{THERE}'] * 3 + ['cpu'])",
    f"assert_equal(student.Plain().where(X), ['{THERE}', 'cpu', 'cpu'])",
    "layer = student.Layer()",
    "assert_close(layer.weight, torch.ones(2).requires_grad_())",
    "layer.weight = torch.tensor([2.0, 3.0]); layer.mine = torch.zeros(2)",
    "assert_close(layer.weight, torch.tensor([2.0, 3.0]).requires_grad_())",
    f"assert_equal(layer(X), ['{THERE}'] * 4)",
    "assert student.traits(layer.weight).is_parameter",
    "assert_equal(student.collect(student.walk(torch.ones(2, 2))), ['cuda', 'cuda'])",
    # A cut graph is the student's, and answers on the CPU are too.
    "assert_equal(student.cut.gradient(X, wrt=(0,), cotangent=torch.ones(2)).grads, (None,))",
    "assert_equal(*(student.draw.observe(X, seed=3).value for _ in range(2)))",
]

REFUSE = "RULES = Rules(refuse=('softmax',))\n"
LOOP = "import torch\ndef f(X): return torch.stack([row.sum() for row in X])"
PICK = "def f(X): return X[list(range(len(X)))].sum(1)"
ONCE = "def f(X): return X.sum(1)"
WORK = check("assert_constant_work(student.f, (torch.ones(8, 3),), (torch.ones(200, 3),))")
STATE = "import os\nn = 0\ndef tick():\n    global n\n    n += 1\n    return n\ndef die(): os._exit(1)\n"
BREAKS = STATE + "def die(): raise RuntimeError('CUDA error: device-side assert triggered')\n"
TICKS = (
    check("assert_equal(student.tick(), 1)", name="one")
    + check("student.die()", name="die")
    + check("assert_equal(student.tick(), 1)", name="again")
)
ROUNDED = "def f(X): return X * (1 + 3e-5)"
ROUNDING = (
    check("assert_close(student.f(torch.ones(2)), torch.ones(2))", name="default")
    + check("assert_close(student.f(torch.ones(2)), torch.ones(2), rtol=1e-5)", name="stated")
    + check("assert_close(student.f(torch.ones(2).double()), torch.ones(2).double())", name="double")
)
SECRETIVE = f"PATH = {__file__!r}\n" + """
import os, socket, subprocess
def reached():
    found = []
    for what in (
        lambda: open("/etc/passwd").read(), lambda: os.listdir("/"), lambda: open("/tmp/x", "w"), os.fork,
        lambda: subprocess.run(["/bin/true"]), lambda: socket.socket(), lambda: os.kill(os.getppid(), 0),
        lambda: open(PATH).read(), lambda: open("/proc/%d/environ" % os.getppid()).read(),
    ):
        try:
            found.append(str(what()))
        except (OSError, RuntimeError):
            pass
    return found
def environment(): return sorted(os.environ)
"""
SECRETS = check("assert_equal(student.reached(), [])", "assert 'A_SECRET' not in student.environment()")

# Exercise: its grader and what a student hands in.
SMALL = {
    "proxy": (check(*PROXY), STUDENT),
    "places": (check(*PLACES), PLACED),
    "here": (check("assert_equal(student.Layer()(torch.ones(2)), ['cpu'] * 4)"), PLACED),
    "shortcut": (REFUSE + check("student.f(torch.ones(2, 3))"), "def f(X): return X.softmax(1)"),
    "loop": (WORK, LOOP),
    "pick": (WORK, PICK),
    "once": (WORK, ONCE),
    "state": (TICKS, STATE),
    "breaks": (TICKS, BREAKS),
    "rounding": (ROUNDING, ROUNDED),
    "secrets": (SECRETS, SECRETIVE),
}


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Engine]]:
    """An engine on the small course for each device that is asked for."""
    catalog = course(tmp_path_factory.mktemp("course"), {name: grader for name, (grader, _) in SMALL.items()})
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        patch.setenv("A_SECRET", "canary")
        yield functools.cache(lambda device: stack.enter_context(Engine(catalog, device=device)))


def graded(engine: Engine, name: str) -> dict[str, CheckResult]:
    submission = Submission("", {f"c/{name}.py": SMALL[name][1].encode()})
    (result,) = engine.grade(submission, [f"c/{name}"]).exercises
    return {one.id: one for one in result.checks}


BOTH_WAYS = pytest.mark.parametrize("device", ["simulated", "simulated-metal"])


@BOTH_WAYS
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("proxy", "graders see what they see on the CPU"),
        ("places", "what is put there, and what is not"),
        ("pick", "a list of indices is no loop"),
        ("once", "work is counted there"),
        ("secrets", "it is weak but not open"),
    ],
)
def test_it_holds_there(engines: Callable[[str], Engine], device: str, name: str, why: str) -> None:
    (result,) = graded(engines(device), name).values()
    assert (result.status, result.message) == ("passed", ""), why


@BOTH_WAYS
@pytest.mark.parametrize(("name", "status"), [("shortcut", "refused"), ("loop", "failed"), ("here", "failed")])
def test_it_is_caught_there(engines: Callable[[str], Engine], device: str, name: str, status: str) -> None:
    (result,) = graded(engines(device), name).values()
    assert (result.status, result.score) == (status, 0)


@BOTH_WAYS
def test_a_worker_is_replaced_there(engines: Callable[[str], Engine], device: str) -> None:
    assert [one.status for one in graded(engines(device), "state").values()] == ["passed", "crashed", "passed"]


def test_a_device_that_a_submission_broke_is_left(engines: Callable[[str], Engine]) -> None:
    results = graded(engines("simulated"), "breaks")
    assert [one.status for one in results.values()] == ["passed", "failed", "passed"]
    assert "device-side assert" in results["die"].message
    results = graded(engines("cpu"), "breaks")  # there it is only words
    assert [one.status for one in results.values()] == ["passed", "failed", "failed"]


def test_on_the_cpu_nothing_is_put_anywhere(engines: Callable[[str], Engine]) -> None:
    assert graded(engines("cpu"), "here")["it"].status == "passed"


def test_a_gpu_may_round_otherwise(engines: Callable[[str], Engine]) -> None:
    for device, default in (("cpu", "failed"), ("simulated", "passed"), ("simulated-metal", "passed")):
        results = graded(engines(device), "rounding")
        assert [one.status for one in results.values()] == [default, "failed", "failed"], device


def test_where_there_is_no_float64_the_cpu_does_the_check(metal: Engine) -> None:
    for id_, on_cpu in ((ID, {"dtypes", "double_precision"}), ("convolution/conv_layer", {"keeps_dtype"})):
        (result,) = metal.grade(references(), [id_]).exercises
        assert (result.score, result.device) == (result.max_score, "simulated-metal")
        assert {one.id for one in result.checks if "on the CPU" in one.message} == on_cpu
    wrong = b"import torch\ndef softmax(X): return torch.softmax(X.float(), 1)"
    (result,) = metal.grade(references((ALL.get(ID), wrong)), [ID]).exercises
    assert {one.status for one in result.checks} <= {"refused", "skipped", "failed"}


def test_a_lack_of_float64_is_not_taken_from_a_submission_on_a_device_that_has_it(engine: Engine) -> None:
    lie = b"def softmax(X): raise TypeError('the MPS framework does not support float64')"
    (result,) = engine.grade(references((ALL.get(ID), lie)), [ID]).exercises
    assert result.score == 0
    assert not any("on the CPU" in one.message for one in result.checks)


def test_a_worker_started_afresh_ends_with_its_zygote(tmp_path: Path) -> None:
    catalog = Catalog.load(tiny.write(tmp_path))
    before = children(os.getpid())
    with Engine(catalog, ["basics/count"], device="simulated-metal") as engine:
        engine.grade(Submission("", {"basics/count.py": b"def count(X): return X.numel()"}), ["basics/count"])
        (nucleus,) = children(os.getpid()) - before
        zygotes = children(nucleus)
        assert len(zygotes) == 2  # one for the device, one on the CPU for what needs float64
        workers = {worker for zygote in zygotes for worker in children(zygote)}
        assert workers
        for zygote in zygotes:
            os.kill(zygote, signal.SIGKILL)
        assert wait_until(gone(workers))


# NumPy


@pytest.fixture(scope="module")
def both(engine: Engine) -> Report:
    return engine.grade(references(), [ID, "recurrent/clip_gradients", "optimization/momentum"])


def test_numpy_exercises_run_on_the_cpu_and_say_so(both: Report) -> None:
    assert [one.device for one in both.exercises] == ["simulated", "cpu", "cpu"]
    assert both.score == both.max_score
    data = json.loads(json_report.render(both))
    assert (data["device"], data["isolation"]) == ("simulated", "weak")
    assert [one["device"] for one in data["exercises"]] == ["simulated", "cpu", "cpu"]
    text = " ".join(unstyle(terminal.render(both)).split())
    on_cpu = "NumPy's exercises ran on the CPU: recurrent/clip_gradients, optimization/momentum."
    assert f"Graded on simulated; {on_cpu}" in text
    assert "weak isolation" in text


def test_numpy_alone_is_fully_confined_whatever_the_device() -> None:
    with Engine(ALL, ["optimization/momentum"], device="simulated") as engine:
        assert engine.confined().isolation == "full"
        report = engine.grade(references(), ["optimization/momentum"])
    assert (report.device, report.isolation, report.exercises[0].device) == ("simulated", "full", "cpu")
    assert "All of it ran on the CPU, not on simulated" in " ".join(unstyle(terminal.render(report)).split())


# Devices that are not there


def test_isolation_is_known_before_a_submission_runs(engine: Engine) -> None:
    assert engine.confined().isolation == "weak"


def test_auto_is_the_cpu_in_full_isolation(tmp_path: Path) -> None:
    assert require_device("auto") == require_device("cpu") == "cpu"
    with Engine(Catalog.load(tiny.write(tmp_path)), ["basics/count"]) as engine:
        assert engine.confined().isolation == "full"


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_device_that_no_worker_can_use_is_the_users_affair(tmp_path: Path) -> None:
    """As where torch finds a GPU that its driver then denies: here there is none, and the search for it is skipped."""
    engine = Engine(Catalog.load(tiny.write(tmp_path)), ["basics/count"])
    engine._device = "cuda"
    with engine:
        for _ in range(2):
            with pytest.raises(UsageError, match=r"CUDA.*--device cpu"):
                engine.confined()
        with pytest.raises(UsageError, match=r"CUDA.*--device cpu"):
            engine.grade(Submission("", {"basics/count.py": b"def count(X): return X.numel()"}), ["basics/count"])


@pytest.mark.parametrize("command", ["grade", "report", "watch"])
def test_the_simulated_devices_are_not_offered(run_cli: object, command: str) -> None:
    for device in ("simulated", "simulated-metal"):
        result = run_cli(command, "--device", device)  # type: ignore[operator]
        assert result.returncode == 2
        assert "simulated" not in result.stderr.partition("is not one of")[2]


@pytest.mark.parametrize("command", ["report", "watch"])
def test_every_command_refuses_a_device_that_is_not_there_as_grade_does(
    run_cli: object, tmp_path: Path, command: str
) -> None:
    tiny.put(tmp_path / "here/shapes/double.py", tiny.DOUBLE)
    device = "cuda" if torch.backends.mps.is_available() else "mps"
    expected, result = (run_cli(name, "double", "--device", device) for name in ("grade", command))  # type: ignore[operator]
    assert f"this machine has no {device.upper()} device that torch can use; use --device cpu" in expected.stderr
    assert (result.returncode, result.stdout, result.stderr) == (2, "", expected.stderr)
    assert not (tmp_path / "here/report.html").exists()


def test_what_watch_grades_with_runs_there_too() -> None:
    events: queue.SimpleQueue[object] = queue.SimpleQueue()
    with Grader(ALL, events.put, device="simulated") as grader:
        grader.grade(references(), [ID])
        graded = next(event for event in iter(events.get, None) if isinstance(event, Graded))
    assert graded.report is not None
    assert (graded.report.device, graded.report.score) == ("simulated", graded.report.max_score)
