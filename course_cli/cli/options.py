"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path

import click

path_option = click.option(
    "--path",
    "folder",
    type=click.Path(path_type=Path),
    default=".",
    show_default="the current folder",
    help="The folder that holds <chapter>/<exercise>.py, or <chapter>/<chapter>.ipynb.",
)
root_option = click.option(
    "--root",
    type=click.Path(path_type=Path),
    default=None,
    show_default="the course that is installed",
    help="The folder that holds solutions/, exercises/, graders/ and tests/.",
)
