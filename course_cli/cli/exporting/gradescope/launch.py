"""Starts the grading program of this autograder; run as `python -I launch.py /autograder`.

-I leaves out the current folder and PYTHONPATH: nothing that was submitted can be imported in place of a module.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "course"))

from course_cli.cli.exporting.gradescope.program import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
