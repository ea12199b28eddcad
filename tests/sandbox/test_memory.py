"""How much memory a process has is what the machine and its control groups leave, of either version."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from course_cli.grading.patience import LEAST_BYTES, MEMORY_BYTES, memory_for_judging
from course_cli.sandbox import memory

FILES = {"": ("memory.max", "memory.current", "inactive_file"),
         "memory": ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")}  # fmt: skip


@pytest.mark.parametrize("version", FILES)
def test_every_group_above_counts_and_files_that_can_go_do_not(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "CONTROL_GROUPS", tmp_path)
    limit, use, reclaimable = FILES[version]
    for place, most in (("", "max"), ("a", "1000"), ("a/b", "5000")):
        group = tmp_path / version / place
        group.mkdir(parents=True, exist_ok=True)
        for name, text in ((limit, most), (use, "900"), ("memory.stat", f"cache 70\n{reclaimable} 50")):
            (group / name).write_text(text + "\n")
    assert list(memory._left_by(version, PurePosixPath("/a/b/gone"))) == [4150, 150]


def test_this_machine_leaves_some() -> None:
    available = memory.available_memory()
    assert available is None or 0 < available < 1 << 50
    assert LEAST_BYTES <= memory_for_judging() <= MEMORY_BYTES
