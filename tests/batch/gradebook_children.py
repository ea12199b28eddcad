"""What other processes do to a gradebook while a test looks on."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent

CHILD = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from gradebook_attempts import attempt, writing
from course_cli.batch.gradebook import GradebookBusy, IntakeRecord
path = Path(sys.argv[2])
print("started", flush=True)
"""
RECORDING = """
first = int(sys.argv[3])
with writing(path) as book:
    for number in range(first, first + 100_000):
        attempts = [attempt(f"a/{n}", str(number), passed=n % 3, text="x" * (n * 700)) for n in range(6)]
        book.record(f"s{number % 50:02}", attempts, IntakeRecord((str(number),)))
        print(number, flush=True)
"""
RECORDING_ONCE_WITHOUT_CLOSING = """
with writing(path) as book:
    book.record("late", [attempt()], IntakeRecord())
    os._exit(0)
"""
COUNTING = """
counter, done = Path(sys.argv[3]), 0
while done < 25:
    try:
        with writing(path):
            number = int(counter.read_text())
            os.sched_yield()
            counter.write_text(str(number + 1))
            done += 1
    except GradebookBusy:
        os.sched_yield()
"""


def child_command(body: str, path: Path, *args: str) -> list[str]:
    return [sys.executable, "-c", CHILD + body, str(HERE), str(path), *args]
