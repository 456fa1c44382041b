"""The set-up says in one clear line why it cannot go on, before it touches anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = [*sorted((ROOT / "config").glob("*.sh")), ROOT / ".ci" / "run"]


def set_up(mode: str, python: str) -> subprocess.CompletedProcess[str]:
    """Return the finished set-up for `mode` with the interpreter `python`."""
    return subprocess.run(
        [ROOT / "config" / "setup.sh", mode],
        env=os.environ | {"PYTHON": python},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_run_and_parsed(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", script], check=True, timeout=10)


def test_an_unknown_mode_is_explained() -> None:
    done = set_up("everything", "python3")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "usage: config/setup.sh run|dev\n"


def test_a_missing_python_is_named() -> None:
    done = set_up("run", "/nowhere/python3")
    assert done.returncode == 1
    assert "Python 3.11 or later" in done.stderr
    assert "no /nowhere/python3 was found" in done.stderr


def test_an_old_python_is_named_with_its_version(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo "Python 3.9.2"\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)
    done = set_up("run", str(old))
    assert done.returncode == 1
    assert "Python 3.9.2" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_environment_behind_a_link_is_not_emptied(tmp_path: Path) -> None:
    clone, others = tmp_path / "clone", tmp_path / "others"
    (clone / "config").mkdir(parents=True)
    others.mkdir()
    (others / "pyvenv.cfg").write_text("home = /usr/bin\n", encoding="utf-8")
    shutil.copy(ROOT / "config" / "setup.sh", clone / "config")
    shutil.copy(ROOT / "pyproject.toml", clone)
    (clone / ".venv").symlink_to(others)
    done = subprocess.run(
        [clone / "config" / "setup.sh", "run"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert f"link to {others}" in done.stderr
    assert (others / "pyvenv.cfg").exists()


def test_make_offers_its_targets_when_asked_for_nothing() -> None:
    done = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=10)
    assert "make run" in done.stdout


def test_shellcheck_finds_no_fault() -> None:
    done = subprocess.run(
        [ROOT / "config" / "check-scripts.sh"], capture_output=True, text=True, check=False, timeout=60
    )
    if done.stderr.startswith("SKIPPED"):
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stdout
