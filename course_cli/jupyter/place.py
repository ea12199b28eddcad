"""Where a kernel's notebook lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SESSION_VARIABLE = "JPY_SESSION_NAME"  # Jupyter's server tells a kernel the path of its notebook


@dataclass(frozen=True)
class Place:
    """The folder of the notebook, and its file where that is known; both as they were when the kernel started."""

    folder: Path
    notebook: Path | None = None

    @staticmethod
    def of(environment: Mapping[str, str], here: Path) -> Place:
        """From the kernel's environment and the folder it runs in, which for Jupyter is the notebook's."""
        named = environment.get(SESSION_VARIABLE, "")
        if named.endswith(".ipynb") and Path(named).is_file():
            return Place(Path(named).resolve().parent, Path(named).resolve())
        return Place(here.resolve())

    def workspace(self, chapter: str) -> Path | None:
        """The folder above the chapter's; None where the notebook lies in no such folder."""
        if self.folder.name == chapter:
            return self.folder.parent
        return self.folder if (self.folder / chapter).is_dir() else None

    def file(self, chapter: str) -> Path | None:
        """The notebook's file, as far as there is one; by default the chapter's own."""
        if self.notebook is not None and self.notebook.is_file():
            return self.notebook
        name = f"{chapter}.ipynb"
        return next((path for path in (self.folder / name, self.folder / chapter / name) if path.is_file()), None)
