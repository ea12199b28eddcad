"""Slicing: what is left of a program means what the whole of it means."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_cli.workspace.notebook_statements import read_statements
from course_cli.workspace.slicing import MAX_STEPS, TooTangled, needed


def sliced(source: str, *names: str) -> str:
    return "\n".join(statement.text for statement in needed(read_statements(source, 1), names))


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("import os\nimport torch\ndef f(): return torch.ones(1)", "import torch\ndef f(): return torch.ones(1)"),
        ("import a, b as c\ndef f(): return c", "import b as c\ndef f(): return c"),
        ("import a.b\ndef f(): return a.b", "import a.b\ndef f(): return a.b"),
        ("from m import x, y as f", "from m import y as f"),
        ("def f(): return 1\ndef f(): return 2", "def f(): return 2"),
        ("x = 1\ny = x\nx = 2\ndef f(): return y", "x = 1\ny = x\ndef f(): return y"),
        ("x = 1\nx = 2\ndef f(): return x", "x = 2\ndef f(): return x"),
        ("def f(): return g()\ndef g(): return 1", "def f(): return g()\ndef g(): return 1"),
        ("X = load()\ndef f(X): return X", "def f(X): return X"),
        ("X = y()\ndef f():\n    X = 1\n    return [X for X in X]", "def f():\n    X = 1\n    return [X for X in X]"),
        ("x = 1\nx += 1\nprint(x)\ndef f(): return x", "x = 1\nx += 1\ndef f(): return x"),
        ("d = {}\nd[1] = 1\nd.update(b=2)\nd\ndef f(): return d", "d = {}\nd[1] = 1\nd.update(b=2)\ndef f(): return d"),
        ("import torch\ntorch.manual_seed(0)\ndef f(): return torch", "import torch\ndef f(): return torch"),
        ("import sys\nfor m in 'ab':\n    sys.modules[m] = 1\ndef f(): return sys", "import sys\ndef f(): return sys"),
        ("if a:\n    x = 1\nelse:\n    x = 2\ndef f(): return x",) * 2,
        ("try:\n    import q\nexcept ImportError:\n    q = None\ndef f(): return q",) * 2,
        ("with a() as x:\n    y = x\nfor i in y:\n    z = i\ndef f(): return z",) * 2,
        ("class A: pass\ndef g(self): pass\nA.g = g\nf = A", "class A: pass\ndef g(self): pass\nA.g = g\nf = A"),
        ("class A: pass\ndef g(self): pass\nsetattr(A, 'g', g)\nf = A",) * 2,
        ("def s():\n    global x\n    x = 1\ns()\ndef f(): return x",) * 2,
        ("r = {}\ndef add(f):\n    r[1] = f\n@add\ndef g(): pass\ndef f(): return r",) * 2,
        ("a = 1; b = 2; c = 3\ndef f(): return b", "b = 2\ndef f(): return b"),
        ("b = 2  # why\ndef f(): return b", "b = 2  # why\ndef f(): return b"),
        ("é = 'ö'; b = 'ü'\ndef f(): return b", "b = 'ü'\ndef f(): return b"),
        ("@a.b(\n    1)\n@c\ndef f(): return 1\na = 1", "@a.b(\n    1)\n@c\ndef f(): return 1"),
        ("x: int\nx = 1\ny: int = 2\ndef f(): return x, y", "x = 1\ny: int = 2\ndef f(): return x, y"),
        ("f = lambda: g()\ng = print", "f = lambda: g()\ng = print"),
        ("def f(): return len([])\nfrom math import *", "def f(): return len([])\nfrom math import *"),
        ("from math import *\ndef g(): return 1\ndef f(): return g()", "def g(): return 1\ndef f(): return g()"),
        ("x = 1\ndef f(): return x\ndel x", "x = 1\ndef f(): return x\ndel x"),
        ("x = 1\nclass f:\n    y = x\n    def m(self): return z\nz = 3",) * 2,
        ("def listcomp(): return g\ndef g(): return 1\nf = listcomp",) * 2,
        ("n = 3\nf = [i * n for i in range(n)]",) * 2,
        (f"n = 3\ndef f(): return [n for i in 'a'][0]{' + n' * 900}",) * 2,
        ("'''only a docstring'''\n1 + 1\nprint(f)", ""),
    ],
)  # fmt: skip
def test_what_is_kept(source: str, kept: str) -> None:
    assert sliced(source, "f") == kept


def test_what_a_function_finds_when_it_is_called_early_is_kept_too() -> None:
    source = "x = 1\ndef g(): return x\ny = g()\nx = 2\ndef f(): return x, y"
    assert sliced(source, "f") == source


def test_what_a_function_finds_when_called_early_is_kept_though_the_function_itself_was_changed_before() -> None:
    source = "def g(): return x\ng.a = 1\nx = 3\ny = g()\nx = 2\ndef f(): return y"
    assert sliced(source, "f") == source


DATA = st.sampled_from("abc")
STATEMENTS = st.one_of(
    st.builds("{} = {} + {}".format, DATA, DATA, DATA),
    st.builds("{} += {}".format, DATA, DATA),
    st.builds("if {} % 2:\n    {} = {} * 3".format, DATA, DATA, DATA),
    st.builds("for i in range(3):\n    {} += i * {}".format, DATA, DATA),
    st.builds("def g(x={}):\n    return x - {}".format, DATA, DATA),
    st.builds("def h():\n    {} = 2\n    return g() * {}".format, DATA, DATA),
    st.builds("def s():\n    global {}\n    {} = 7".format, DATA, DATA).filter(lambda text: text[17] == text[23]),
    st.builds("{} = {}()".format, DATA, st.sampled_from("gh")),
    st.just("s()"),
    st.builds("l.append({})".format, DATA),
    st.builds("l[0] = {}".format, DATA),
    st.builds("l = [{}, {}]".format, DATA, DATA),
    st.builds("{} = sum(l)".format, DATA),
    st.builds("class C:\n    v = {}\n    def m(self):\n        return {} + g()".format, DATA, DATA),
    st.builds("C.v = {}".format, DATA),
    st.builds("{} = C.v + C().m()".format, DATA),
    st.builds("{} = [k + {} for k in (1, 2)][1]".format, DATA, DATA),
    st.builds("k = lambda: {} + h()".format, DATA),
    st.builds("{} = k()".format, DATA),
    st.builds("print({}, h())".format, DATA),
    st.builds("{}, {} = {}, 5".format, DATA, DATA, DATA),
)
START = "a = 1\nb = 2\nc = 3\nl = [4]\ndef g(): return 5\ndef h(): return 6\ndef s(): pass\nclass C:\n    v = 8\n" \
    "    def m(self): return 9\nk = lambda: 10"  # fmt: skip
FINISH = "def f():\n    return a, b, l, g(), h(), C.v, C().m(), k()"


@settings(max_examples=400, deadline=None)
@given(
    st.lists(STATEMENTS, max_size=14), st.sampled_from([FINISH, "def f(): return a, h()", "def f(): return l, C().m()"])
)
def test_a_slice_computes_what_the_whole_program_computes(middle: list[str], finish: str) -> None:
    source = "\n".join([START, *middle, finish])
    statements = needed(read_statements(source, 1), ["f"])
    assert run("\n".join(s.text for s in statements)) == run("\n".join(s.traced for s in statements)) == run(source)


def run(source: str) -> Any:
    names: dict[str, Any] = {"print": lambda *values: None}
    exec(source, names)
    return names["f"]()


def test_only_what_tangles_on_purpose_takes_too_long() -> None:
    many = 1_500
    chain = [f"def f{n}(): return f{n + 1}(), x" for n in range(many)]
    turns = [f"x = {n}; y{n} = f0()" for n in range(many)]
    source = "\n".join(
        [*chain, f"def f{many}(): return x", *turns, f"def f(): return {', '.join(f'y{n}' for n in range(many))}"]
    )
    assert many * many > MAX_STEPS
    with pytest.raises(TooTangled):
        sliced(source, "f")


def test_a_call_that_sets_very_many_names_very_often_is_tangled_too() -> None:
    source = "".join(["def f():\n", *(f"    global a{n}\n    a{n} = 1\n" for n in range(2_000)), "f()\n" * 200])
    with pytest.raises(TooTangled):
        sliced(source, "f")


def test_a_value_that_is_changed_very_often_is_not_tangled() -> None:
    source = "x = {}\n" + "x[0] = x\n" * 4_000 + "def f(): return x"
    assert sliced(source, "f") == source


def test_a_long_notebook_is_not_tangled() -> None:
    source = "\n".join([f"def f{n}(x): return f{n - 1}(x) + c{n}\nc{n} = {n}" for n in range(2_000)])
    assert sliced(source, "f1999") == source
