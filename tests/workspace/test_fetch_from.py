"""Fetching kits from elsewhere: whatever a server, a zip or a repository does, nothing unchecked is ever written."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import ssl
import stat
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import kit_server
import pytest
import tiny_course as tiny
from kit_server import Server, broken_off, other, redirect, serving, stalled, status
from tiny_course import put

from course_cli.course.catalog import Catalog
from course_cli.course.release import build_kit
from course_cli.course.release_manifest import Entry, Kit, Manifest
from course_cli.errors import UnknownExercise, UsageError, WorkspaceError
from course_cli.workspace.fetch import Fetched, bring
from course_cli.workspace.release import write_folder, write_zip, zip_bytes
from course_cli.workspace.remote import load_kit
from course_cli.workspace.remote_git import Repository, parse_repository
from course_cli.workspace.transfer import Downloads, Patience, TransferError, shown

DOUBLE = "shapes/double.py"
EDITED = "def double(X):\n    return X + X\n"
QUICK = Patience(stall=0.3, total=20, tries=3, pause=0.01)


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    return release(tiny.write(tmp_path_factory.mktemp("course")))


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "mine"


@pytest.fixture
def server(kit: Kit) -> Iterator[Server]:
    with serving({f"/kit/{path}": data for path, data in whole(kit).items()}) as server:
        server.files["/kit.zip"] = zip_bytes(whole(kit))
        yield server


def release(course: Path, version: str = "1") -> Kit:
    catalog = Catalog.load(course)
    return build_kit(catalog, catalog.exercises, version=version)


def whole(kit: Kit) -> dict[str, bytes]:
    return {"manifest.json": kit.manifest.encode(), **kit.files}


def of(*files: tuple[str, bytes]) -> Kit:
    return Kit(Manifest("c", "1", tuple(Entry.of(path, data) for path, data in files)), dict(files))


def fetch(where: str | Path, into: Path, *names: str, fresh: bool = False) -> dict[str, Fetched]:
    kit = load_kit(str(where), names, QUICK)
    return {file.path: file for file in bring(kit.files, into, fresh=fresh)}


def refused(where: str | Path, into: Path, match: str, *names: str) -> str:
    with pytest.raises(UsageError, match=match) as caught:
        fetch(where, into, *names)
    assert not into.exists(), "something was written"
    return str(caught.value)


def tree(folder: Path) -> dict[str, bytes]:
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {path: place.read_bytes() for path, place in files.items() if not path.startswith(".course_cli/")}


def git(*args: str, cwd: Path) -> None:
    who = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *args],
        cwd=cwd,
        env={**os.environ, **who},
        check=True,
        capture_output=True,
    )


def repository(place: Path, kit: Kit, folder: str = ".") -> Path:
    write_folder(kit, place / folder)
    git("init", "-q", cwd=place)
    git("add", ".", cwd=place)
    git("commit", "-q", "-m", "kit", cwd=place)
    return place


# Every way to get a kit


WAYS = ["folder", "zip", "link", "file-folder", "file-zip", "git-file", "git-folder", "git-bare"]


@pytest.mark.parametrize("way", WAYS)
def test_a_kit_comes_whole_from_this_machine(kit: Kit, tmp_path: Path, into: Path, way: str) -> None:
    folder, packed = tmp_path / "a kit", tmp_path / "kit.zip"
    write_folder(kit, folder)
    write_zip(kit, packed)
    where = {"folder": str(folder), "zip": str(packed), "file-folder": folder.as_uri(), "file-zip": packed.as_uri()}
    if way.startswith("git"):
        place = repository(tmp_path / "repository", kit)
        git("clone", "-q", "--bare", str(place), str(tmp_path / "bare.git"), cwd=tmp_path)
        where |= {"git-file": f"git+{place.as_uri()}", "git-bare": str(tmp_path / "bare.git")}
        (place / "manifest.json").unlink()  # so that it is no kit but for what is committed
        where["git-folder"] = str(place)
    (tmp_path / "link").symlink_to(packed)
    where["link"] = str(tmp_path / "link")
    assert {file.status for file in fetch(where[way], into).values()} == {"new"}
    assert tree(into) == kit.files


@pytest.mark.parametrize("path", ["/kit", "/kit/", "/kit/manifest.json", "/kit.zip", "/plain", "/kit?token=1"])
def test_a_kit_comes_whole_over_http(server: Server, kit: Kit, into: Path, path: str) -> None:
    server.files["/plain"] = server.files["/kit.zip"]
    if "?" in path:
        server.files = {f"{name}?token=1": data for name, data in server.files.items()}
    assert {file.status for file in fetch(server.url(path), into).values()} == {"new"}
    assert tree(into) == kit.files


def test_the_only_folder_of_a_zip_is_looked_into(kit: Kit, tmp_path: Path, into: Path) -> None:
    files = {f"kit-main/{path}": data for path, data in whole(kit).items()}
    (tmp_path / "kit.zip").write_bytes(zip_bytes({**files, "__MACOSX/._x": b"x", "kit-main/.gitignore": b"x"}))
    fetch(tmp_path / "kit.zip", into)
    assert tree(into) == kit.files


@pytest.mark.parametrize("way", ["folder", "http"])
def test_names_choose_and_the_rest_is_not_read(
    server: Server, kit: Kit, tmp_path: Path, into: Path, way: str
) -> None:
    write_folder(kit, tmp_path / "kit")
    where = tmp_path / "kit" if way == "folder" else server.url("/kit")
    lesson = {"shapes/README.md", "shapes/README.zh.md", "shapes/figures/square.svg"}
    assert fetch(where, into, "double").keys() == {DOUBLE, *lesson}
    assert not server.asked("/kit/basics/count.py")
    assert fetch(where, into, "basics").keys() == {"basics/count.py"}
    with pytest.raises(UnknownExercise, match=r"'dubble'\. Did you mean shapes/double\?"):
        fetch(where, into, "dubble")
    with pytest.raises(UnknownExercise, match="'zzz'. This kit has the chapters .*shapes"):
        fetch(where, into, "zzz")


def test_a_course_that_is_not_ours_is_copied(tmp_path: Path, into: Path) -> None:
    kit = of(("botany/leaf.py", b"x = 1\n"), ("botany/README.md", b"# Leaves\n"), ("botany/data/a.csv", b"1\n"))
    write_folder(kit, tmp_path / "kit")
    assert fetch(tmp_path / "kit", into, "leaf").keys() == kit.files.keys()


# A newer release


def test_a_newer_release_updates_what_nobody_edited_and_lies_beside_what_somebody_did(
    tiny_course: Path, tmp_path: Path, into: Path
) -> None:
    place = tmp_path / "kit"
    write_folder(release(tiny_course), place)
    fetch(place, into)
    put(into / DOUBLE, EDITED)
    put(into / "shapes/README.md", "my notes")
    solution = tiny_course / "solutions" / DOUBLE
    for number in (1, 2):
        for name in ("solutions", "exercises"):
            source = tiny_course / name
            put(source / DOUBLE, (source / DOUBLE).read_text().replace("Twice X", f"Twice X ({number})"))
            put(source / "basics/count.py", (source / "basics/count.py").read_text() + f"# {number}\n")
        write_folder(release(tiny_course, version=str(number + 1)), place)
        fetched = fetch(place, into)
        assert (into / DOUBLE).read_text() == EDITED
        assert fetched[DOUBLE] == Fetched(DOUBLE, "kept", beside=f"shapes/double.new-{number}.py")
        assert (into / fetched[DOUBLE].beside).read_bytes() == (place / DOUBLE).read_bytes()
        assert fetched["shapes/README.md"] == Fetched("shapes/README.md", "kept")
        assert fetched["basics/count.py"].status == "updated"
        assert (into / "basics/count.py").read_bytes() == (place / "basics/count.py").read_bytes()
        # Once is enough, also where the learner threw it away.
        assert fetch(place, into)[DOUBLE] == Fetched(DOUBLE, "kept")
        (into / f"shapes/double.new-{number}.py").rename(into / f"shapes/double.new-{number}.py.txt")
        assert fetch(place, into)[DOUBLE] == Fetched(DOUBLE, "kept")
        (into / f"shapes/double.new-{number}.py.txt").rename(into / f"shapes/double.new-{number}.py")
    assert solution.exists()
    # Who takes the newer version over is up to date, and is brought further.
    (into / "shapes/double.new-2.py").replace(into / DOUBLE)
    assert fetch(place, into)[DOUBLE].status == "unchanged"
    put(into / DOUBLE, EDITED)
    file = fetch(place, into, fresh=True)[DOUBLE]
    assert (file.status, (into / file.backup).read_text()) == ("replaced", EDITED)


def test_a_release_does_not_undo_what_was_fetched_by_hand(kit: Kit, tmp_path: Path, into: Path) -> None:
    write_folder(kit, tmp_path / "kit")
    put(into / DOUBLE, EDITED)
    assert fetch(tmp_path / "kit", into)[DOUBLE] == Fetched(DOUBLE, "kept")
    assert sorted(path.name for path in (into / "shapes").glob("double*")) == ["double.py"]


# A network that breaks


def test_what_breaks_off_is_resumed_where_it_ended(server: Server, kit: Kit, into: Path) -> None:
    server.scripts[f"/kit/{DOUBLE}"].extend([broken_off(10), kit_server.serve])
    fetch(server.url("/kit"), into)
    assert [headers.get("Range") for headers in server.asked(f"/kit/{DOUBLE}")] == [None, "bytes=10-"]
    assert tree(into) == kit.files


@pytest.mark.parametrize("path", [f"/kit/{DOUBLE}", "/kit/manifest.json"])
@pytest.mark.parametrize(
    "first", [broken_off(10, tagged=False), stalled(10), status(500), status(503), status(429), broken_off(0)]
)
def test_what_fails_once_is_asked_for_again(server: Server, kit: Kit, into: Path, path: str, first: object) -> None:
    server.scripts[path].extend([first, kit_server.serve])  # type: ignore[list-item]
    fetch(server.url("/kit"), into)
    assert len(server.asked(path)) == 2
    assert tree(into) == kit.files


def test_a_file_that_changes_between_two_parts_is_read_afresh(server: Server, kit: Kit, into: Path) -> None:
    def older(handler: kit_server.Handler) -> None:
        handler.send(200, b"x" * 10, Content_Length=1 + len(kit.files[DOUBLE]) // 2, ETag='"older"')
        handler.close_connection = True

    server.scripts[f"/kit/{DOUBLE}"].extend([older, kit_server.serve])
    fetch(server.url("/kit"), into)
    assert tree(into) == kit.files


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (broken_off(10), "broke off"),
        (broken_off(10, tagged=False), "broke off"),
        (stalled(10), "does not answer in time"),
        (status(500), "answers with error 500"),
        (status(404), "there is no http"),
        (status(403), "not open to everyone"),
        (status(418), "answers 418"),
        (status(204), "answers 204"),
        (status(206), "another part"),
        (other(b""), "ended after 0 of"),
        (other(b"x"), "ended after 1 of"),
        (other(b"x" * 9999), "larger than it may be"),
        (kit_server.endless, "larger than it may be"),
        (kit_server.trickle, "larger than it may be"),
    ],
)
def test_a_server_that_fails_for_good_changes_nothing(server: Server, into: Path, answer: object, reason: str) -> None:
    server.scripts[f"/kit/{DOUBLE}"].append(answer)  # type: ignore[arg-type]
    message = refused(server.url("/kit"), into, reason)
    assert "\n" not in message
    assert len(server.asked(f"/kit/{DOUBLE}")) <= QUICK.tries


def test_a_trickle_ends_with_patience(server: Server, into: Path) -> None:
    server.scripts["/kit.zip"].append(kit_server.trickle)
    patience = Patience(stall=5, total=0.5, tries=3, pause=0.01)
    with pytest.raises(TransferError, match="longer than 0.5 seconds"):
        load_kit(server.url("/kit.zip"), (), patience)


def test_no_server_is_told(into: Path) -> None:
    with serving({}) as server:
        url = server.url("/kit")
    message = refused(url, into, "refuses the connection. Nothing was changed; try again later")
    assert "object at 0x" not in message
    refused("http://nowhere.invalid/kit", into, "not known, or this computer is offline|cannot download")


# A server that lies


def test_another_checksum_is_told_and_nothing_is_written(server: Server, kit: Kit, into: Path) -> None:
    data = kit.files["shapes/quadruple.py"]
    server.files["/kit/shapes/quadruple.py"] = data[:-2] + b"#\n"
    message = refused(server.url("/kit"), into, "quadruple.py is not the file that its manifest.json promises")
    assert "Nothing was changed" in message


def test_a_manifest_that_changes_between_requests_is_not_mixed(server: Server, tiny_course: Path, into: Path) -> None:
    put(tiny_course / "exercises/shapes/README.md", "# Newer\n")
    newer = release(tiny_course, "2")
    server.scripts["/kit/manifest.json"].extend([kit_server.serve, other(newer.manifest.encode())])
    server.files["/kit/shapes/README.md"] = newer.files["shapes/README.md"]
    refused(server.url("/kit"), into, "README.md")
    assert len(server.asked("/kit/manifest.json")) == 1


def test_a_gzip_bomb_is_not_unpacked(server: Server, into: Path) -> None:
    bomb = gzip.compress(b"0" * (200 << 20))
    for path in (f"/kit/{DOUBLE}", "/kit/manifest.json"):
        server.scripts[path].append(other(bomb, Content_Encoding="gzip"))
    refused(server.url("/kit"), into, "comes compressed")
    assert server.requests[0][1]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("/kit/shapes/double.py", "redirected over 5 times"),
        ("file:///etc/passwd", "redirects to 'file', which is not followed"),
        ("ftp://127.0.0.1/x", "redirects to 'ftp'"),
        ("javascript:alert(1)", "redirects to 'javascript'"),
        ("http://[::1", "redirects to an address that is none"),
        ("http://127.0.0.1:1/x", "cannot download"),
    ],
)
@pytest.mark.parametrize("code", [301, 308])
def test_a_redirect_that_leads_nowhere_good(server: Server, into: Path, location: str, reason: str, code: int) -> None:
    server.scripts[f"/kit/{DOUBLE}"].append(redirect(location, code))
    refused(server.url("/kit"), into, reason)


def test_a_redirect_with_an_endless_body_is_left_at_once(server: Server, kit: Kit, into: Path) -> None:
    def answer(handler: kit_server.Handler) -> None:
        handler.send(302, b"x" * 65536, Location="/elsewhere", Content_Length=1 << 40)
        handler.server.ended.wait(20)
        handler.close_connection = True

    server.files["/elsewhere"] = kit.files[DOUBLE]
    server.scripts[f"/kit/{DOUBLE}"].append(answer)
    fetch(server.url("/kit"), into)
    assert tree(into) == kit.files


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that nobody vouches for, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command to make a certificate")
    place = tmp_path_factory.mktemp("certificate") / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(place), "-out", str(place.with_name("cert.pem"))],
        check=True, capture_output=True,
    )  # fmt: skip
    place.write_bytes(place.read_bytes() + place.with_name("cert.pem").read_bytes())
    return place


def test_encryption_is_checked_and_no_redirect_leaves_it(
    server: Server, kit: Kit, into: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(server.files, context) as secure:
        refused(secure.url("/kit"), into, "certificate cannot be trusted, so nothing was fetched")
        refused(secure.url("/kit.git"), into, "git cannot read it: fatal: ")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        secure.scripts[f"/kit/{DOUBLE}"].append(redirect(server.url(f"/kit/{DOUBLE}")))
        refused(secure.url("/kit"), into, "without encryption, which is not followed")
        server.scripts["/kit.zip"].append(redirect(secure.url("/kit.zip")))
        fetch(server.url("/kit.zip"), into)
    assert tree(into) == kit.files


def test_a_page_in_place_of_a_manifest_is_told(server: Server, into: Path) -> None:
    server.files["/kit/manifest.json"] = b"<html>Please log in</html>"
    refused(server.url("/kit"), into, "manifest.json cannot be read")
    server.files["/page"] = b"<html>"
    refused(server.url("/page"), into, "neither a manifest.json below that address nor is it a zip")
    refused(server.url("/nothing"), into, "there is no http")
    refused(server.url("/nothing.zip"), into, "there is no http")


def test_a_download_is_never_larger_than_its_limit(server: Server) -> None:
    with Downloads(QUICK) as downloads:
        assert downloads.get(server.url("/kit.zip"), len(server.files["/kit.zip"])) == server.files["/kit.zip"]
        with pytest.raises(TransferError, match=r"larger than it may be \(10 bytes\)"):
            downloads.get(server.url("/kit.zip"), 10)


def test_a_password_is_not_shown() -> None:
    assert shown("https://ada:secret@host/kit?token=x") == "https://host/kit"
    assert "secret" not in shown("http://ada:secret@[::1/x")
    assert "\x1b" not in shown("http://host/\x1b[2J")


# Hostile kits. The same manifests are refused wherever they come from: tests/workspace/test_release.py.


def packed(files: Mapping[str, bytes], change: Callable[[zipfile.ZipInfo], None] = lambda info: None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            info = zipfile.ZipInfo(path)
            info.compress_type = zipfile.ZIP_DEFLATED
            change(info)
            archive.writestr(info, data)
    return buffer.getvalue()


def test_members_that_the_manifest_does_not_list_stay_in_the_zip(kit: Kit, tmp_path: Path, into: Path) -> None:
    evil = {"../evil": b"x", "/abs": b"x", "shapes/../../evil": b"x", ".git/hooks/x": b"x", "shapes/__init__.py": b"x"}
    (tmp_path / "kit.zip").write_bytes(packed({**whole(kit), **evil}))
    fetch(tmp_path / "kit.zip", into)
    assert tree(into) == kit.files
    assert not (tmp_path / "evil").exists()


def link(info: zipfile.ZipInfo) -> None:
    if info.filename == DOUBLE:
        info.external_attr = (stat.S_IFLNK | 0o777) << 16


def lzma(info: zipfile.ZipInfo) -> None:
    info.compress_type = zipfile.ZIP_LZMA


@pytest.mark.parametrize(("change", "reason"), [(link, "is a link or a device"), (lzma, "packed in a way")])
def test_odd_members_of_a_zip_are_refused(kit: Kit, tmp_path: Path, into: Path, change: object, reason: str) -> None:
    (tmp_path / "kit.zip").write_bytes(packed(whole(kit), change))  # type: ignore[arg-type]
    refused(tmp_path / "kit.zip", into, reason)


def test_a_zip_bomb_is_not_unpacked(kit: Kit, tmp_path: Path, into: Path) -> None:
    (tmp_path / "kit.zip").write_bytes(packed({**whole(kit), DOUBLE: b"\0" * (300 << 20)}))
    refused(tmp_path / "kit.zip", into, "larger than")


def test_a_zip_with_two_files_of_one_name_is_refused(kit: Kit, tmp_path: Path, into: Path) -> None:
    data = packed({**whole(kit), "shapes/doubl2.py": b"x"}).replace(b"shapes/doubl2.py", b"shapes/double.py")
    (tmp_path / "kit.zip").write_bytes(data)
    refused(tmp_path / "kit.zip", into, "two files of one name")


def encrypted(data: bytes) -> bytes:
    changed = bytearray(data)
    place = data.index(DOUBLE.encode(), data.index(b"PK\x01\x02")) - 46
    changed[place + 8] |= 1
    return bytes(changed)


def broken_member(data: bytes) -> bytes:
    place = data.index(DOUBLE.encode()) + len(DOUBLE)
    return data[:place] + bytes(byte ^ 0xFF for byte in data[place : place + 20]) + data[place + 20 :]


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda data: data[:-30], "is not a zip, or it is damaged"),
        (lambda data: data[: len(data) // 2], "is not a zip, or it is damaged"),
        (lambda data: data[200:], "manifest.json|damaged"),
        (lambda data: b"", "is not a zip"),
        (lambda data: b"hello", "is not a zip"),
        (lambda data: data[:-10] + b"\xff" * 4 + data[-6:], "is a zip of more than"),
        (lambda data: data[:-12] + b"\xff\xff" + data[-10:], "is a zip of more than"),
        (lambda data: data[:-22] + b"PK\x06\x07" + bytes(16) + data[-22:], "is a zip of more than"),
        (encrypted, "locked by a password"),
        (broken_member, "damaged|promises"),
    ],
)
def test_a_zip_that_is_damaged_is_told(
    kit: Kit, tmp_path: Path, into: Path, harm: Callable[[bytes], bytes], reason: str
) -> None:
    (tmp_path / "kit.zip").write_bytes(harm(packed(whole(kit))))
    refused(tmp_path / "kit.zip", into, reason)


def test_links_in_a_kits_folder_are_not_followed(kit: Kit, tmp_path: Path, into: Path) -> None:
    place = tmp_path / "kit"
    write_folder(kit, place)
    (tmp_path / "copy.py").write_bytes(kit.files[DOUBLE])
    (place / DOUBLE).unlink()
    (place / DOUBLE).symlink_to(tmp_path / "copy.py")
    refused(place, into, "'shapes/double.py' is a link, not a file")
    (place / DOUBLE).unlink()
    refused(place, into, "it holds no 'shapes/double.py'")
    os.mkfifo(place / DOUBLE)
    refused(place, into, "device or pipe")
    (place / "shapes").rename(tmp_path / "shapes")
    (place / "shapes").symlink_to(tmp_path / "shapes")
    refused(place, into, "is a link, not a folder")


@pytest.mark.parametrize("size", [10, 10_000])
def test_a_file_of_another_size_in_a_folder_is_told(kit: Kit, tmp_path: Path, into: Path, size: int) -> None:
    write_folder(kit, tmp_path / "kit")
    (tmp_path / "kit" / DOUBLE).write_bytes(b"x" * size)
    refused(tmp_path / "kit", into, "is larger than|is not the file")


def test_places_that_are_none_are_told(tmp_path: Path, into: Path) -> None:
    refused(tmp_path / "nothing", into, "no such folder")
    (tmp_path / "empty").mkdir()
    refused(tmp_path / "empty", into, "it holds no 'manifest.json'")
    put(tmp_path / "file.txt", "x")
    refused(tmp_path / "file.txt", into, "is not a zip")
    refused("file://kit.zip", into, "three slashes")
    refused("ftp://host/kit", into, "over https, http, ssh and file, not 'ftp'")
    refused("ext::sh -c touch% /tmp/x", into, "no such folder")


def test_a_kit_that_writes_into_our_own_records_is_refused(tmp_path: Path, into: Path) -> None:
    (tmp_path / "kit.zip").write_bytes(zip_bytes(whole(of((".course_cli/fetched.json", b"{}"), ("a/b.py", b"")))))
    refused(tmp_path / "kit.zip", into, "it lists '.course_cli/fetched.json'")
    (tmp_path / "kit.zip").write_bytes(zip_bytes(whole(of(("a/b.md", b"x")))))
    refused(tmp_path / "kit.zip", into, "holds no exercise")


# Repositories


def test_a_branch_and_a_folder_of_a_repository(tiny_course: Path, tmp_path: Path, into: Path) -> None:
    place = repository(tmp_path / "repository", release(tiny_course), "deep/kit")
    git("tag", "v1", cwd=place)
    put(tiny_course / "exercises/shapes/README.md", "# Newer\n")
    newer = release(tiny_course, "2")
    write_folder(newer, place / "deep/kit")
    git("commit", "-qam", "newer", cwd=place)
    url = f"git+{place.as_uri()}"
    fetch(f"{url}@v1#subdirectory=deep/kit", into)
    assert (into / "shapes/README.md").read_text() == "# Shapes\n"
    assert fetch(f"{url}#subdirectory=deep/kit", into)["shapes/README.md"].status == "updated"
    assert tree(into) == newer.files
    with pytest.raises(UsageError, match="git cannot read it: fatal: Remote branch v9 not found"):
        fetch(f"{url}@v9#subdirectory=deep/kit", into)
    with pytest.raises(UsageError, match="holds no 'manifest.json'"):
        fetch(url, into)


@pytest.mark.parametrize("form", ["{}", "git+{}", "git+{}@main"])
def test_a_repository_over_http(kit: Kit, tmp_path: Path, into: Path, form: str) -> None:
    place = repository(tmp_path / "repository", kit)
    git("clone", "-q", "--bare", str(place), str(tmp_path / "kit.git"), cwd=tmp_path)
    with serving({}) as server:
        for path in ("/kit.git/info/refs?service=git-upload-pack", "/kit.git/git-upload-pack"):
            server.scripts[path].append(kit_server.repository(tmp_path / "kit.git"))
        fetch(form.format(server.url("/kit.git")), into)
    assert tree(into) == kit.files


def test_a_repository_that_sends_git_elsewhere_is_refused(kit: Kit, tmp_path: Path, into: Path) -> None:
    place = repository(tmp_path / "repository", kit)
    with serving({}) as server:
        query = "info/refs?service=git-upload-pack"
        server.scripts[f"/kit.git/{query}"].append(redirect(f"{place.as_uri()}/{query}"))
        refused(server.url("/kit.git"), into, "git cannot read it: fatal: unable to access")


def test_a_link_in_a_repository_is_refused_and_no_hook_runs(kit: Kit, tmp_path: Path, into: Path) -> None:
    place = repository(tmp_path / "repository", kit)
    (place / DOUBLE).unlink()
    (place / DOUBLE).symlink_to("/etc/hostname")
    put(place / ".gitattributes", "* filter=x\n")
    git("add", ".", cwd=place)
    git("commit", "-qm", "link", cwd=place)
    refused(f"git+{place.as_uri()}", into, "is a link or a folder, not a file")


def test_a_repository_that_is_none_is_told(tmp_path: Path, into: Path) -> None:
    message = refused(f"file://{tmp_path}/nothing.git", into, "git cannot read it: fatal: ")
    assert "\n" not in message
    with serving({}) as server:
        refused(server.url("/kit.git"), into, "git cannot read it: fatal: ")


def test_a_git_that_hangs_is_ended(tmp_path: Path) -> None:
    with serving({}) as server:
        server.scripts["/kit.git/info/refs?service=git-upload-pack"].append(stalled(0))
        with pytest.raises(UsageError, match="git took over 1 seconds"):
            load_kit(server.url("/kit.git"), (), Patience(stall=20, total=1))


def test_variables_of_another_repository_do_not_lead_git_astray(
    kit: Kit, tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = repository(tmp_path / "repository", kit)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    fetch(f"git+{place.as_uri()}", into)
    assert tree(into) == kit.files


def test_git_is_not_needed_but_for_repositories(
    kit: Kit, tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(kit, tmp_path / "kit")
    monkeypatch.setenv("PATH", str(tmp_path))
    refused("git+https://nowhere.invalid/kit", into, "git is not installed")
    fetch(tmp_path / "kit", into)


@pytest.mark.parametrize(
    ("text", "repository"),
    [
        ("git@host.org:class/kit.git", Repository("git@host.org:class/kit.git", "ssh")),
        ("git@host.org:class/kit", Repository("git@host.org:class/kit", "ssh")),
        ("ssh://git@host/kit", Repository("ssh://git@host/kit", "ssh")),
        ("https://host/kit.git", Repository("https://host/kit.git", "https")),
        ("git+https://host/kit@v1.2", Repository("https://host/kit", "https", "v1.2")),
        ("git+ssh://git@host/kit", Repository("ssh://git@host/kit", "ssh")),
        ("git+ssh://git@host/kit@a/b#subdirectory=x/y", Repository("ssh://git@host/kit", "ssh", "a/b", "x/y")),
        ("https://host/kit", None),
        ("kit", None),
        ("./kit.git", None),
        ("--upload-pack=touch /tmp/x", None),
        ("ext::sh -c x", None),
        ("-oProxyCommand=x@host:path", None),
    ],
)
def test_which_texts_name_a_repository(text: str, repository: Repository | None) -> None:
    assert parse_repository(text) == repository


@pytest.mark.parametrize(
    "text",
    [
        "git+ext::sh -c touch% x",
        "git+ext://sh",
        "git://host/kit.git",
        "git+git://host/kit",
        "ftp://host/kit.git",
        "ssh://-oProxyCommand=x/kit",
        "ssh:///kit",
        "git+https://host/kit@-x",
        "git+https://host/kit@a..b",
        "git+https://host/kit#subdirectory=../x",
        "git+https://host/kit#branch=x",
        "https://host/a b.git",
        "https://host/a\x1b.git",
    ],
)
def test_which_are_not_to_be_cloned(text: str, into: Path) -> None:
    refused(text, into, "repository is cloned|names no host|not the name of|subdirectory|no such folder|holds spaces")


def test_nothing_is_written_where_the_workspace_refuses(kit: Kit, tmp_path: Path, into: Path) -> None:
    write_folder(kit, tmp_path / "kit")
    into.mkdir()
    (into / "basics").symlink_to(tmp_path)
    with pytest.raises(WorkspaceError, match="basics is a link, not a folder: nothing is written through it"):
        fetch(tmp_path / "kit", into)
    assert not (tmp_path / "count.py").exists()


def test_the_record_of_a_newer_course_cli_is_read(kit: Kit, tmp_path: Path, into: Path) -> None:
    write_folder(kit, tmp_path / "kit")
    fetch(tmp_path / "kit", into)
    record = json.loads((into / ".course_cli/fetched.json").read_text())
    assert record["files"].keys() == kit.files.keys()
    put(into / ".course_cli/fetched.json", json.dumps({**record, "more": 1}))
    assert {file.status for file in fetch(tmp_path / "kit", into).values()} == {"unchanged"}
