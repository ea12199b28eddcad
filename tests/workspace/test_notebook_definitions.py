"""Definitions of a cell that give way to the stub's."""

from __future__ import annotations

import pytest

from course_cli.workspace.notebook_definitions import defines, with_stub_for

STUB = '"""Doc."""\nfrom torch import Tensor\n\n\ndef f(x: Tensor) -> Tensor:\n    ...\n\n\nclass G:\n    pass\n'
F, G = "def f(x: Tensor) -> Tensor:\n    ...", "class G:\n    pass"
IMPORT = "from torch import Tensor\n\n"
NAMES = frozenset({"f", "G"})


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("def f(x):\n    return x", {"f"}),
        ("@cache\ndef f(x):\n    return x\nclass G: ...", {"f", "G"}),
        ("f = lambda x: x", {"f"}),
        ("%%time\n%matplotlib inline\ndef f(x): ...", {"f"}),
        ("%%writefile f.py\ndef f(x): ...", set()),
        ("f = 1; g = 2", set()),
        ("if True:\n    def f(x): ...", set()),
        ("def f(x:", set()),
        ("f(1)\nf.a = 2", set()),
    ],
)
def test_what_a_cell_defines(cell: str, names: set[str]) -> None:
    assert defines(cell, NAMES) == names


@pytest.mark.parametrize(
    ("cell", "after"),
    [
        ("def f(x):\n    return x", f"{IMPORT}{F}"),
        ("from torch import Tensor\ndef f(x):\n    return x  # mine\n# end", f"from torch import Tensor\n{F}\n# end"),
        ("%time x = 1\n@a\n@b\ndef f(x):\n    return x\nf(1)", f"%time x = 1\n{IMPORT}{F}\nf(1)"),
        ("def f(x): ...\ny = 2\ndef f(x): return 1\nG = 3", f"{IMPORT}{F}\ny = 2\n{G}"),
        ("x = 1", "x = 1"),
    ],
)  # fmt: skip
def test_the_stub_takes_their_place(cell: str, after: str) -> None:
    assert with_stub_for(cell, STUB, NAMES) == after
