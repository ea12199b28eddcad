"""What a person should look at in a submission, read from its source."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_cli.batch.flags import MOST_FLAGS, Flag, flags_of

REPOSITORY = Path(__file__).resolve().parents[2]
HONEST = [path for part in ("solutions", "exercises", "tests/alternatives", "course_cli/demo")
          for path in sorted((REPOSITORY / part).rglob("*.py"))]  # fmt: skip
CPU_SECONDS = 20
MEMORY = 600 << 20


def flagged(source: str | bytes, place: str = "shapes/double.py") -> list[tuple[int, str]]:
    data = source.encode() if isinstance(source, str) else source
    return [(flag.line, flag.name) for flag in flags_of({place: data})]


def test_honest_code_is_not_flagged() -> None:
    assert len(HONEST) > 150
    for path in HONEST:
        assert flags_of({f"{path.parent.name}/{path.name}": path.read_bytes()}) == (), path


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import ctypes", ["ctypes"]),
        ("import torch\nimport ctypes.util as harmless", ["ctypes"]),
        ("from gc import get_objects", ["gc"]),
        ("def f(X):\n    import inspect\n    return inspect.stack()", ["inspect"]),
        ("import sys\nsys._getframe(1).f_back.f_locals", ["_getframe", "f_back", "f_locals", "sys._getframe"]),
        ("from sys import modules as m", ["sys.modules"]),
        ("import sys\nsys.modules['torch'] = None", ["sys.modules", "sys.modules.[]"]),
        ("import torch\ntorch.library.Library('aten', 'IMPL')", ["torch.library"]),
        ("import torch as t\nt._C._nn.softmax", ["torch._C"]),
        ("from torch import _refs", ["torch._refs"]),
        ("import torch\nf = torch.compile(torch.sin)", ["torch.compile"]),
        ("__builtins__['len'] = None", ["__builtins__"]),
        ("import builtins\nbuiltins.len = None", ["builtins", "builtins.len"]),
        ("f.__globals__, f.__code__, f.__closure__", ["__closure__", "__code__", "__globals__"]),
        ("().__class__.__base__.__subclasses__()", ["__base__", "__subclasses__"]),
        ("eval('1')", ["eval"]),
        ("run = exec", ["exec"]),
        ("__import__('o' + 's')", ["__import__"]),
        ("import importlib\nimportlib.import_module('os')", ["importlib"]),
        ("import pickle, marshal", ["marshal", "pickle"]),
        ("import signal\nimport atexit", ["signal", "atexit"]),
        ("import os, subprocess, socket", ["os", "socket", "subprocess"]),
        ("import torch\ngetattr(torch, 'soft' + 'max')", ["getattr(torch, …)"]),
        ("import torch\ngetattr(torch.nn, name)", ["getattr(torch.nn, …)"]),
        ("import torch\ngetattr(torch, '_C')", ["torch._C"]),
        ("g = getattr", ["getattr"]),
        ("getattr(f, '__glob' '_als__'.replace('b_', 'b'))\ngetattr(f, '__globals__')", ['"__globals__"']),
        ("import torch\ntorch.softmax = lambda X: X", ["torch.softmax"]),
        ("import torch\ntorch.Tensor.__eq__ = None", ["torch.Tensor.__eq__"]),
        ("import numpy as np\nsetattr(np, 'dot', None)", ["setattr(numpy, …)"]),
        ("import numpy as np\nlib = np\nlib.dot, x = None, 1", ["numpy.dot"]),
        ("import numpy as np\n[0 for np.dot in [None]]", ["numpy.dot"]),
        ("import numpy as np\ndel np.dot", ["numpy.dot"]),
        ("import random\nrandom.seed = None", ["random.seed"]),
        ("x.__class__ = Y", ["__class__"]),
        ("class A:\n    def __eq__(self, other):\n        return True", ["__eq__"]),
        ("import torch\nclass A(torch.Tensor):\n    __torch_function__ = None", ["class A", "__torch_function__"]),
        ("def f():\n    import course_cli.grading\n    import pytest", ["course_cli", "pytest"]),
        ("x = 'course_cli.grading'", ['"course_cli"']),
        ("x = '/proc/self/environ'", ['"/proc/"']),
        ("open('x')", ["open"]),
        (f"x = '{'QUJD' * 100}'", ["literal"]),
        (f"x = [{'0.5, ' * 1000}]", ["literal"]),
        (f"x = {2**300}", ["literal"]),
        ("# \u202e reordered", [""]),
    ],
)
def test_what_is_flagged(source: str, names: list[str]) -> None:
    assert sorted(name for _, name in flagged(source)) == sorted(names)


@pytest.mark.parametrize(
    "source",
    [
        "model.eval()\nmodel.compile()",
        "import re\nre.compile('x')",
        "import sys\nsys.float_info.eps, sys.maxsize",
        "for name in ('W', 'b'):\n    setattr(self, name, getattr(other, name))",
        "import torch\ntorch.backends.cudnn.deterministic = True",
        "import matplotlib.pyplot as plt\nplt.rcParams['figure.figsize'] = (4, 3)",
        "import shapes.double\nshapes.double.double = None",
        '"""A lesson about __globals__ and course_cli."""',
        "import torch\nclass Net(torch.nn.Module):\n    pass\ntorch.manual_seed(0)",
        "w.data = w.data - w.grad\nx[0] = 1\nself.h.c = 2",
        "if __name__ == '__main__':\n    print(double.__doc__, __file__)",
        "def f(X:",
        "",
    ],
)
def test_what_honest_people_write_is_not(source: str) -> None:
    assert flagged(source) == []


def test_a_flag_says_where_and_why() -> None:
    (flag,) = flags_of({"shapes/double.py": b"import torch\n\nimport ctypes\nctypes.CDLL\n"})
    assert flag == Flag("shapes/double.py", 3, "ctypes", "reaches memory behind Python")
    assert str(flag) == "shapes/double.py, line 3: ctypes: reaches memory behind Python"
    (whole,) = flags_of({"shapes/double.py": b"x = 1\0"})
    assert str(whole) == "shapes/double.py: cannot be parsed: it has null bytes"


HOSTILE = {
    "unary": b"x = " + b"-" * 65_000 + b"1",
    "sum": b"x = 1" + b"+1" * 32_000,
    "calls": b"x = a" + b"()" * 32_000,
    "elif": b"if x:\n pass\n" + b"elif x:\n pass\n" * 4_600,
    "null": b"import ctypes\0",
    "encoding": b"# coding: punycode\nimport ctypes",
    "utf-16": "import ctypes".encode("utf-16"),
    "1 MB": b"x=1\n" * (1 << 18),
    "1 MB deep": b"(" * (1 << 20),
    "aliases": b"import torch as t\n" + b"t=t.a\n" * 10_000,
    "one long name": b"import torch" + b".a" * 32_000,
    "names": b"from torch import " + b",".join(b"_a%d" % place for place in range(7_000)),
    "statements": b"x;" * 32_000,
    "digits": b"x=" + b"9" * 65_000,
    "lambdas": b"x=" + b"lambda:" * 9_000 + b"0",
    "f-strings": b"f'{" * 60,
    "noise": bytes(range(1, 256)) * 200,
}
OPAQUE = ("unary", "sum", "calls", "null", "encoding", "utf-16", "1 MB", "1 MB deep", "one long name", "lambdas")


@pytest.mark.parametrize("name", OPAQUE)
def test_what_cannot_be_parsed_is_flagged_as_such(name: str) -> None:
    (flag,) = flags_of({"shapes/double.py": HOSTILE[name]})
    assert "cannot be parsed" in flag.why


def test_no_source_costs_much_or_ends_the_process() -> None:
    """In a process with a limit on both: a parser that crashes, runs away or eats memory ends that one."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from test_flags import HOSTILE, flags_of\n"
        "for source in HOSTILE.values(): flags_of({'shapes/double.py': source})\n"
        "flags_of({f'shapes/m{n}.py': b'x;' * 32_000 for n in range(200)})"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(Path(__file__).parent)]
    done = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_many_files_and_many_findings_are_cut_short() -> None:
    files = {f"shapes/m{n:03}.py": b"import os, gc, ctypes" for n in range(200)}
    flags = flags_of(files)
    assert len(flags) == MOST_FLAGS + 1
    assert flags[-1].why == f"and {600 - MOST_FLAGS} more from here on"
    large = flags_of({f"shapes/m{n:03}.py": b"x=1 \n" * 13_000 for n in range(30)})
    assert 20 < len(large) <= MOST_FLAGS + 1
    assert all("was not looked into" in flag.why for flag in large[:MOST_FLAGS])


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_raise(source: bytes) -> None:
    flags_of({"shapes/double.py": source})
