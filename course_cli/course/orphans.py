"""Files of the course that belong to nothing."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from course_cli.course.catalog import chapter_folders, module_names
from course_cli.language import translated as _

TRIALS = ("mutants", "alternatives")


def find_orphans(root: Path, chapters: Collection[str] | None = None) -> list[str]:
    """One sentence for each file whose counterpart is missing, in these chapters or, with None, in all."""
    solutions = _modules(root / "solutions")
    stubs = _modules(root / "exercises")
    graders = _modules(root / "graders")
    named = {pair for pair in graders if pair[1].startswith("test_")}
    graded = {(chapter, name.removeprefix("test_")) for chapter, name in named}
    found = [
        *(
            ((c, n), _("graders/{}/{}.py is no grader: its name does not start with test_").format(c, n))
            for c, n in graders - named
        ),
        *(((c, n), _("solutions/{}/{}.py has no grader").format(c, n)) for c, n in solutions - graded),
        *(((c, n), _("graders/{}/test_{}.py has no solution").format(c, n)) for c, n in graded - solutions),
        *(((c, n), _("exercises/{}/{}.py has no solution").format(c, n)) for c, n in stubs - solutions),
    ]
    for kind in TRIALS:
        trials = {place.parent for place in (root / "tests" / kind).glob("**/*.py")}
        for place in trials:
            parts = place.relative_to(root / "tests" / kind).parts
            if len(parts) != 2 or (parts[0], parts[1]) not in solutions:
                chapter, name = (*parts, "", "")[:2]
                found.append(
                    ((chapter, name), _("{}/ belongs to no exercise").format(place.relative_to(root).as_posix()))
                )
    return [sentence for (chapter, _), sentence in sorted(found) if chapters is None or chapter in chapters]


def _modules(folder: Path) -> set[tuple[str, str]]:
    return {(chapter.name, name) for chapter in chapter_folders(folder) for name in module_names(chapter)}
