"""Refusal of library shortcuts: what must be refused, what must not, and what is known to pass.

An installation cannot be undone, so each case runs in a process forked for it from a driver that has torch loaded: this
file, run as a program. The cases are in refusal_cases.py.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from refusal_cases import CLOSED, EVASIONS, HARMLESS, INNOCENT, KNOWN_OPEN, SETUP  # noqa: E402

ROOT = Path(__file__).parents[2]

def cases(table: dict[str, dict[str, Any]]) -> list[Any]:
    named = [(family, name, case) for family in table for name, case in table[family].items()]
    return [pytest.param(family, case, id=f"{family}-{name}") for family, name, case in named]


class Driver:
    """The process that forks one child a case."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", __file__, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
        )

    @functools.cached_property
    def free(self) -> dict[str, str | None]:
        """What becomes of each evasion where nothing is refused: None, or the error."""
        codes = [code for family in EVASIONS.values() for code in family.values()]
        answer = self.run([], f"notified.append(dict((code, attempt(code)) for code in {codes!r}))")
        free: dict[str, str | None] = answer["notified"][0]
        return free

    def run(self, families: list[str], code: str, before: str = "") -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"families": families, "code": code, "before": before}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.stdout.close()  # type: ignore[union-attr]
        self._process.wait(timeout=10)


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    driver = Driver("torch")
    yield driver
    driver.close()


@pytest.mark.parametrize(("family", "code"), cases(EVASIONS))
def test_library_version_is_refused(driver: Driver, family: str, code: str) -> None:
    assert driver.free[code] is None  # where nothing is refused
    answer = driver.run([family], code)
    assert answer["notified"], answer


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in CLOSED.items()])
def test_way_around_is_closed(driver: Driver, code: str) -> None:
    assert driver.run(["softmax"], code)["error"] is not None


@pytest.mark.parametrize(("family", "case"), cases(INNOCENT))
def test_own_version_is_not_refused(driver: Driver, family: str, case: tuple[str, str]) -> None:
    own, expected = case
    before = f"{SETUP}\n{expected}\nexpected = out\n{SETUP}"
    answer = driver.run([family], f"{own}\nassert_close(out, expected)", before)
    assert answer == {"notified": [], "error": None, "refused": False}


@pytest.mark.parametrize("family", list(EVASIONS))
def test_harmless_code_is_not_refused(driver: Driver, family: str) -> None:
    answer = driver.run([family], HARMLESS, f"FAMILY = {family!r}")
    assert answer == {"notified": [], "error": None, "refused": False}


@pytest.mark.parametrize(("family", "code"), cases(KNOWN_OPEN))
def test_known_open_is_still_open(driver: Driver, family: str, code: str) -> None:
    assert driver.run([family], code) == {"notified": [], "error": None, "refused": False}


def test_every_family_has_evasions_and_innocents() -> None:
    from course_cli.sandbox.refusal import FAMILIES

    assert set(FAMILIES) == set(EVASIONS) == set(INNOCENT)


def test_every_kernel_of_every_family_is_replaced(driver: Driver) -> None:
    """No entry of a dispatch table still computes: it is ours, or calls the one below it."""
    code = """
import re
from course_cli.sandbox.refusal import FAMILIES
from course_cli.sandbox.refusal.kernels import _PASS_THROUGH, base_name
patterns = [re.compile(family.operations) for family in FAMILIES.values() if family.operations]
names = [n for n in torch._C._dispatch_get_all_op_names() if any(p.search(base_name(n)) for p in patterns)]
assert len(names) > 300
left = []
for name in names:
    for line in torch._C._dispatch_dump_table(name).splitlines():
        key, _, origin = line.partition(":")
        if not ("/dev/null" in origin or "backend fallback" in origin or key.startswith("Autograd")):
            left += [] if _PASS_THROUGH.match(key) or key.endswith("Meta") else [(name, key)]
assert not left, left[:20]
"""
    from course_cli.sandbox.refusal import FAMILIES

    assert driver.run(list(FAMILIES), code) == {"notified": [], "error": None, "refused": False}


def test_message_tells_what_to_do(driver: Driver) -> None:
    answer = driver.run(["softmax"], "torch.softmax(X, 1)")
    assert answer == {
        "notified": ["torch.softmax (aten::softmax)"],
        "error": "Refused: torch.softmax (aten::softmax) earns no credit here: write softmax yourself",
        "refused": True,
    }


def test_every_use_is_notified(driver: Driver) -> None:
    code = "for _ in range(3):\n    try: torch.softmax(X, 1)\n    except Exception: pass"
    assert driver.run(["softmax"], code)["notified"] == ["torch.softmax (aten::softmax)"] * 3


def test_several_families_at_once(driver: Driver) -> None:
    families = ["softmax", "attention", "cross_entropy", "optimizer"]
    assert driver.run(families, "nn.MultiheadAttention(4, 2)(Q, Q, Q)")["refused"]
    assert driver.run(families, "torch.optim.SGD([w], lr=0.1).step()")["refused"]


def test_no_family_changes_nothing(driver: Driver) -> None:
    code = "import ctypes, gc; ctypes.pythonapi.Py_IncRef; gc.get_objects(); F.softmax(X, 1)"
    assert driver.run([], code)["error"] is None


def test_worker_keeps_the_engine_it_bound_before(driver: Driver) -> None:
    before = f"{SETUP}\nrun_backward = torch._C._ImperativeEngine.run_backward"
    before += "\nengine = torch.autograd.Variable._execution_engine"
    code = "run_backward(engine, ((w * w).sum(),), (torch.ones(()),), False, False, (), allow_unreachable=True,"
    code += " accumulate_grad=True)\nassert_close(w.grad, 2 * w.detach() + 1)"
    assert driver.run(["autograd"], code, before) == {"notified": [], "error": None, "refused": False}


def test_compiler_is_never_imported(driver: Driver) -> None:
    code = "m = nn.Linear(4, 2); o = torch.optim.Adam(m.parameters()); m(X).sum().backward(); o.step(); o.zero_grad()\n"
    code += "import sys; assert not [n for n in sys.modules if n.startswith('torch._dynamo.')]"
    assert driver.run(["softmax"], code) == {"notified": [], "error": None, "refused": False}


def test_attention_in_python_is_refused_though_its_compiler_is_off(driver: Driver) -> None:
    call = "import sys; sys.modules['torch._higher_order_ops.flex_attention'].math_attention()"
    assert driver.run(["attention"], call)["refused"]
    assert "TypeError" in driver.run(["sigmoid"], call)["error"]


def test_unknown_family_is_an_error(driver: Driver) -> None:
    assert "KeyError" in driver.run(["softmaxx"], "pass")["error"]


def test_without_torch() -> None:
    driver = Driver()
    free = {"notified": [], "error": None, "refused": False}
    try:
        assert driver.run(["numpy_convolve", "softmax", "autograd"], "np.convolve([1.0], [1.0])")["refused"]
        assert driver.run(["pad", "softmax"], "np.ones(3).sum(); np.linalg.norm(np.ones(2))") == free
        assert driver.run(["pad"], "import sys; assert 'torch' not in sys.modules") == free
    finally:
        driver.close()


def serve(with_torch: bool) -> None:
    """The driver: reads a case a line, forks a child for it, and writes what became of it."""
    import numpy as np

    namespace: dict[str, Any] = {"np": np}
    if with_torch:
        exec(SETUP, namespace)
        torch = namespace["torch"]
        namespace.update(captured_softmax=torch.softmax, assert_close=torch.testing.assert_close)
        torch.testing.assert_close(torch.zeros(1), torch.zeros(1))  # imports what it needs

        def attempt(code: str) -> str | None:
            try:
                exec(SETUP + code, dict(namespace))
            except Exception as error:  # noqa: BLE001 - the answer tells it
                return f"{type(error).__name__}: {error}"
            return None

        namespace["attempt"] = attempt
    from course_cli.sandbox import refusal

    refusal.prepare()
    gc.freeze()
    for line in sys.stdin:
        sys.stdout.flush()
        if os.fork() == 0:
            signal.alarm(20)  # a case that hangs ends as a crash
            case = json.loads(line)
            notified: list[Any] = []
            error, refused = None, False
            try:
                exec(case["before"], namespace)
                notified = namespace["notified"] = refusal.install(case["families"])
                exec(case["code"], namespace)
            except BaseException as caught:  # noqa: BLE001 - the answer tells it
                error, refused = f"{type(caught).__name__}: {caught}", isinstance(caught, refusal.Refused)
            sys.stdout.write(json.dumps({"notified": notified, "error": error, "refused": refused}) + "\n")
            sys.stdout.flush()
            os._exit(0)
        _, status = os.wait()
        if status:
            print(json.dumps({"notified": [], "error": f"crashed with status {status}", "refused": False}), flush=True)


if __name__ == "__main__":
    serve(with_torch="torch" in sys.argv[1:])
