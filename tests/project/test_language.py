"""Other languages: every text is found, translated and given its values, and whoever asks gets their own."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from string import Formatter

import pytest
import tiny_class
from babel.messages.catalog import Catalog as Texts
from babel.messages.catalog import Message
from tiny_class import RunCli

from course_cli.cli.authoring.translate import help_texts
from course_cli.course.catalog import Catalog
from course_cli.course.translation import catalogs, is_current, missing
from course_cli.language import available

PACKAGE = Path(__file__).resolve().parents[2] / "course_cli"
LANGUAGES = [language for language in available() if language != "en"]
CATALOGS = {
    f"{language}-{path.stem}": (path, texts)
    for language in LANGUAGES
    for path, texts in catalogs(Catalog.load(), language, help_texts()).items()
}
every_catalog = pytest.mark.parametrize(("path", "texts"), CATALOGS.values(), ids=CATALOGS)


def test_chinese_is_spoken() -> None:
    assert "zh" in LANGUAGES


@every_catalog
def test_every_text_has_a_translation(path: Path, texts: Texts) -> None:
    assert missing(texts) == [], "fill in the .po file, then `course_cli dev translate`"


@every_catalog
def test_what_is_read_is_what_was_translated(path: Path, texts: Texts) -> None:
    assert is_current(texts, path.with_suffix(".mo")), "run `course_cli dev translate`"


@every_catalog
def test_a_translation_is_given_the_values_that_its_text_is(path: Path, texts: Texts) -> None:
    different = [(original, form) for message in texts for original, form in forms(message)
                 if fields(original) != fields(form) or logged(original) != logged(form)]  # fmt: skip
    assert different == []


def fields(text: str) -> set[tuple[str, str | None, str | None]] | None:
    """The values that `text.format` is to be given, and how it writes them; None where it is no format."""
    position = count()
    try:
        found = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
    except ValueError:
        return None
    if any('"' in name for name, _, _ in found):  # a dict in a contract
        return None
    return {(name or str(next(position)), spec, conversion) for name, spec, conversion in found}


def logged(text: str) -> list[str]:
    """The values that `logging` puts into a text, in their order."""
    return re.findall(r"%[sd]", text)


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """Each form of a translation, with the form of the text that stands for many."""
    original = message.id if isinstance(message.id, str) else message.id[-1]
    for form in (message.string,) if isinstance(message.string, str) else message.string:
        if original and form:
            yield original, form


def test_no_text_is_marked_where_the_extraction_does_not_look() -> None:
    """Python before 3.12 has no tokens within an f-string, and a text in a variable is not written there."""
    unseen: list[str] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_bytes())
        for node in ast.walk(tree):
            within = ast.walk(node) if isinstance(node, ast.JoinedStr) else ()
            unseen += [f"{path.name}:{call.lineno}" for call in within if marks(call)]
            if isinstance(node, ast.Call) and called(node) == "counted":
                if not all(isinstance(form, ast.Constant) for form in node.args[:2]):
                    unseen.append(f"{path.name}:{node.lineno}")
    assert unseen == []


def test_what_people_are_told_is_marked() -> None:
    """Of errors that end a command, and of what is printed: words that stand there bare would stay English."""
    trees = {path: ast.parse(path.read_bytes()) for path in sorted(PACKAGE.rglob("*.py"))}
    telling = {"echo", "say", *errors(trees.values())}
    bare = [
        f"{path.name}:{call.lineno}"
        for path, tree in trees.items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and last_name(call.func) in telling and call.args
        if re.search(r"[a-z]{2,} [a-z]{2,}", words(call.args[0]))
    ]
    assert bare == []


def errors(trees: Iterable[ast.Module]) -> set[str]:
    """The names of `CourseError` and of all that comes from it."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found = {"CourseError"}
    while more := {one.name for one in classes if found & {last_name(base) for base in one.bases}} - found:
        found |= more
    assert "TransferError" in found
    return found


def words(text: ast.expr) -> str:
    """What is written in a literal or an f-string; "" for anything else, such as a call of `_`."""
    if isinstance(text, ast.IfExp):
        return f"{words(text.body)} / {words(text.orelse)}"
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return " ".join(part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))


def last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def marks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called(node) in ("_", "marked") and isinstance(node.args[0], ast.Constant)


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


@pytest.fixture
def zh(installation: Path, tmp_path: Path) -> Path:
    """The tiny course with three translated texts."""
    root = shutil.copytree(installation, tmp_path / "zh")
    translate(root)
    folder = root / "graders" / "_locale" / "zh" / "LC_MESSAGES"
    po = folder / "shapes.po"
    text = po.read_text(encoding="utf-8")
    for english, chinese in {"every entry is doubled": "每个元素都加倍", "What is 2 times X?": "X 的 2 倍是多少？",
                             "Triples in place of doubling.": "把加倍写成了三倍。"}.items():  # fmt: skip
        assert f'msgid "{english}"\nmsgstr ""' in text
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{chinese}"')
    po.write_text(text, encoding="utf-8")
    translate(root)
    return root


def translate(root: Path) -> None:
    command = [sys.executable, "-m", "course_cli", "dev", "translate", "--root", str(root)]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(root)}, check=True, capture_output=True)


def test_a_course_brings_its_own_texts_and_the_rest_stays_english(zh: Path, run_cli: RunCli, tmp_path: Path) -> None:
    tiny_class.write(tmp_path / "work", {"ada": {"shapes/double.py": "def double(X):\n    return X + X + X\n"}})

    def grade(*args: str, **env: str) -> dict[str, str]:
        path = str(tmp_path / "work" / "ada")
        done = run_cli("grade", "double", "--path", path, "--format", "json", *args, env=env, root=zh)
        check: dict[str, str] = json.loads(done.stdout)["exercises"][0]["checks"][0]
        return check

    english, asked, located = grade(), grade("--lang", "zh"), grade(LANG="zh_CN.UTF-8", LC_ALL="")
    assert asked["title"] == located["title"] == "每个元素都加倍"
    assert asked["hint"] == "X 的 2 倍是多少？"
    assert "把加倍写成了三倍。" in asked["message"]
    assert english["title"] == "every entry is doubled" == grade("--lang", "en", LANG="zh_CN.UTF-8", LC_ALL="")["title"]
    ids = [check["id"] for check in (english, asked)]
    assert ids == ["values", "values"]


def test_translations_survive_a_change_of_the_sources_and_gone_texts_go(zh: Path) -> None:
    grader = zh / "graders" / "shapes" / "test_double.py"
    grader.write_text(grader.read_text().replace("nothing doubled is nothing", "new words"), encoding="utf-8")
    translate(zh)
    text = (zh / "graders" / "_locale" / "zh" / "LC_MESSAGES" / "shapes.po").read_text(encoding="utf-8")
    assert 'msgid "every entry is doubled"\nmsgstr "每个元素都加倍"' in text
    assert 'msgid "new words"\nmsgstr ""' in text
    assert "nothing doubled is nothing" not in text


def test_a_language_that_is_not_there_is_a_wrong_command(run_cli: RunCli) -> None:
    done = run_cli("list", "--lang", "tlh")
    assert done.returncode == 2
    assert "en, zh" in done.stderr
    assert run_cli("--lang", "zh", "list").returncode == 0
