"""`python -m tests.attack_suite [--write] [NAME...]`: run attacks (all, or those named), print a table."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from .files import Attack, all_attacks
from .paths import PATHS
from .suite import Suite
from .table import HELD, PAGE, render


def main(arguments: list[str]) -> int:
    names = [argument for argument in arguments if not argument.startswith("-")]
    attacks = [attack for attack in all_attacks() if not names or any(name in attack.id for name in names)]
    with TemporaryDirectory() as folder:
        suite = Suite(attacks, Path(folder).resolve())

        def verdict(attack: Attack, path: str) -> str:
            faults = [*suite.faults(attack, path), *suite.amiss(path)]
            for fault in faults:
                print(f"{attack.id} through {path}: {fault}", file=sys.stderr)
            return "NOT HELD" if faults else HELD

        page = render(attacks, verdict)
    print(page)
    for path in PATHS:
        print(f"{path}: {suite.seconds[path]:.0f} s", file=sys.stderr)
    if "--write" in arguments and not names:
        PAGE.write_text(page, encoding="utf-8")
    return 1 if "NOT HELD" in page else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
