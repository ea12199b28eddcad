"""Kits in a git repository, cloned bare: no file of it is checked out, and no hook, filter or link of it acts."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from course_cli.course.release_manifest import MAX_TOTAL_BYTES
from course_cli.errors import UsageError
from course_cli.language import translated as _
from course_cli.workspace.remote_local import NotInKit
from course_cli.workspace.transfer import Patience, shown

_SCHEMES = ("https", "http", "ssh", "file")
_USER_AT_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:\x00-\x20][^\x00-\x20]*")
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,100}")
_PACK_LIMIT = 4 * MAX_TOTAL_BYTES
_COMPLAINT_LIMIT = 1 << 16
_MESSAGE_LIMIT = 300
# Variables by which git, run by a hook or a script, would act on another repository.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT")  # fmt: skip


@dataclass(frozen=True)
class Repository:
    """What to clone: a URL (or user@host:path), a branch or tag ("" for the default), the folder of the kit in it."""

    url: str
    scheme: str
    ref: str = ""
    folder: str = ""


def parse_repository(text: str) -> Repository | None:
    """The repository that a text names, in git's or in pip's way (`git+https://host/repo.git@v1#subdirectory=kit`).

    None where it names none. Raises UsageError where it names one that is not to be cloned.
    """
    if _USER_AT_HOST.fullmatch(text):
        return Repository(text, "ssh")
    prefixed = text.startswith("git+")
    bare, _hash, fragment = text.removeprefix("git+").partition("#")
    try:
        parts = urlsplit(bare)
    except ValueError:
        return None
    if not prefixed and parts.scheme not in ("ssh", "file", "git") and not parts.path.rstrip("/").endswith(".git"):
        return None
    if not prefixed and "://" not in bare:
        return None
    if parts.scheme not in _SCHEMES:
        raise UsageError(
            _("{}: a repository is cloned over https, ssh or file, not {!r}").format(shown(bare), parts.scheme[:20])
        )
    if (not parts.hostname and parts.scheme != "file") or (parts.hostname or "").startswith("-"):
        raise UsageError(_("{} names no host").format(shown(bare)))
    if not bare.isprintable() or " " in bare:
        raise UsageError(_("{} is not an address: it holds spaces or control characters").format(shown(bare)))
    folder = ""
    if fragment:
        key, _equals, value = fragment.partition("=")
        folder = unquote(value).strip("/")
        if key != "subdirectory" or not folder or ".." in folder.split("/") or not folder.isprintable():
            raise UsageError(
                _("after # comes subdirectory=FOLDER, the kit's place in the repository, not {!a}").format(fragment)
            )
    ref = ""
    head, at, tail = bare.rpartition("@")
    if prefixed and at and "/" in urlsplit(head).path:
        bare, ref = head, tail
        if not _REF.fullmatch(ref) or ".." in ref:
            raise UsageError(_("{!a} is not the name of a branch or tag").format(ref[:100]))
    return Repository(bare, parts.scheme, ref, folder)


class GitSource:
    """A kit in a cloned repository; each file is asked for by its path, for a hostile tree may list without end."""

    def __init__(self, clone: Path, repository: Repository, patience: Patience) -> None:
        self._clone = clone
        self._patience = patience
        self._scheme = repository.scheme
        self._prefix = f"{repository.folder}/" if repository.folder else ""

    def read(self, path: str, limit: int) -> bytes:
        line = self._git("ls-tree", "-z", "-l", "--full-tree", "HEAD", "--", self._prefix + path)
        fields = line.partition(b"\t")[0].decode("ascii", "replace").split()
        if len(fields) != 4:
            raise NotInKit(_("it holds no {!r}").format(self._prefix + path))
        mode, _type, name, size = fields
        if not mode.startswith("100") or not size.isdecimal():
            raise UsageError(_("its {!r} is a link or a folder, not a file").format(path))
        if int(size) > limit:
            raise UsageError(_("its {!r} is larger than {} bytes").format(path, limit))
        return self._git("cat-file", "blob", name)

    def _git(self, *args: str) -> bytes:
        return _run(["-C", str(self._clone), *args], self._scheme, self._patience)


@contextmanager
def cloned(repository: Repository, patience: Patience) -> Iterator[GitSource]:
    """Clone the newest commit of a repository for the time of the context. Raises UsageError."""
    with tempfile.TemporaryDirectory(prefix="course_cli-git-") as folder:
        clone = Path(folder) / "clone"
        branch = [f"--branch={repository.ref}"] if repository.ref else []
        options = ["--quiet", "--bare", "--depth=1", "--no-tags", "--single-branch", "--template=", *branch]
        _run(["clone", *options, "--", repository.url, str(clone)], repository.scheme, patience)
        yield GitSource(clone, repository, patience)


def _run(args: Sequence[str], scheme: str, patience: Patience) -> bytes:
    """What git writes. It can ask no one, reach nothing but `scheme`, and write no file over the limit."""
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    environment |= {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_HTTP_LOW_SPEED_LIMIT": "1",
        "GIT_HTTP_LOW_SPEED_TIME": str(max(1, round(patience.stall))),
        "GIT_ALLOW_PROTOCOL": scheme,
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "LC_ALL": "C",
    }
    # A server can make git say things without end: what it says is limited as every file is.
    with tempfile.TemporaryFile() as complaint:
        try:
            process = subprocess.Popen(
                ["git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", *args],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaint,
                env=environment,
                start_new_session=True,  # without a terminal, ssh cannot ask for a password
                preexec_fn=_limit_files,
            )
        except FileNotFoundError:
            raise UsageError(_("git is not installed, and a repository needs it; is there a zip of the kit?")) from None
        try:
            output, _nothing = process.communicate(timeout=patience.total)
        except subprocess.TimeoutExpired:
            raise UsageError(
                _("git took over {:g} seconds; nothing was changed, try later.").format(patience.total)
            ) from None
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if process.returncode != 0:
            complaint.seek(0)
            raise UsageError(
                _("git cannot read it: {} Nothing was changed.").format(_readable(complaint.read(_COMPLAINT_LIMIT)))
            )
    return output


def _limit_files() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    limit = _PACK_LIMIT if hard == resource.RLIM_INFINITY else min(_PACK_LIMIT, hard)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))


def _readable(complaint: bytes) -> str:
    """The line of git's that says most. What a server had it print begins with "remote:" and is not passed on."""
    lines = [line.strip() for line in complaint.decode("utf-8", "replace").splitlines()]
    told = [line for line in lines if line.startswith(("fatal:", "error:", "ssh:", "Permission denied", "Host key"))]
    text = " ".join(told or [_("it failed without a reason.")])
    return "".join(char for char in text if char.isprintable())[:_MESSAGE_LIMIT].rstrip(".") + "."
