"""The files of `tests/attacks`: each a wrong answer and an attack, which can be taken out of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ATTACKS = Path(__file__).resolve().parents[1] / "attacks"
ANSWER = "answer.py"
BESIDE = "beside"

_BEGIN, _END = "# attack", "# end"
_HEADER = re.compile(r"^(Exercise|Ends|Link): *(.+?)\s*$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"@[A-Z]+@")


class BadAttack(ValueError):
    """A file of `tests/attacks` that is not in the format."""


@dataclass(frozen=True)
class Attack:
    """One attack.

    Attributes:
        id: "group/name".
        tries: what it tries, one line.
        exercise: the id of the exercise that it answers.
        ends: the status that must be among those of the exercise and its checks; "" where none is demanded.
        source: the answer's text, markers and placeholders included.
        beside: more files of the submission, by their place in the student's folder.
        links: symbolic links of the submission, by their place, and where each leads.
    """

    id: str
    tries: str
    exercise: str
    ends: str
    source: str
    beside: Mapping[str, str]
    links: Mapping[str, str]

    @property
    def chapter(self) -> str:
        return self.exercise.partition("/")[0]

    @property
    def unarmed(self) -> str:
        """The same wrong answer without the attack."""
        kept, armed = [], False
        for line in self.source.splitlines(keepends=True):
            marker = line.strip()
            if marker == _BEGIN:
                armed = True
            elif marker == _END:
                armed = False
            elif not armed:
                kept.append(line)
        return "".join(kept)


def filled(text: str, targets: Mapping[str, str]) -> str:
    """`text` with its placeholders replaced. Raises BadAttack for an unknown one."""

    def target(match: re.Match[str]) -> str:
        if match[0] not in targets:
            raise BadAttack(f"{match[0]} is not a placeholder: use {', '.join(targets)}")
        return targets[match[0]]

    return _PLACEHOLDER.sub(target, text)


def all_attacks(folder: Path = ATTACKS) -> list[Attack]:
    """Every attack in a folder, sorted by id. Raises BadAttack."""
    files = [path for path in folder.glob("*/*.py") if path.name != ANSWER]
    files += folder.glob(f"*/*/{ANSWER}")
    return sorted((read_attack(path, folder) for path in files), key=lambda attack: attack.id)


def read_attack(path: Path, folder: Path = ATTACKS) -> Attack:
    """The attack in `<group>/<name>.py` or `<group>/<name>/answer.py`. Raises BadAttack."""
    place = path.parent if path.name == ANSWER else path.with_suffix("")
    id_ = place.relative_to(folder).as_posix()
    source = path.read_text(encoding="utf-8")
    try:
        doc = ast.get_docstring(ast.parse(source)) or ""
    except SyntaxError as error:
        raise BadAttack(f"{id_}: not Python: {error}") from None
    header: dict[str, str] = {}
    links: dict[str, str] = {}
    for key, value in _HEADER.findall(doc):
        if key == "Link":
            place_in_submission, _, leads_to = value.partition(" -> ")
            links[place_in_submission] = leads_to
        else:
            header[key] = value
    tries = " ".join(_HEADER.split(doc)[0].split())
    if not tries or "Exercise" not in header:
        raise BadAttack(f"{id_}: the docstring says what it tries, and `Exercise: <chapter>/<exercise>`")
    beside = {}
    if path.name == ANSWER:
        extra = sorted(file for file in (path.parent / BESIDE).rglob("*") if file.is_file())
        beside = {file.relative_to(path.parent / BESIDE).as_posix(): file.read_text(encoding="utf-8") for file in extra}
    attack = Attack(id_, tries, header["Exercise"], header.get("Ends", ""), source, beside, links)
    markers = [line.strip() for line in source.splitlines() if line.strip() in (_BEGIN, _END)]
    if markers != [_BEGIN, _END] * (len(markers) // 2) or not (markers or beside or links):
        raise BadAttack(f"{id_}: an attack stands between `{_BEGIN}` and `{_END}`")
    try:
        ast.parse(attack.unarmed)
    except SyntaxError as error:
        raise BadAttack(f"{id_}: without the attack it is not Python: {error}") from None
    return attack
