"""What a submission might reach for: planted canaries, a port that listens, and how to see what was touched."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import selectors
import socket
import sqlite3
import stat
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from course_cli.course.catalog import Catalog

from .course_copy import copy_course

PLANTED = ("grader", "solution", "gradebook", "neighbour", "home", "environment")
SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue")
SECONDS_TO_END = 5.0


def canaries() -> dict[str, str]:
    """A secret for each place; the same in every run, as the random inputs of checks depend on one of them."""
    return {place: f"canary-{place}-{hashlib.sha256(place.encode()).hexdigest()[:16]}" for place in PLANTED}


@dataclass(frozen=True)
class World:
    """Where one path runs.

    Attributes:
        root: holds everything else; its name is in the command line of every process that the path starts.
        course: an installation whose graders and solutions hold canaries, shared by all paths.
        mark: part of the name of whatever an attack leaves outside of `scratch`.
    """

    root: Path
    course: Path
    catalog: Catalog
    canaries: dict[str, str]
    mark: str

    @staticmethod
    def course_for(root: Path, exercises: Iterable[str], canaries: dict[str, str]) -> Catalog:
        """Lay out the shared course. To be followed by `World.make` for each path."""
        root.mkdir(parents=True)
        return copy_course(root, exercises, canaries)

    @staticmethod
    def make(root: Path, catalog: Catalog, canaries: dict[str, str]) -> World:
        world = World(root, catalog.root, catalog, canaries, f"left-{secrets.token_hex(6)}")
        for folder in (world.home, world.scratch, world.temporary, world.here):
            folder.mkdir(parents=True)
            folder.chmod(0o777)
        world.secret_file.parent.mkdir()
        world.secret_file.write_text(f"{canaries['home']}\n")
        return world

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def secret_file(self) -> Path:
        return self.home / ".ssh" / "id_ed25519"

    @property
    def scratch(self) -> Path:
        return self.root / "scratch"

    @property
    def temporary(self) -> Path:
        return self.root / "temporary"

    @property
    def here(self) -> Path:
        """The folder in which the commands are given."""
        return self.root / "here"

    @property
    def environment(self) -> dict[str, str]:
        """That of whoever grades; it holds canaries too."""
        return {
            **{name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ},
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": str(self.course),
            "COLUMNS": "100",
            "PYTHONIOENCODING": "utf-8",
            "COURSE_CLI_SECRET": self.canaries["environment"],
            "CANVAS_TOKEN": self.canaries["environment"],
        }

    def targets(self, exercise: str, gradebook: Path, neighbour: Path, port: int) -> dict[str, str]:
        """What the placeholders of an attack on an exercise stand for."""
        attacked = self.catalog.get(exercise)
        return {
            "@GRADER@": str(attacked.grader_path),
            "@SOLUTION@": str(attacked.solution_path),
            "@GRADEBOOK@": str(gradebook),
            "@NEIGHBOUR@": str(neighbour),
            "@HOME@": str(self.secret_file),
            "@SCRATCH@": str(self.scratch),
            "@COURSE@": str(self.course),
            "@PORT@": str(port),
            "@MARK@": self.mark,
        }

    def canaries_in(self, text: str) -> list[str]:
        """Which planted secrets a text gives away, plainly or thinly disguised."""
        return [place for place, canary in self.canaries.items() if any(form in text for form in canary_forms(canary))]


def canary_forms(canary: str) -> set[str]:
    """A secret, plainly and thinly disguised: reversed, in capitals, as hexadecimal digits, in base 64."""
    raw = canary.encode()
    whole = {base64.b64encode(raw[start:])[:-4].decode() for start in range(3)}
    return {canary, canary[::-1], raw.hex(), canary.upper(), *whole}


def plant_in_database(path: Path, canary: str) -> None:
    """Add a table with a canary to a SQLite file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table planted (canary text)")
        connection.execute("insert into planted values (?)", (canary,))


def planted_in_database(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("select canary from planted")]


def dump(path: Path, without: Collection[str] = ()) -> str:
    """Everything in a SQLite file but what was planted and some tables, as text."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        rows = [
            repr(row)
            for name in names
            if name not in ("planted", *without)
            for row in connection.execute(f'select * from "{name}"')
        ]
    return "\n".join(rows)


Snapshot = dict[str, tuple[object, ...]]


def snapshot(*folders: Path) -> Snapshot:
    """Every entry beneath these folders: its kind, permissions and content."""
    found: Snapshot = {}
    for folder in folders:
        for path in (folder, *folder.rglob("*")):
            info = path.lstat()
            content = ""
            if stat.S_ISLNK(info.st_mode):
                content = str(path.readlink())
            elif stat.S_ISREG(info.st_mode):
                content = hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path)] = (info.st_mode, info.st_nlink if stat.S_ISREG(info.st_mode) else 0, content)
    return found


def changes(before: Snapshot, after: Snapshot) -> list[str]:
    """What differs between two snapshots, as sentences."""
    gone = [f"{path} is gone" for path in before.keys() - after.keys()]
    new = [f"{path} is new" for path in after.keys() - before.keys()]
    changed = [f"{path} was changed" for path in before.keys() & after.keys() if before[path] != after[path]]
    return sorted(gone + new + changed)


def left_behind(world: World, patience: float = SECONDS_TO_END) -> list[str]:
    """What outlives a path: processes, after `patience` seconds, and what bears its mark elsewhere."""
    found = _until_empty(lambda: processes_naming(str(world.root)) + processes_naming(str(world.course)), patience)
    for folder in (*SHARED_FOLDERS, str(Path.home())):
        with suppress(OSError):
            found += [f"{folder}/{name} is left" for name in os.listdir(folder) if world.mark in name]
    with suppress(OSError):
        for line in Path("/proc/net/unix").read_text(errors="replace").splitlines():
            if world.mark in line:
                found.append(f"a socket is left: {line}")
    found += [f"{path} is left" for path in world.temporary.iterdir()]
    return found


def shared_segments() -> set[str]:
    """System V's shared memory, semaphores and queues: lists that have no names to go by."""
    found = set()
    for kind in ("shm", "sem", "msg"):
        with suppress(OSError):
            lines = Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]
            found |= {f"{kind} {line.split()[1]} is left" for line in lines}
    return found


def processes_naming(text: str) -> list[str]:
    """Every process, but this one, with `text` in its command line or as part of its current folder's path."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        with suppress(OSError):
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if text in command or text in str((entry / "cwd").readlink()):
                found.append(f"process {entry.name} is left: {command[:200]}")
    return found


def _until_empty(look: Callable[[], list[str]], patience: float) -> list[str]:
    """What `look` finds once it had a while to go away."""
    deadline = time.monotonic() + patience
    while (found := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


class Listener:
    """A port of this machine, for TCP and UDP, that notes whoever comes."""

    def __enter__(self) -> Listener:
        self._tcp = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.port: int = self._tcp.getsockname()[1]
        self._udp.bind(("127.0.0.1", self.port))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._tcp.close()
        self._udp.close()

    def visits(self) -> list[str]:
        """What has come since this was last asked."""
        found = []
        with selectors.DefaultSelector() as selector:
            selector.register(self._tcp, selectors.EVENT_READ)
            selector.register(self._udp, selectors.EVENT_READ)
            while ready := selector.select(0):
                for key, _ in ready:
                    if key.fileobj is self._tcp:
                        self._tcp.accept()[0].close()
                        found.append("a connection was made")
                    else:
                        found.append(f"a datagram came: {self._udp.recv(100)!r}")
        return found
