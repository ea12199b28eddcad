"""Run as a script: frames by the million against the trusted side, guided by coverage (`pip install atheris`).

    python tests/fuzz/coverage_guided.py [--frames N] [--seed N]

What it starts from is made afresh from real frames. It ends at the first frame that does anything but come apart or be
refused, that takes 5 seconds, or with which the process comes to need more than 1,500 MB, and leaves that frame in the
current folder; else it prints how many there were, how fast, and how much memory was needed.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]
with atheris.instrument_imports(include=["course_cli.sandbox.protocol", "course_cli.sandbox.values"]):
    from course_cli.sandbox import protocol, values  # noqa: F401
import frames  # noqa: E402

MEGABYTES, SECONDS = 1_500, 5


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    outcomes: Counter[str] = Counter()
    before, started = peak(), time.monotonic()

    def one(data: bytes) -> None:
        outcomes[frames.take_apart(data)] += 1
        if outcomes.total() >= wanted.frames:
            seconds = time.monotonic() - started
            print(f"{outcomes.total():,} frames in {seconds:.0f} s; peak memory {before} MB before, {peak()} MB after")
            print(", ".join(f"{name} {count:,}" for name, count in outcomes.most_common()), flush=True)

    def mutator(data: bytes, most: int, seed: int) -> bytes:
        made = frames.mutated(data, random.Random(seed), lambda part: atheris.Mutate(part, max(len(part) + 64, 64)))
        return made[:most]

    with tempfile.TemporaryDirectory() as folder:
        for number, frame in enumerate(frames.real_frames()):
            (Path(folder) / str(number)).write_bytes(frame)
        options = [f"-runs={wanted.frames}", f"-seed={wanted.seed}", f"-timeout={SECONDS}",
                   f"-rss_limit_mb={MEGABYTES}", "-max_len=65536", "-mutate_depth=2"]  # fmt: skip
        atheris.Setup([sys.argv[0], *options, folder], one, custom_mutator=mutator)
        atheris.Fuzz()


def peak() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


if __name__ == "__main__":
    main()
