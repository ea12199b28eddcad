"""The suite can fail: fed with what is not held, it says so."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

import pytest

from course_cli.batch.gradebook import Gradebook
from course_cli.course.catalog import COURSE, Catalog

from .course_copy import CALL_SECONDS, TOTAL_SECONDS, with_limits
from .files import BadAttack, all_attacks, filled, read_attack
from .judge import Graded, faults
from .world import (
    Listener,
    World,
    canaries,
    canary_forms,
    changes,
    dump,
    left_behind,
    plant_in_database,
    planted_in_database,
    snapshot,
)

UNARMED = Graded(1.0, 17.0, "graded", {"one_row": "failed", "argument_unchanged": "passed"}, 0.1)
HONEST = Graded(17.0, 17.0, "graded", {"one_row": "passed", "argument_unchanged": "passed"}, 0.1)
CANARIES = {"grader": "canary-grader-0123456789abcdef"}


def judged(armed: Graded | None, before: Graded | None = HONEST, after: Graded | None = HONEST, ends: str = "") -> str:
    def canaries_in(text: str) -> list[str]:
        return [place for place, canary in CANARIES.items() if any(form in text for form in canary_forms(canary))]

    return "; ".join(faults(armed, UNARMED, [before, after], ends=ends, canaries_in=canaries_in))


def test_what_changes_nothing_is_held() -> None:
    assert judged(UNARMED) == ""
    assert judged(replace(UNARMED, score=0.0, status="crashed", checks=dict.fromkeys(UNARMED.checks, "crashed"))) == ""


@pytest.mark.parametrize(
    ("armed", "said"),
    [
        (None, "it was not graded"),
        (replace(UNARMED, checks={"one_row": "passed", "argument_unchanged": "failed"}), "it gained ['one_row']"),
        (replace(UNARMED, score=2.0), "it scores 2"),
        (replace(UNARMED, checks={"argument_unchanged": "passed"}), "other checks"),
        (replace(UNARMED, shown=f"x{CANARIES['grader']}x"), "the planted grader"),
        (replace(UNARMED, shown=CANARIES["grader"][::-1]), "the planted grader"),
        (replace(UNARMED, shown=CANARIES["grader"].encode().hex()), "the planted grader"),
        (replace(UNARMED, shown="eGNhbmFyeS1ncmFkZXItMDEyMzQ1Njc4OWFiY2RlZng="), "the planted grader"),
        (replace(UNARMED, seconds=60.0), "it took 60.0 s"),
    ],
)
def test_what_is_not_held_is_said(armed: Graded | None, said: str) -> None:
    assert said in judged(armed)


def test_harm_to_a_neighbour_is_said() -> None:
    harmed = replace(HONEST, score=16.0, checks={"one_row": "passed", "argument_unchanged": "timeout"})
    assert "the honest one before it lost ['argument_unchanged']" in judged(UNARMED, before=harmed)
    assert "the honest one after it was not graded" in judged(UNARMED, after=None)


def test_another_end_is_said() -> None:
    assert "should have ended as timeout" in judged(UNARMED, ends="timeout")


def test_full_marks_without_the_attack_are_said() -> None:
    assert "it has to be wrong" in "; ".join(
        faults(HONEST, HONEST, [HONEST, HONEST], ends="", canaries_in=lambda _: [])
    )


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World.make(tmp_path / "world", Catalog(tmp_path / "course", ()), canaries())


CHANGES: dict[str, Callable[[Path], object]] = {
    "changed": lambda folder: (folder / "old").write_text("new"),
    "is gone": lambda folder: (folder / "old").unlink(),
    "is new": lambda folder: (folder / "new").mkdir(),
    "old was changed": lambda folder: (folder / "old").chmod(0o600),
    "link was changed": lambda folder: ((folder / "link").unlink(), (folder / "link").symlink_to("/")),
    "old was changed ": lambda folder: os.link(folder / "old", folder / "hard"),
}


@pytest.mark.parametrize("said", CHANGES)
def test_a_change_of_files_is_said(tmp_path: Path, said: str) -> None:
    (tmp_path / "old").write_text("old")
    (tmp_path / "link").symlink_to("old")
    before = snapshot(tmp_path)
    assert not changes(before, snapshot(tmp_path))
    CHANGES[said](tmp_path)
    assert said.strip() in "; ".join(changes(before, snapshot(tmp_path)))


def test_nothing_is_left_at_first(world: World) -> None:
    assert not left_behind(world)


def test_a_process_that_is_left_is_said(world: World) -> None:
    command = [sys.executable, "-c", "print(flush=True); input()", str(world.root)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        child.stdout.readline()  # until then its command line may not be its own
        assert f"process {child.pid} is left" in "; ".join(left_behind(world, patience=0))
    finally:
        child.communicate(b"\n")


def test_what_is_left_elsewhere_is_said(world: World) -> None:
    place = Path("/tmp") / world.mark
    memory = SharedMemory(name=world.mark, create=True, size=1)
    (world.temporary / "file").touch()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"\0{world.mark}")
        listening.listen()
        place.touch()
        try:
            said = "; ".join(left_behind(world, patience=0))
        finally:
            place.unlink()
            memory.close()
            memory.unlink()
    assert f"{place} is left" in said
    assert f"/dev/shm/{world.mark} is left" in said
    assert "a socket is left" in said
    assert f"{world.temporary / 'file'} is left" in said


def test_a_visit_to_the_port_is_said() -> None:
    with Listener() as listener:
        assert listener.visits() == []
        with socket.create_connection(("127.0.0.1", listener.port)):
            pass
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"hello", ("127.0.0.1", listener.port))
        assert sorted(listener.visits()) == ["a connection was made", "a datagram came: b'hello'"]


def test_what_is_planted_in_a_gradebook_is_no_part_of_what_it_says(tmp_path: Path) -> None:
    with Gradebook.open(tmp_path / "g.db", COURSE, write=True):
        pass
    plant_in_database(tmp_path / "g.db", "canary")
    assert planted_in_database(tmp_path / "g.db") == ["canary"]
    assert "canary" not in dump(tmp_path / "g.db")
    assert dump(tmp_path / "g.db")


def test_time_limits_of_a_grader_are_shortened() -> None:
    short = f"call_seconds={CALL_SECONDS}, total_seconds={TOTAL_SECONDS})"
    assert short in with_limits("RULES = Rules(refuse=('a',), call_seconds=30)\n")
    assert "30" not in with_limits("RULES = Rules(refuse=('a',), call_seconds=30)\n")
    assert short in with_limits("import torch\n")


def test_a_file_that_is_no_attack_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "group"
    folder.mkdir()
    head = '"""Tries.\n\nExercise: a/b\n"""\n'
    for text in ("x = 1\n", head, head + "# attack\nx = 1\n", head + "if 1:\n    # attack\n    x = 1\n    # end\n"):
        (folder / "name.py").write_text(text)
        with pytest.raises(BadAttack):
            read_attack(folder / "name.py", tmp_path)
    (folder / "name.py").write_text(head + "# attack\nx = '@NOWHERE@'\n# end\n")
    with pytest.raises(BadAttack):
        filled(read_attack(folder / "name.py", tmp_path).source, {"@PORT@": "1"})


def test_there_are_attacks_in_every_group() -> None:
    attacks = all_attacks()
    assert len({attack.id for attack in attacks}) == len(attacks) >= 40
