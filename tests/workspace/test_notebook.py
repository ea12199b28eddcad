"""Notebooks as submissions: what is read of them, whatever they hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bounded import processor_seconds
from hypothesis import given, settings
from hypothesis import strategies as st
from notebooks import code, notebook, text
from tiny_course import DOUBLE, QUADRUPLE

from course_cli.course.catalog import Catalog
from course_cli.course.stubs import make_stub
from course_cli.workspace.notebook import (
    MAX_NOTEBOOK_BYTES,
    MAX_NOTES,
    MAX_STATEMENTS,
    BrokenNotebook,
    NotebookModules,
    modules_of,
)
from course_cli.workspace.notebook_cells import MAX_CELLS, MAX_CODE_CHARACTERS
from course_cli.workspace.notebook_statements import read_statements

MARK = re.compile(r"  # code cell \d+, line \d+$", re.MULTILINE)
HEADING = "# What this exercise needs of a notebook.\n\n"
RIGHT = "def double(X):\n    return X + X\n"


@pytest.fixture(scope="session")
def catalog(installation: Path) -> Catalog:
    return Catalog.load(installation)


def shapes(catalog: Catalog, *cells: dict[str, Any] | str) -> NotebookModules:
    """What a notebook hands in, without the marks at the ends of the lines."""
    found = modules_of(notebook(*cells), "shapes", catalog)
    return replace(found, files={path: MARK.sub("", data.decode()).encode() for path, data in found.files.items()})


def module(catalog: Catalog, *cells: dict[str, Any] | str, of: str = "shapes/double.py") -> str:
    return shapes(catalog, *cells).files[of].decode().removeprefix(HEADING)


def test_each_exercise_gets_what_it_needs_and_says_from_which_cell(catalog: Catalog) -> None:
    found = shapes(
        catalog,
        text("# My answers"),
        "import torch\nimport matplotlib.pyplot as plt\nfrom IPython.display import display",
        "",
        "TWO = 2\n\n\ndef double(X):\n    # once more\n    return TWO * X",
        "plt.plot(double(torch.ones(3)))",
        "def quadruple(X: torch.Tensor):\n    return double(double(X))",
    )
    assert {path: data.decode() for path, data in found.files.items()} == {
        "shapes/double.py": f"{HEADING}\n# code cell 2\nTWO = 2\ndef double(X):\n    # once more\n    return TWO * X\n",
        "shapes/quadruple.py": f"{HEADING}\n# code cell 1\nimport torch\n\n# code cell 2\nTWO = 2\ndef double(X):\n"
        "    # once more\n    return TWO * X\n\n# code cell 4\ndef quadruple(X: torch.Tensor):\n"
        "    return double(double(X))\n",
    }
    assert (found.notes, found.problems, found.untouched) == ((), {}, frozenset())


def test_the_lines_that_messages_quote_say_where_they_stand(catalog: Catalog) -> None:
    source = (
        "%time TWO = 2\nfrom m import a; THREE = 3  # or so\n\ndef double(X):\n    '''Docs\n    go on'''\n    if X:\n"
        "        return (X +\n            TWO)\n    return a; THREE"
    )
    assert modules_of(notebook("1", source), "shapes", catalog).files["shapes/double.py"].decode() == (
        f"{HEADING}\n# code cell 2\nTWO = 2  # code cell 2, line 1\nfrom m import a  # code cell 2, line 2\n"
        "THREE = 3  # or so  # code cell 2, line 2\ndef double(X):\n    '''Docs\n    go on'''\n    if X:\n"
        "        return (X +\n            TWO)\n    return a; THREE  # code cell 2, line 10\n"
    )


def test_what_the_notebook_does_not_bind_is_missing(catalog: Catalog) -> None:
    assert shapes(catalog).files == {}
    assert shapes(catalog, text(RIGHT), "print('double')", {"cell_type": "raw", "source": RIGHT}).files == {}
    assert list(shapes(catalog, RIGHT).files) == ["shapes/double.py"]
    assert list(shapes(catalog, "from torch import relu as double").files) == ["shapes/double.py"]
    assert list(shapes(catalog, "if True:\n    def double(X): return X").files) == ["shapes/double.py"]


def test_of_several_answers_the_last_counts_as_if_all_cells_were_run(catalog: Catalog) -> None:
    assert (
        module(catalog, "import scipy", "def double(X):\n    return scipy.two(X)", RIGHT) == f"\n# code cell 3\n{RIGHT}"
    )


def test_the_untouched_stub_is_told_apart(catalog: Catalog) -> None:
    stub = make_stub(DOUBLE)
    assert shapes(catalog, stub).untouched == {"shapes/double.py"}
    assert shapes(catalog, stub.replace("\n", "  \n"), make_stub(QUADRUPLE)).untouched == {
        "shapes/double.py", "shapes/quadruple.py"
    }  # fmt: skip
    assert shapes(catalog, stub.replace("raise NotImplementedError()", "return X")).untouched == frozenset()
    assert shapes(catalog, stub, RIGHT).untouched == frozenset()


def test_siblings_are_imported_and_never_from_themselves(catalog: Catalog) -> None:
    found = shapes(
        catalog,
        RIGHT,
        "from shapes.double import double\nfrom shapes.double import double as twice\nfrom shapes.double import *\n"
        "from shapes import double as double\n\ndef quadruple(X):\n    return twice(double(X))",
    )
    assert found.files["shapes/double.py"].decode() == f"{HEADING}\n# code cell 1\n{RIGHT}"
    assert found.files["shapes/quadruple.py"].decode().removeprefix(HEADING) == (
        "\n# code cell 2\nfrom shapes.double import double as twice\n"
        "try:\n    from shapes.double import *\nexcept ImportError:\n    pass\n"
        "from shapes import double as double\ndef quadruple(X):\n    return twice(double(X))\n"
    )
    assert shapes(catalog, "from shapes.double import double\nfrom .double import double").files == {}
    renamed = module(catalog, f"{RIGHT}from shapes import double as me\ndef double(X): return me")
    assert "from shapes import double as me\n" in renamed
    aliased = module(catalog, f"{RIGHT}from shapes.double import double as d\ndouble = lambda X: d(X)")
    assert aliased == f"\n# code cell 1\n{RIGHT}d = double\ndouble = lambda X: d(X)\n"


def test_annotations_stay_text_for_all_modules_where_a_cell_asks_for_it(catalog: Catalog) -> None:
    answer = "def double(X: Later): return X\n"
    found = module(catalog, f"from __future__ import annotations, division\n{answer}")
    assert found == f"from __future__ import annotations\n\n# code cell 1\n{answer}"


def test_magics_and_shell_lines_are_dropped_with_a_note(catalog: Catalog) -> None:
    found = shapes(
        catalog,
        "%matplotlib inline\nimport torch\n!pip install x \\\n    y\nfiles = !ls\nthree = %time 3\n"
        "%time TWO = three - 1\n?torch\ntorch.ones??\npip install z\nif TWO:\n    %load_ext a\n    THREE = 3",
        "%%time\ndef double(X):\n    '''\n    % not a magic\n    And?\n    '''\n    return (X\n        % 9) * TWO",
        "%%bash\ndef double(X): pass",
        "%%capture out\n\n\n1 +",
        "\n%%html\n<b>",
    )
    assert found.files["shapes/double.py"].decode() == (
        f"{HEADING}\n# code cell 1\nthree = 3\nTWO = three - 1\n\n# code cell 2\n"
        "def double(X):\n    '''\n    % not a magic\n    And?\n    '''\n    return (X\n        % 9) * TWO\n"
    )
    assert found.notes == (
        "code cell 1: `%matplotlib inline`, `!pip install x \\`, `files = !ls` and 6 more dropped, "
        "which only a notebook understands",
        "code cell 2: `%%time` was dropped",
        "code cell 3: `%%bash` was dropped, and the cell with it",
        "code cell 4: `%%capture out` was dropped",
        "code cell 4 is not valid Python: invalid syntax (line 4, `1 +`); the cell was dropped",
        "code cell 5: `%%html` was dropped, and the cell with it",
    )


def test_only_a_line_that_begins_a_statement_can_be_a_magic(catalog: Catalog) -> None:
    answer = (
        'def double(X):  # not closed: ( [ \'\'\'\n    """\n    %time is up\n    !\n    Why?\n    """\n'
        "    Y = (2\n        % 7)\n    return X * Y \\\n%7 + len('it\\'s (') * 0\n"
    )
    found = shapes(catalog, f"{answer}%ls")
    assert found.files["shapes/double.py"].decode() == f"{HEADING}\n# code cell 1\n{answer}"
    assert found.notes == ("code cell 1: `%ls` dropped, which only a notebook understands",)
    assert shapes(catalog, f"{answer}#  (\n%ls").notes == found.notes


GAP = " " * 100_000


@pytest.mark.parametrize("line", [f"{GAP}x", f"{GAP}x ={GAP}!y", "x" + "?" * 200_000])
def test_no_line_of_a_cell_takes_long(catalog: Catalog, line: str) -> None:
    with processor_seconds(10):
        assert shapes(catalog, RIGHT, f"if True:\n{line}\n    1 +").files.keys() == {"shapes/double.py"}


def test_a_cell_that_is_indented_as_a_whole_is_read_as_ipython_reads_it(catalog: Catalog) -> None:
    assert (
        module(catalog, "    def double(X):\n        return 2 * X")
        == "\n# code cell 1\ndef double(X):\n    return 2 * X\n"
    )


def test_an_answer_in_a_cell_that_is_not_python_is_a_problem_that_names_cell_and_line(catalog: Catalog) -> None:
    found = shapes(catalog, "import torch", "import math\n\ndef double(X)\n    return X", "def quadruple(X): return X")
    reason = "code cell 2 is not valid Python: expected ':' (line 3, `def double(X)`)"
    assert found.problems == {"shapes/double.py": reason}
    assert list(found.files) == ["shapes/quadruple.py"]
    assert found.notes == (f"{reason}; the cell was dropped",)


def test_the_line_is_that_of_the_cell_also_for_what_only_looks_like_python(catalog: Catalog) -> None:
    (note,) = shapes(catalog, "a = 1\n\ndef f():\n    x = 1\n    global x").notes
    assert "(line 5, `global x`)" in note


@pytest.mark.parametrize("broken", ["double = (1", "class double(:\n  pass", "async def double(X: return"])
def test_every_way_to_define_is_seen_in_a_broken_cell(catalog: Catalog, broken: str) -> None:
    assert list(shapes(catalog, broken, "from shapes.double import double").problems) == ["shapes/double.py"]
    assert shapes(catalog, broken, RIGHT).problems == {}
    assert shapes(catalog, broken.replace("double", "other")).problems == {}


def test_a_broken_answer_cell_is_a_problem_whatever_it_holds(catalog: Catalog) -> None:
    assert list(shapes(catalog, code("deff double(X): pass", "shapes-double")).problems) == ["shapes/double.py"]


@pytest.mark.parametrize("source", ["x = 1\0", "a § b", "(" * 300, "-" * 50_000 + "1",
                                    "x=" + "a." * 100_000 + "a", "nonlocal x", "x = '''"])  # fmt: skip
def test_what_the_parser_cannot_take_is_dropped(catalog: Catalog, source: str) -> None:
    found = shapes(catalog, source, RIGHT)
    assert found.files["shapes/double.py"].decode() == f"{HEADING}\n# code cell 2\n{RIGHT}"
    assert found.notes[0].startswith("code cell 1 is not valid Python: ")
    assert len(found.notes[0]) < 250


def test_the_answer_cell_comes_before_what_follows_it(catalog: Catalog) -> None:
    answer = "def helper(X): return X\ndef double(X): return 2 * helper(X)"
    later = "from math import *\ndef helper(X): return None\ndef double(X): return helper(abs(X))\nquadruple = helper"
    found = shapes(catalog, code(answer, "shapes-double"), later, make_stub(QUADRUPLE))
    assert found.files["shapes/double.py"].decode() == f"{HEADING}\n# code cell 1\n{answer}\n"
    assert found.notes == ("code cell 2 defines double again: that of its answer cell 1 is graded",)
    untagged = module(catalog, answer, later)
    assert "helper(abs(X))" in untagged
    assert "2 * helper" not in untagged


def test_an_answer_cell_that_is_still_the_stub_hides_nothing(catalog: Catalog) -> None:
    stub = code(make_stub(DOUBLE), "shapes-double")
    assert module(catalog, stub, RIGHT) == f"\n# code cell 2\n{RIGHT}"
    assert shapes(catalog, RIGHT, stub).untouched == {"shapes/double.py"}
    assert shapes(catalog, stub).untouched == {"shapes/double.py"}


def test_of_duplicated_answer_cells_the_last_that_is_written_counts(catalog: Catalog) -> None:
    stub = code(make_stub(DOUBLE), "shapes-double")
    first, last = (code(f"def double(X): return {n}", "shapes-double") for n in (1, 2))
    found = shapes(catalog, first, last, stub)
    assert found.files["shapes/double.py"].decode() == f"{HEADING}\n# code cell 2\ndef double(X): return 2\n"
    assert found.notes[0] == "code cells 1, 2, 3 all have the id shapes-double: code cell 2 is graded"
    assert shapes(catalog, stub, stub).notes == (
        "code cells 1, 2 all have the id shapes-double: none holds an answer",
    )  # fmt: skip


@pytest.mark.parametrize("metadata", [None, 3, [], {"nbgrader": None}, {"nbgrader": {"grade_id": 5}}, {"nbgrader": []},
                                      {"nbgrader": {"grade_id": ["shapes-double"]}}])  # fmt: skip
def test_hostile_metadata_changes_nothing(catalog: Catalog, metadata: Any) -> None:
    cell = {**code(RIGHT), "metadata": metadata}
    assert module(catalog, cell) == f"\n# code cell 1\n{RIGHT}"


def test_cells_cannot_declare_an_encoding(catalog: Catalog) -> None:
    source = "# coding: utf-7\nx = '+AGE-'; # coding: utf-7\ndef double(X): return x"
    assert module(catalog, source).startswith("\n# code cell 1\nx = '+AGE-'")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty: open it in Jupyter and save it again"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"def double(X): return X", "is not a notebook"),
        ("{}".encode("utf-16"), "is not a notebook"),
        (b'{"cells": [{"cell_type": "code", "source": "\xff"}]}', "is not a notebook"),
        (b'{"cells": [{"cell_type": "code", "source": "\\ud800"}]}', "is not a notebook"),
        (b'{"cells": [{"cell_type": "code", "source": "\\ud800", "outputs": [NaN]}]}', "is not a notebook"),
        (b"[]", "is not a valid notebook .*Expected `object`"),
        (b"{}", "has no cells"),
        (b'{"cells": {}}', "is not a valid notebook"),
        (b'{"cells": [{}]}', r"\(Object missing required field `cell_type` - at `\$.cells\[0\]`\): open it"),
        (b'{"cells": [{"cell_type": "code", "source": 3}]}', r"Expected `str \| array`"),
        (b'{"cells": [], "nbformat": "4"}', "is not a valid notebook"),
        (b'{"worksheets": [{"cells": []}], "nbformat": 3}', "old version of Jupyter: open it in Jupyter"),
        (b'{"worksheets": [{"cells": []}]}', "old version of Jupyter"),
        (b'{"cells": [], "nbformat": -' + b"9" * 6_000 + b"}", "is not a|old version"),
        (b"[" * 1_000_000, "nested too deeply|is not a valid notebook"),
        (b'{"metadata": ' + b"[" * 1_000_000, "nested too deeply"),
        (b" " * (MAX_NOTEBOOK_BYTES + 1), "is larger than 20 MB: clear its outputs"),
        (notebook("#" * (MAX_CODE_CHARACTERS + 1)), "has more than 256 KB of code"),
        (notebook(*["1"] * (MAX_CELLS + 1)), f"has more than {MAX_CELLS} cells of code"),
        (notebook("a=1\n" * (MAX_STATEMENTS + 1)), f"has more than {MAX_STATEMENTS} statements"),
    ],
)  # fmt: skip
def test_a_broken_notebook_says_what_to_do(catalog: Catalog, data: bytes, message: str) -> None:
    with pytest.raises(BrokenNotebook, match=message) as caught:
        modules_of(data, "shapes", catalog)
    assert len(str(caught.value)) < 300


def test_too_many_statements_are_not_all_looked_into() -> None:
    assert [statement.text for statement in read_statements("a=1;" * 60_000, 1, 2)] == ["a=1", "a=1"]


def test_other_programs_notebooks_are_read(catalog: Catalog) -> None:
    expected = {"shapes/double.py": modules_of(notebook(RIGHT), "shapes", catalog).files["shapes/double.py"]}
    one_string = {"cells": [{"cell_type": "code", "source": RIGHT}], "nbformat": 4}
    nan = {**one_string, "cells": [{**code(RIGHT), "outputs": [{"data": float("nan")}, float("inf")]}]}
    windows = {**one_string, "cells": [{"cell_type": "code", "source": "\ufeff" + RIGHT.replace("\n", "\r\n")}]}
    for data in (one_string, nan, windows):
        assert modules_of(json.dumps(data).encode(), "shapes", catalog).files == expected
    assert modules_of(b"\xef\xbb\xbf" + json.dumps(one_string).encode(), "shapes", catalog).files == expected


def test_notes_are_few_and_short_and_on_one_line(catalog: Catalog) -> None:
    cells = [f"%\x1b[31m\u202e{'x' * 500}" for _ in range(MAX_NOTES + 5)]
    notes = shapes(catalog, *cells).notes
    assert len(notes) == MAX_NOTES + 1
    assert notes[-1] == "and 5 more like these"
    assert all(note.isprintable() and len(note) < 150 for note in notes)


KEYS = st.sampled_from(["cells", "cell_type", "source", "metadata", "nbformat", "nbgrader", "grade_id"])
SOURCES = st.text(st.sampled_from("%!?=()[]{}'\"\\#:\n x1defouble.,*;@"), max_size=60) | st.lists(st.text())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner),
    max_leaves=20,
)
CELLS = st.lists(
    st.fixed_dictionaries(
        {
            "cell_type": st.sampled_from(["code", "code", "markdown"]) | JSON,
            "source": SOURCES | JSON,
        },
        optional={"metadata": JSON | st.just({"nbgrader": {"grade_id": "shapes-double"}})},
    ),
    max_size=4,
)


@settings(max_examples=600, deadline=None)
@given(data=st.binary(max_size=60) | JSON.map(lambda v: json.dumps(v).encode())
       | CELLS.map(lambda cells: json.dumps({"cells": cells, "nbformat": 4}).encode()))  # fmt: skip
def test_nothing_is_raised_but_broken_notebook(catalog: Catalog, data: bytes) -> None:
    try:
        found = modules_of(data, "shapes", catalog)
    except BrokenNotebook:
        return
    for content in found.files.values():
        compile(content, "module", "exec", dont_inherit=True, flags=0x400)  # PyCF_ONLY_AST
    for note in (*found.notes, *found.problems.values()):
        assert note.isprintable()
