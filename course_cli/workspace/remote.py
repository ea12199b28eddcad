"""Kits from elsewhere: a folder, a zip, a web address, a git repository. Read and checked whole, before any is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from course_cli.course.catalog import EVERYTHING, Catalog
from course_cli.course.release import exercises_of
from course_cli.course.release_manifest import MAX_MANIFEST_BYTES, NAME, Entry, Kit, Manifest, parse
from course_cli.errors import UnknownExercise, UsageError, WorkspaceError
from course_cli.language import translated as _
from course_cli.workspace.folder import Unreadable, open_folder
from course_cli.workspace.remote_git import Repository, cloned, parse_repository
from course_cli.workspace.remote_local import MAX_ZIP_BYTES, FolderSource, NotInKit, Source, ZipSource
from course_cli.workspace.transfer import Downloads, NotThere, Patience, TransferError, shown


def load_kit(where: str, names: Sequence[str] = (), patience: Patience | None = None) -> Kit:
    """The kit at `where`, or of it the exercises and chapters `names`, with their lessons; every checksum is right.

    Raises:
        UnknownExercise: the kit holds nothing of that name.
        UsageError: there is no kit, it cannot be read, or it is not what its manifest says.
    """
    try:
        with _opened(where, patience or Patience()) as source:
            manifest = parse(source.read(NAME, MAX_MANIFEST_BYTES))
            return Kit(manifest, {entry.path: _checked(source, entry) for entry in select(manifest, names)})
    except (TransferError, WorkspaceError, UnknownExercise):
        raise
    except UsageError as error:
        raise UsageError(_("no kit can be fetched from {}: {}").format(shown(where), error)) from error


def select(manifest: Manifest, names: Sequence[str]) -> list[Entry]:
    """The files of a kit that belong to the exercises and chapters `names`, by default all.

    Raises:
        UnknownExercise: a name stands for nothing in this kit.
        UsageError: the kit holds no exercise.
    """
    exercises = exercises_of(entry.path for entry in manifest.entries)
    if not exercises:
        raise UsageError(_("it holds no exercise"))
    if not names or EVERYTHING in names:
        return list(manifest.entries)
    catalog = Catalog(Path(), exercises, manifest.course)
    try:
        wanted = catalog.resolve(names)
    except UnknownExercise as error:
        told = str(error).partition("`course_cli list`")[0].rstrip()
        raise UnknownExercise(
            _("{} This kit has the chapters {}.").format(told, ", ".join(catalog.chapters))
        ) from error
    files = {exercise.file for exercise in wanted}
    chapters = {exercise.chapter for exercise in wanted}
    others = {exercise.file for exercise in exercises} - files
    return [entry for entry in manifest.entries if _chapter(entry.path) in chapters and entry.path not in others]


class _Web:
    """A kit in a folder of a web server."""

    def __init__(self, downloads: Downloads, url: str) -> None:
        self._downloads = downloads
        self._parts = urlsplit(url)

    def read(self, path: str, limit: int) -> bytes:
        base = self._parts.path.removesuffix(NAME).rstrip("/")
        url = urlunsplit(self._parts._replace(path=f"{base}/{quote(path)}", fragment=""))
        try:
            return self._downloads.get(url, limit, None if path == NAME else limit)
        except NotThere as error:
            raise error if path != NAME else NotInKit(str(error)) from error


@contextmanager
def _opened(where: str, patience: Patience) -> Iterator[Source]:
    repository = parse_repository(where)
    scheme = where.partition("://")[0].lower() if "://" in where else ""
    if scheme == "file":
        # git's way to name a local repository, and everyone's to name a file
        if urlsplit(where).netloc not in ("", "localhost"):
            raise UsageError(_("a file: address has three slashes, as in file:///home/ada/kit"))
        path = Path(unquote(urlsplit(where).path))
        repository = repository if not _is_kit(path) else None
        where = str(path)
    if repository is not None:
        with cloned(repository, patience) as source:
            yield source
    elif scheme in ("http", "https"):
        with Downloads(patience) as downloads:
            yield _from_web(downloads, where)
    elif scheme not in ("", "file"):
        raise UsageError(_("course_cli fetches over https, http, ssh and file, not {!a}").format(scheme[:20]))
    else:
        with _from_disk(Path(where).expanduser(), patience) as source:
            yield source


def _from_web(downloads: Downloads, url: str) -> Source:
    if urlsplit(url).path.lower().endswith(".zip"):
        return ZipSource(downloads.get(url, MAX_ZIP_BYTES))
    web = _Web(downloads, url)
    try:
        return _Primed(web, web.read(NAME, MAX_MANIFEST_BYTES))
    except NotInKit:
        data = downloads.get(url, MAX_ZIP_BYTES)
    if not data.startswith(b"PK"):
        raise UsageError(_("there is neither a {} below that address nor is it a zip").format(NAME))
    return ZipSource(data)


class _Primed:
    """A source whose manifest has been read already: a second answer might be another."""

    def __init__(self, source: Source, manifest: bytes) -> None:
        self._source = source
        self._manifest = manifest

    def read(self, path: str, limit: int) -> bytes:
        return self._manifest if path == NAME else self._source.read(path, limit)


@contextmanager
def _from_disk(path: Path, patience: Patience) -> Iterator[Source]:
    if path.is_file():
        path = path.resolve()  # it may be a link: it is the person at the terminal who named it
        with open_folder(path.parent) as folder:
            try:
                data = folder.read(path.name, MAX_ZIP_BYTES)
            except (Unreadable, FileNotFoundError) as error:
                raise UsageError(_("it {}").format(error)) from error
        yield ZipSource(data)
    elif not _is_kit(path) and ((path / ".git").exists() or (path / "HEAD").is_file()):
        with cloned(Repository(path.resolve().as_uri(), "file"), patience) as source:
            yield source
    else:
        with open_folder(path) as folder:
            yield FolderSource(folder)


def _is_kit(path: Path) -> bool:
    return path.is_file() or (path / NAME).is_file()


def _checked(source: Source, entry: Entry) -> bytes:
    data = source.read(entry.path, entry.size)
    if not entry.holds(data):
        raise UsageError(
            _(
                "{} is not the file that its {} promises (another SHA-256): it was damaged or changed on "
                "the way. Nothing was changed; fetch again later, or tell whoever released it."
            ).format(entry.path, NAME)
        )
    return data


def _chapter(path: str) -> str:
    return path.partition("/")[0]
