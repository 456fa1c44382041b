"""The tree keeps its shape: packages, names, protocol papers, tests that wait on conditions."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("kiosk", "drivers", "ui")
NOT_DEVICES = {"sim"}
# Words that say nothing about a lobby; see "Words" in docs/architecture.md.
UNWANTED = re.compile(r"(^|_)(users?|managers?|helpers?|utils?)(_|$)|^data$|^lock$")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def devices(root: Path) -> list[Path]:
    """Return the folder of each driver."""
    folders = {path.parent for path in (root / "drivers").glob("*/__init__.py")}
    return sorted(folder for folder in folders if folder.name not in NOT_DEVICES)


def unwanted_names(root: Path, packages: tuple[str, ...] = PACKAGES) -> list[str]:
    """Return modules, functions and classes whose names say nothing."""
    found = []
    for file in sorted(path for package in packages for path in (root / package).rglob("*.py")):
        name = file.relative_to(root).as_posix()
        if UNWANTED.search(file.parent.name if file.stem == "__init__" else file.stem):
            found.append(name)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            words = HUMP.sub("_", node.name.lstrip("_")).lower()
            if UNWANTED.search(words) or node.name.lstrip("_").startswith("process_"):
                found.append(f"{name}: {node.name}")
    return found


def sleeps(root: Path) -> list[str]:
    """Return the lines of tests that sleep."""
    found = []
    for file in sorted((root / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            name = getattr(called, "attr", getattr(called, "id", ""))
            if name in ("sleep", "wait_for_timeout"):
                found.append(f"{file.relative_to(root).as_posix()}:{getattr(node, 'lineno', 0)}")
    return found


@pytest.mark.parametrize("device", devices(ROOT), ids=lambda path: path.name)
def test_a_driver_has_its_protocol_paper(device: Path) -> None:
    paper = device / "PROTOCOL.md"
    assert paper.is_file()
    text = paper.read_text(encoding="utf-8").lower()
    assert "source" in text, "where the protocol is from"
    assert "does not model" in text or "not modelled" in text, "what the simulator leaves out"


def test_packages_of_drivers_are_empty() -> None:
    marks = sorted((ROOT / "drivers").rglob("__init__.py"))
    assert len(marks) > 1
    assert [str(mark) for mark in marks if mark.stat().st_size] == []


def test_every_python_folder_is_a_package() -> None:
    folders = {path.parent for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    assert sorted(str(folder) for folder in folders if not (folder / "__init__.py").exists()) == []


def test_names_say_what_they_mean() -> None:
    assert unwanted_names(ROOT) == []


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        ("kiosk/utils.py", "", "kiosk/utils.py"),
        ("kiosk/helpers/__init__.py", "", "kiosk/helpers/__init__.py"),
        ("ui/doors.py", "class DoorManager: ...", "ui/doors.py: DoorManager"),
        ("ui/doors.py", "class User: ...", "ui/doors.py: User"),
        ("drivers/frames.py", "def process_frame(): ...", "drivers/frames.py: process_frame"),
        ("drivers/frames.py", "def database(): ...", None),
        ("drivers/frames.py", "class ProcessId: ...", None),
    ],
)
def test_an_empty_name_is_found(tmp_path: Path, file: str, text: str, found: str | None) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert unwanted_names(tmp_path) == ([found] if found else [])


def test_tests_wait_on_conditions() -> None:
    assert sleeps(ROOT) == []


@pytest.mark.parametrize(
    "line", ["time.sleep(1)", "sleep(1)", "await asyncio.sleep(1)", "page.wait_for_timeout(5)"]
)
def test_a_sleep_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_slow.py").write_text(
        f"async def test() -> None:\n    {line}\n", encoding="utf-8"
    )
    assert sleeps(tmp_path) == ["tests/test_slow.py:2"]
