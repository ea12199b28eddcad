"""A solution, and a learner's difference from it, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from click import style

from course_cli.language import translated as _
from course_cli.report.plain import plain

_LONGEST = 1 << 20


def render(id_: str, solution: str, difference: Sequence[str] | None) -> str:
    """The solution, then the difference; `difference` is None where there is no own answer."""
    parts = [style(_("{}: the reference solution").format(id_), bold=True), "", solution.strip("\n")]
    if difference is not None:
        parts.append("")
        if difference:
            parts += [style(_("From yours (-) to the solution (+)"), bold=True), ""]
            parts += [_colored(plain(line, _LONGEST)) for line in difference]
        else:
            parts.append(_("Yours is the same, to the letter."))
    return "\n".join(parts)


def _colored(line: str) -> str:
    if line.startswith(("---", "+++")):
        return style(line, bold=True)
    if line.startswith("@@"):
        return style(line, fg="cyan")
    if line.startswith("-"):
        return style(line, fg="red")
    return style(line, fg="green") if line.startswith("+") else line
