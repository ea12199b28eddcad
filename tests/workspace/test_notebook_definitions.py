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


@pytest.mark.parametrize("cell", ["x = 1\ndef f(x): ...", "def f(x): ...", "\n%%time\nx = 1\n@a\ndef f(x): ...\n"])
def test_what_a_stub_takes_from_the_future_comes_first(cell: str) -> None:
    """Anywhere else it is a SyntaxError."""
    after = with_stub_for(cell, STUB.replace("\nfrom", "\nfrom __future__ import annotations\nfrom"), NAMES)
    assert after.startswith("\n%%time\n" if "%%" in cell else "from __future__")
    compile(after.replace("%%time", ""), "cell", "exec")
    assert IMPORT + F in after
    assert ("x = 1" in after) == ("x = 1" in cell)


@pytest.mark.parametrize("cell", ["def f(x): ...", "Pair = tuple[int, int]\ndef f(x): ..."])
def test_the_names_that_a_stubs_annotations_use_are_there(cell: str) -> None:
    stub = "Pair = tuple[int, int]\n\n\ndef f(x: Pair) -> Pair:\n    ...\n"
    after = with_stub_for(cell, stub, NAMES)
    assert after.count("Pair = ") == 1
    exec(after, {})
