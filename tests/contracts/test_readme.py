"""What README.md tells a reader to type or open is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


def made(text: str) -> set[str]:
    """Return the targets of every `make ...` that `text` shows as code."""
    code = re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
    return {target for block in code for target in re.findall(r"\bmake ([a-z-]+)", block)}


def links(text: str) -> set[str]:
    """Return the paths in the tree that `text` links to or shows."""
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)
    return {target for target in targets if "://" not in target}


def test_the_two_commands_come_first() -> None:
    assert re.findall(r"^make ([a-z-]+)", README, re.MULTILINE)[:2] == ["run", "test"]


def test_every_make_target_shown_exists() -> None:
    assert made(README) >= {"run", "test", "check"}
    assert made(README) - TARGETS == set()


def test_help_names_every_target_and_no_other() -> None:
    told = set(re.findall(r"@echo 'make ([a-z-]+)", MAKEFILE))
    assert told == TARGETS - {"help", "setup", "setup-dev"}


@pytest.mark.parametrize("path", sorted(links(README)))
def test_a_link_leads_somewhere(path: str) -> None:
    assert (ROOT / path).exists()


def test_modules_shown_exist() -> None:
    modules = set(re.findall(r"python -m ([a-z_.]+)", README))
    assert modules
    for module in modules:
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_the_table_of_folders_is_complete() -> None:
    rows = set(re.findall(r"^\| `([a-z]+)/` \|", README, re.MULTILINE))
    hidden = {"var", "node_modules", "build", "dist"}
    there = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name.isidentifier()} - hidden
    assert rows == {name for name in there if not name.startswith("_")}


def test_a_target_that_is_not_there_is_found() -> None:
    assert made("Run `make tests` or\n```\nmake run\n```\nto make sure.") == {"tests", "run"}
