"""A copy of the exercises that are attacked, as an installation of its own: short time limits, and canaries in it."""

from __future__ import annotations

import ast
import compileall
import shutil
from collections.abc import Iterable
from pathlib import Path

from course_cli.course.catalog import Catalog, Exercise

REPOSITORY = Path(__file__).resolve().parents[2]
CALL_SECONDS, TOTAL_SECONDS = 1.0, 3.0


def copy_course(root: Path, ids: Iterable[str], canaries: dict[str, str]) -> Catalog:
    """Write the course of these exercises, and of what they need, into `root`, with the program itself."""
    shutil.copytree(REPOSITORY / "course_cli", root / "course_cli", ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(root / "course_cli", quiet=1)
    for exercise in with_needs(Catalog.load(REPOSITORY), ids):
        assert exercise.solution_path is not None
        assert exercise.stub_path is not None
        assert exercise.grader_path is not None
        _copy(exercise.stub_path, root, "")
        _copy(exercise.solution_path, root, f'\n\nHIDDEN = "{canaries["solution"]}"\n')
        target = _copy(exercise.grader_path, root, f'\n\nHIDDEN = "{canaries["grader"]}"\n')
        target.write_text(with_limits(target.read_text(encoding="utf-8")), encoding="utf-8")
    return Catalog.load(root)


def with_limits(grader: str) -> str:
    """A grader's text with short time limits in its RULES."""
    limits = f"call_seconds={CALL_SECONDS}, total_seconds={TOTAL_SECONDS}"
    for node in ast.parse(grader).body:
        is_rules = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RULES"
        if is_rules and isinstance(node.value, ast.Call):
            kept = [ast.unparse(word) for word in node.value.keywords if not (word.arg or "").endswith("_seconds")]
            lines = grader.splitlines()
            lines[node.lineno - 1 : node.end_lineno] = [f"RULES = Rules({', '.join([*kept, limits])})"]
            return "\n".join(lines) + "\n"
    return f"{grader}\nfrom course_cli.grading import Rules\n\nRULES = Rules({limits})\n"


def with_needs(catalog: Catalog, ids: Iterable[str]) -> list[Exercise]:
    """These exercises, and those of their chapters that their solutions import."""
    found: dict[str, Exercise] = {}
    waiting = [catalog.get(id_) for id_ in ids]
    while waiting:
        exercise = waiting.pop()
        if exercise.id not in found:
            found[exercise.id] = exercise
            waiting += [catalog.get(f"{exercise.chapter}/{name}") for name in exercise.needs]
    return list(found.values())


def _copy(path: Path, root: Path, more: str) -> Path:
    target = root / path.relative_to(REPOSITORY)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    return target
