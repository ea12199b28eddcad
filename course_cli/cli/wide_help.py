"""Help for languages whose characters take two columns of a terminal: click's formatter counts characters."""

from __future__ import annotations

from collections.abc import Iterable

import click

from course_cli.report.layout import width, wrap

_LEAST_FOR_ARGUMENTS = 20  # beside the command in the line of usage; with less they stand below it


class WideFormatter(click.HelpFormatter):
    """As click's, measured in columns, and with the colon that belongs to such characters."""

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':{self.current_indent}}{heading}：\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        from gettext import gettext as clicks

        start = f"{(prefix or clicks('Usage:')).strip()}{prog} "
        column = width(start)
        if self.width - column < _LEAST_FOR_ARGUMENTS:
            self.write(start.rstrip() + "\n")
            start, column = "", 4
        self._write_hanging(start, column, wrap(args, self.width - column))

    def write_text(self, text: str) -> None:
        lines = wrap(text, max(self.width - self.current_indent, 10))
        self.write("".join(f"{'':{self.current_indent}}{line}".rstrip() + "\n" for line in lines))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        column = min(max((width(term) for term, _ in rows), default=0), col_max) + col_spacing
        for term, meaning in rows:
            lines = wrap(meaning, max(self.width - self.current_indent - column, 10)) if meaning else []
            if width(term) > column - col_spacing:
                self.write(f"{'':{self.current_indent}}{term}\n")
                term = ""
            self._write_hanging(term, column, lines)

    def _write_hanging(self, start: str, column: int, lines: list[str]) -> None:
        """`start`, and beside it, from `column` on, the lines."""
        for line in lines or [""]:
            begun = f"{'':{self.current_indent}}{start}{'':{column - width(start)}}"
            self.write(f"{begun}{line}".rstrip() + "\n")
            start = ""
