"""The block of `nbgrader_config.py` that is ours: put in, brought up to date, and nothing else of the file touched."""

from __future__ import annotations

import ast
import io
import tokenize

from course_cli.errors import UsageError
from course_cli.language import translated as _

BEGIN = "# >>> course_cli >>>"
END = "# <<< course_cli <<<"
NEW_FILE = """\
c = get_config()

# The name of the course in nbgrader's commands and in the exchange.
# c.CourseDirectory.course_id = "..."
"""
BLOCK = f"""\
{BEGIN}
# Written by `course_cli nbgrader add`, which replaces these lines and keeps them last: settings of your own go above.
# With them nbgrader
# - grades in the cage: Autograde.exporter_class, .sanitize_preprocessors and .autograde_preprocessors, with `Execute`
#   and `SaveAutoGrades` replaced by the course's own; a notebook without an exercise of the course is graded by the
#   step that was replaced (CageExecute.replaced);
# - leaves what students hand in beside the notebook alone: Autograde.exclude_overwriting;
# - releases the course's stubs: GenerateAssignment.preprocessors, with `ClearSolutions` replaced;
# - keeps each student's submissions, and so the feedback, apart: ExchangeFactory.submit, .fetch_feedback and .list.
try:
    from course_cli.nbgrader.config import configure
except ImportError:  # then nbgrader must stop, and not release or run anything in its own way
    get_config().Autograde.autograde_preprocessors = ["course_cli.nbgrader.preprocessor.CageExecute"]
    get_config().GenerateAssignment.preprocessors = ["course_cli.nbgrader.source_clear.ClearAnswers"]
else:
    configure(get_config())
{END}
"""


def with_block(data: bytes | None) -> bytes:
    """The configuration file with the current block at its end; `data` is None where there is no file yet.

    What is set above the block holds as far as the block does not set it; so a block that something was put below is
    moved down again.

    Raises:
        UsageError: the file is not valid Python, or its markers are not one pair.
    """
    if data is None:
        return f"{NEW_FILE}\n{BLOCK}".encode()
    text, encoding = _decode(data)
    newline = "\r\n" if "\r\n" in text else "\n"
    block = BLOCK.replace("\n", newline)
    above, below = _around_block(text)
    if below is not None and not below.strip():
        return f"{above}{block}{below}".encode(encoding)
    rest = above + (below or "")
    if rest and not rest.endswith(("\n", "\r")):
        rest += newline
    gap = newline if rest.strip() else ""
    return f"{rest}{gap}{block}".encode(encoding)


def settings(data: bytes | None) -> frozenset[str]:
    """The settings that a file names outside the block, such as "Autograde.autograde_preprocessors"."""
    above, below = _around_block(_decode(data)[0] if data else "")
    return frozenset(
        f"{node.value.attr}.{node.attr}"
        for node in ast.walk(ast.parse(above + (below or "")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
    )


def _decode(data: bytes) -> tuple[str, str]:
    try:
        ast.parse(data)
        encoding, _lines = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding), encoding
    except SyntaxError as error:
        where = f"line {error.lineno}: " if error.lineno else ""
        raise UsageError(_("nbgrader_config.py is not valid Python: {}{}").format(where, error.msg)) from error
    except (UnicodeDecodeError, ValueError) as error:
        raise UsageError(_("nbgrader_config.py cannot be read: {}").format(error)) from error


def _around_block(text: str) -> tuple[str, str | None]:
    """What stands above the block and below it; None below where there is no block."""
    lines = io.StringIO(text, newline="").readlines()
    begins = [number for number, line in enumerate(lines) if line.strip() == BEGIN]
    ends = [number for number, line in enumerate(lines) if line.strip() == END]
    if not begins and not ends:
        return text, None
    if len(begins) != 1 or len(ends) != 1 or begins[0] > ends[0]:
        raise UsageError(
            _("nbgrader_config.py needs one `{}` and below it one `{}`, or neither: mend that").format(BEGIN, END)
        )
    return "".join(lines[: begins[0]]), "".join(lines[ends[0] + 1 :])
