"""The first code cell of a notebook: what makes its other cells work where there is nothing but Python.

A notebook is one module, while the lesson and the answers say `from perceptron.softmax import softmax`. And nbgrader's
"Validate" calls a notebook right unless a graded cell fails, so the graded cells try the examples. When nbgrader runs
them itself in place of the course's engine, they fail: an answer that nobody has checked must not earn full marks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from course_cli.language import marked

TRY_EXAMPLES = "_try_examples"

_FIRST = marked("Run this cell first: the cells worth points need it, and with it")
_IMPORTS = marked("`from {}.<exercise> import ...` gives you what the cells of this notebook have defined.")
_SETUP = """\
# {first}
# {imports}
import doctest
import os
import sys
import types


class _Cells(types.ModuleType):
    def __getattr__(self, name):
        try:
            return globals()[name]
        except KeyError:
            raise AttributeError(f"no cell that was run has defined {{name}}") from None


for _module in (
{modules}
):
    sys.modules[_module] = _Cells(_module)


def {try_examples}(*answers):
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        raise RuntimeError("not graded: nbgrader runs without the course_cli block of nbgrader_config.py")
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    for answer in answers:
        for part in (answer, *(vars(answer).values() if isinstance(answer, type) else ())):
            if isinstance(part, (type, types.FunctionType)) and part.__doc__:
                names = dict(globals())
                runner.run(doctest.DocTestParser().get_doctest(part.__doc__, names, part.__name__, None, 0))
    if runner.failures:
        raise AssertionError(f"{{runner.failures}} of {{runner.tries}} examples do not give what they should")"""


def setup_code(chapter: str, names: Sequence[str], say: Callable[[str], str] = str) -> str:
    """The cell's code, for the exercises that the notebook has; `say` translates its comment."""
    modules = "\n".join(f'    "{chapter}.{name}",' for name in names)
    first, imports = say(_FIRST), say(_IMPORTS).format(chapter)
    return _SETUP.format(first=first, imports=imports, modules=modules, try_examples=TRY_EXAMPLES)
