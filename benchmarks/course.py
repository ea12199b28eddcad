"""What grading the whole course costs, in one run: `python -m benchmarks.course [--repeat N]`.

The reference solutions without the capstones, from cold, against `import torch`; then the slowest single checks, and
how long each capstone takes.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

from benchmarks.learner import command, compare
from course_cli.course.catalog import Catalog


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3)
    repeat = parser.parse_args().repeat
    catalog = Catalog.load()
    solutions = str(catalog.root / "solutions")
    ordinary = [exercise.id for exercise in catalog.exercises if not exercise.is_capstone]
    capstones = [exercise.id for exercise in catalog.exercises if exercise.is_capstone]
    grade = ("-m", "course_cli", "grade", "--path", solutions)

    compare("the course without capstones, cold / import torch", command(*grade, *ordinary),
            command("-c", "import torch"), repeat, 10)  # fmt: skip
    done = subprocess.run(
        [sys.executable, *grade, *ordinary, *capstones, "--format", "json"], check=True, capture_output=True
    )
    exercises = json.loads(done.stdout)["exercises"]
    checks = [(check["seconds"], f"{e['id']}: {check['id']}") for e in exercises if e["id"] in ordinary
              for check in e["checks"]]  # fmt: skip
    print("slowest checks (aim ≤ 2 s each):")
    for seconds, name in sorted(checks, reverse=True)[:5]:
        print(f"  {seconds:6.2f} s  {name}")
    print("capstones:")
    for exercise in exercises:
        if exercise["id"] in capstones:
            print(f"  {exercise['seconds']:6.2f} s  {exercise['id']}")


if __name__ == "__main__":
    main()
