"""`course_cli completion`, with real shells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def programs(tmp_path: Path, installation: Path) -> dict[str, str]:
    """An environment in which `course_cli` is that of the tiny course."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "course_cli"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m course_cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(installation), "HOME": str(tmp_path)}


def completed(line: str, environment: dict[str, str]) -> set[str]:
    """What bash would offer at the end of a command line."""
    words = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    script = (
        'eval "$(course_cli completion bash)"; '
        f"COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; "
        'declare -F _course_cli_completion >/dev/null || exit 3; complete -p course_cli >/dev/null || exit 4; '
        '_course_cli_completion course_cli 2>/dev/null; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script], cwd=environment["HOME"], env=environment, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("course_cli st", {"status"}),
        ("course_cli grade d", {"double"}),
        ("course_cli grade s", {"shapes"}),
        ("course_cli grade shapes/", {"shapes/double", "shapes/quadruple"}),
        ("course_cli grade double q", {"quadruple"}),
        ("course_cli watch ", {"count", "double", "quadruple"}),
        ("course_cli hint double e", {"empty"}),
        ("course_cli solution double --g", {"--give-up"}),
        ("course_cli status --format ", {"text", "json"}),
        ("course_cli dev ch", {"check"}),
        ("course_cli hint nothing e", set()),
    ],
)
def test_bash_completes(line: str, offered: set[str], programs: dict[str, str]) -> None:
    assert completed(line, programs) == offered


def test_the_lines_to_install_it_do_so(run_cli: RunCli, programs: dict[str, str], tmp_path: Path) -> None:
    said = run_cli("completion", env={"SHELL": "/bin/bash"}).stdout
    (line,) = [line.strip() for line in said.splitlines() if ".bashrc" in line]
    subprocess.run(["bash", "-c", line], env=programs, check=True)
    done = subprocess.run(["bash", "-c", ". ~/.bashrc; complete -p course_cli"], env=programs, capture_output=True,
                          text=True, check=True)  # fmt: skip
    assert done.stdout.split()[-3:] == ["-F", "_course_cli_completion", "course_cli"]
    assert (tmp_path / ".bashrc").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_script_is_one_that_its_shell_reads(run_cli: RunCli, shell: str, tmp_path: Path) -> None:
    result = run_cli("completion", shell)
    assert result.returncode == 0
    assert "_COURSE_CLI_COMPLETE" in result.stdout
    if shutil.which(shell):
        script = tmp_path / "script"
        script.write_text(result.stdout, encoding="utf-8")
        subprocess.run([shell, "-n", str(script)], check=True)


def test_an_unknown_shell_is_told_of_all(run_cli: RunCli) -> None:
    said = run_cli("completion", env={"SHELL": "/bin/tcsh"}).stdout
    assert all(f"For {shell}," in said for shell in ("bash", "zsh", "fish"))
    assert run_cli("completion", "tcsh").returncode == 2


def test_what_it_imports_is_little(installation: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from course_cli.cli import main; main([]); "
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'torch', 'numpy', 'pytest', 'rich'}))"
    )
    environment = {**os.environ, "PYTHONPATH": str(installation), "COMP_WORDS": "course_cli grade d", "COMP_CWORD": "2",
                   "_COURSE_CLI_COMPLETE": "bash_complete"}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "plain,double\n[]\n"
