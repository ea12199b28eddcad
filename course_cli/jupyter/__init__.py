"""Checks inside a notebook: `%load_ext course_cli.jupyter`, then `%grade softmax` below the answer's cell.

What is graded is what has *run* in this kernel, not the saved file: a learner runs a cell and then its check, and
JupyterLab may save minutes later. Of every cell the source of its last run counts, whether or not it ended in an error,
and the cells are put in the order of the notebook, where that is saved and its front end says which cell ran; other
cells come behind them, in the order in which they ran. So a notebook that was run from the top and saved has the very
modules, and so the very score, that `course_cli grade` and a teacher find in the file. A cell that was never run, or
was changed since, is not known to a kernel: the report names the cells that counted, by their number in the notebook
and by the number of the run, and says where the saved notebook holds another answer, and which cell to run for it.

Nothing is graded in the kernel itself. The code goes to the same engine as that of `course_cli grade`, one for the
kernel's life, and results are remembered beside the work as those of `grade` are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Called by `%load_ext`."""
    from course_cli.jupyter.magics import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Called by `%unload_ext` and `%reload_ext`."""
    from course_cli.jupyter.magics import unload

    unload(shell)
