"""The threat model names each attack that is tried, and no defence that no test holds."""

from __future__ import annotations

import re

from tests.attacks.listed import PAPER, attacks, written
from tests.lobby import HERE


def test_every_attack_stands_in_the_threat_model() -> None:
    assert written() == PAPER.read_text(encoding="utf-8"), "python -m tests.attacks.listed"


def test_there_are_enough_and_each_says_what_is_wanted() -> None:
    names = [name for _, tests in attacks().values() for name in tests]
    assert len(names) >= 60 and len(names) == len(set(names))
    assert all(len(name.split("_")) >= 5 for name in names)


def test_every_test_and_file_that_is_named_is_there() -> None:
    words = PAPER.read_text(encoding="utf-8")
    files = set(re.findall(r"`((?:tests|docs|kiosk|ui|drivers|systemd)/[\w./-]+)`", words))
    assert files and not [name for name in files if not (HERE / name).exists()]
    here = "\n".join(file.read_text(encoding="utf-8") for file in (HERE / "tests").rglob("test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", words))
    assert not [name for name in named if f"def {name}(" not in here]
