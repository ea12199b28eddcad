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
device_option = click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda", "mps"]),
    default="auto",
    show_default=True,
    help="Where torch exercises run. auto and cpu: the CPU, fully confined, with a simulated GPU where a check asks "
    "for one; cuda, mps: that GPU, weakly isolated. NumPy's always run on the CPU.",
)
root_option = click.option(
    "--root",
    type=click.Path(path_type=Path),
    default=None,
    show_default="the course that is installed",
    help="The folder that holds solutions/, exercises/, graders/ and tests/.",
)
