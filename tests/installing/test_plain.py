"""The installer runs before anything is installed: it needs the standard library alone, and keeps its paper."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from kiosk.installing.fitness import SPACE_MB
from kiosk.installing.packages import NEEDED
from kiosk.installing.plan import MASKED, STEPS
from kiosk.installing.record import Record
from kiosk.installing.target import Target
from kiosk.installing.telling import TOLD, told

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")


def imported(file: Path) -> set[str]:
    """Return the names of the modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_it_imports_nothing_that_has_to_be_installed() -> None:
    files = sorted((ROOT / "kiosk" / "installing").glob("*.py"))
    assert len(files) > 10
    foreign = {
        f"{file.name}: {name}"
        for file in files
        for name in imported(file)
        if not name.startswith("kiosk.installing") and name.partition(".")[0] not in sys.stdlib_module_names
    }
    assert foreign == set()


def test_each_step_stands_in_the_paper() -> None:
    table = DOC.partition("## What it does")[2].partition("\n## ")[0]
    head, *told = re.findall(
        r"^\| ([a-z ]+) \| \S", table.replace("| step | |", "| step | . |"), re.MULTILINE
    )
    assert head == "step"
    assert [step.name for step in STEPS] == told


def test_each_shipped_file_is_installed_or_is_a_unit_of_choice() -> None:
    plan = (ROOT / "kiosk" / "installing" / "plan.py").read_text(encoding="utf-8")
    kinds = (".service", ".timer", ".path", ".mount")
    shipped = [
        path.name for path in (ROOT / "systemd").rglob("*") if path.is_file() and path.suffix not in kinds
    ]
    assert [name for name in shipped if f'"{name}"' not in plan] == []


def test_what_is_promised_is_plausible() -> None:
    assert {"chromium", "cage", "xwayland", "seatd", "python3-venv"} <= set(NEEDED)
    assert {"getty@tty1.service", "ctrl-alt-del.target"} <= set(MASKED)
    assert SPACE_MB >= 2000


class Awake(Target):
    """A tree that says it is a system at work."""

    @property
    def running(self) -> bool:
        return True


@pytest.mark.parametrize("owed", TOLD)
def test_the_system_is_told_of_no_file_that_was_taken_away(tmp_path: Path, owed: str) -> None:
    record = Record(tmp_path / "record")
    record.owe(owed)
    commands = [act.says for act in told(Awake(tmp_path), record) if act.says]
    assert [one for one in commands if "/etc/" in one] == []
    file = tmp_path / "etc" / "sysctl.d" / "90-loge.conf"
    file.parent.mkdir(parents=True)
    file.touch()
    there = [act.says for act in told(Awake(tmp_path), record) if "/etc/" in act.says]
    assert len(there) == (owed == "kernel")
