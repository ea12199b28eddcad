"""Help, and what is said of a wrong command line, come in the language that was asked for."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import tiny_class
from tiny_class import RunCli
from wcwidth import wcswidth

from course_cli.cli import cli
from course_cli.cli.command import Command, paragraphs, speaking, texts
from course_cli.language import translated

COMMANDS_PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
CHINESE = {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}


def every_command(
    command: click.Command = cli, parent: click.Context | None = None, name: str = "course_cli"
) -> Iterator[click.Context]:
    # With the settings: click keeps the help option as it is first asked for, also for the tests that come after.
    context = click.Context(command, parent, info_name=name, **command.context_settings)
    yield context
    assert isinstance(command, Command), f"{context.command_path} is to be of our class, or its help stays English"
    for other in command.others():
        yield from every_command(other, parent, f"{name} {other.name}")
    if isinstance(command, click.Group):
        for one in command.list_commands(context):
            found = command.get_command(context, one)
            assert found is not None
            yield from every_command(found, context, one)


every_context = pytest.mark.parametrize("context", list(every_command()), ids=lambda context: context.command_path)


@pytest.mark.parametrize("columns", [50, 80])
@every_context
def test_help_is_chinese_and_keeps_within_the_terminal(context: click.Context, columns: int) -> None:
    with speaking("zh"):
        command = context.command
        settings = {**command.context_settings, "terminal_width": columns}
        formatter = command.context_class(command, context.parent, context.info_name, **settings).make_formatter()
        command.format_help(context, formatter)
        shown = formatter.getvalue()
        squeezed = re.sub(r"\s", "", shown)
        for text in texts(context.command):
            chinese = translated(text)
            assert chinese != text or " " not in text
            assert re.sub(r"\s", "", chinese) in squeezed
    for line in shown.splitlines():
        assert wcswidth(line) <= columns or line.startswith("  --"), line
    for english in ("Usage:", "Options", "Commands", "Show this", "default:", "required"):
        assert english not in shown


def test_the_columns_of_help_stand_below_one_another() -> None:
    with speaking("zh"):
        shown = cli.get_help(
            cli.context_class(cli, info_name="course_cli", terminal_width=80, **cli.context_settings)
        )
    rows = re.findall(r"^(  (?:-|[a-z])\S*(?: \S+)*  +)(?=\S)", shown.partition("选项")[2], re.MULTILINE)
    assert len(rows) > 20
    assert {wcswidth(row) for row in rows} == {14, 15}  # those of the commands, and those of the options


def test_english_help_is_clicks_own() -> None:
    for context in every_command():
        assert context.command.get_help(context) == click.Command.get_help(context.command, context)
        assert "".join(paragraphs(context.command.help)).isascii()


def test_lang_holds_wherever_it_stands(run_cli: RunCli) -> None:
    ways = [run_cli(*args).stdout for args in (
        ("--lang", "zh", "grade", "--help"), ("grade", "--lang", "zh", "--help"), ("grade", "--help", "--lang=zh"),
        ("grade", "-h", "--lang", "zh"))]  # fmt: skip
    assert ways == [run_cli("grade", "-h", env=CHINESE).stdout] * len(ways)
    assert ways[0].startswith("用法：course_cli grade [选项] [NAME]...\n\n  给你的代码评分")
    english = run_cli("grade", "--help").stdout
    assert english == run_cli("grade", "--help", "--lang", "en", env=CHINESE).stdout
    assert english.startswith("Usage: course_cli grade")


@pytest.mark.parametrize(("args", "said"), [
    (("grade", "--formt", "json"), "没有选项 '--formt'。"),
    (("grad",), "没有命令 'grad'。你是不是想写 'grade'？"),
    (("hint",), "缺少参数 'NAME'"),
    (("grade", "--format", "pdf"), "'--format' 的值无效：'pdf' 不是其中之一：'text'"),
    (("grade", "--workers", "many"), "'many' 不是有效的"),
    (("list", "more"), "多余的参数（more）"),
    (("dev",), "用法：course_cli dev"),
])  # fmt: skip
def test_a_wrong_command_line_is_told_of_in_chinese(run_cli: RunCli, args: tuple[str, ...], said: str) -> None:
    for done in (run_cli(*args, "--lang", "zh"), run_cli(*args, env=CHINESE)):
        assert done.returncode == 2
        assert said in done.stderr
        assert not re.search(r"Error|Usage|Try ", done.stderr)


def test_the_reference_is_english_whoever_writes_it(run_cli: RunCli, tmp_path: Path) -> None:
    assert run_cli("dev", "reference", str(tmp_path / "page.md"), env=CHINESE).returncode == 0
    assert (tmp_path / "page.md").read_bytes() == COMMANDS_PAGE.read_bytes()


def test_a_class_is_spoken_of_in_chinese_and_its_tables_are_as_ever(run_cli: RunCli, tmp_path: Path) -> None:
    tiny_class.write(tmp_path / "here" / "class", {"ada": {"shapes/double.py": tiny_class.WRONG}})
    graded = run_cli("grade", "--submissions", "class", "double", env=CHINESE)
    assert graded.returncode == 0
    assert "评了 1 份，没有变化 0 份" in graded.stderr
    assert "graded" not in graded.stderr

    def export(to: str, **env: str) -> str:
        done = run_cli("export", "--to", to, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        text: str = done.stdout
        return text

    for machine in ("csv", "json", "canvas", "moodle"):
        assert export(machine, **CHINESE) == export(machine)
    page = export("html", **CHINESE)
    assert '<html lang="zh">' in page
    assert "最常未通过的检查项" in page
    assert not re.search(r">(Scores|Student|Legend|Matrix|Total|mean|exercises|Failed by)<", page)
    assert '<html lang="en">' in export("html")


def test_an_autograder_speaks_as_whoever_made_it(run_cli: RunCli, tmp_path: Path) -> None:
    for env, language in ((CHINESE, "zh"), ({}, "en")):
        assert run_cli("export", "autograder-zip", "double", "--out", f"{language}.zip", env=env).returncode == 0
        with zipfile.ZipFile(tmp_path / "here" / f"{language}.zip") as archive:
            assert json.loads(archive.read("settings.json"))["language"] == language
            assert "course/course_cli/locale/zh/LC_MESSAGES/course_cli.mo" in archive.namelist()
