"""Load what workers use before any of them is there."""

from __future__ import annotations

import importlib
from typing import Any

from course_cli.sandbox.readable import Library

PRELOADED: dict[Library, tuple[str, ...]] = {
    "numpy": ("msgspec", "numpy", "numpy.random", "numpy.linalg", "numpy.fft"),
    # The last of torch are those whose source is out of a worker's reach (`readable.LEFT_OUT`).
    "torch": (
        "torch",
        "torch.overrides",
        "torch.nn.functional",
        "torch.optim",
        "torch.distributions",
        "torch._refs",
        "torch._decomp.decompositions",
        "course_cli.sandbox.simulated_device",
    ),
}


def preload(library: Library) -> None:
    """Import the library and what belongs to it; has it read now what a confined process cannot read."""
    for name in PRELOADED["numpy"]:
        importlib.import_module(name)
    if library == "torch":
        for name in PRELOADED["torch"]:
            importlib.import_module(name)
        _initialise_torch()


def _initialise_torch() -> None:
    """Have torch read what it wants to know of the processor now: a confined process cannot open /proc/cpuinfo."""
    torch: Any = importlib.import_module("torch")
    picture = torch.ones(1, 1, 2, 2)
    torch.nn.functional.conv2d(picture, picture)
    torch.matmul(picture.half(), picture.half())
    if hasattr(torch.cpu, "_is_avx512_bf16_supported"):
        torch.cpu._is_avx512_bf16_supported()
