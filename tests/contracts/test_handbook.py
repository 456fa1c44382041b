"""The attendant's handbook says what the screens say: its words in bold are theirs, its pictures are made from them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.language.messages import Language, catalogue
from tests.shots import CHOSEN

BOOK = Path(__file__).parents[2] / "docs" / "attendant"
PAGES = {"en": Language.ENGLISH, "zh-Hans": Language.SIMPLIFIED, "zh-Hant": Language.TRADITIONAL}
OWN = re.compile(r"[.。:：!！,，]$|^before$|^之前$|问|問|不是坏事|不是壞事|ask the customer first")
"""What the book stresses in its own words: whole thoughts, and what a list is about."""


def page(name: str) -> str:
    return (BOOK / f"{name}.md").read_text(encoding="utf-8")


def named(text: str) -> list[str]:
    """Return what stands in bold as the words of a screen."""
    return [one for one in re.findall(r"\*\*([^*]+)\*\*", text) if not OWN.search(one)]


@pytest.mark.parametrize("name", PAGES)
def test_every_word_in_bold_is_on_a_screen(name: str) -> None:
    said = "\n".join(texts[PAGES[name].value] for texts in catalogue().values())
    assert len(named(page(name))) > 15
    assert [one for one in named(page(name)) if one not in said] == []


def test_its_pictures_are_among_those_that_are_made() -> None:
    made = {f"../shots/{file}.png" for _, _, file in CHOSEN}
    for name, language in PAGES.items():
        shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", page(name))
        assert len(shown) == 5 and set(shown) <= made
        assert all(one.endswith(f"-{language.value}.png") for one in shown)
        assert all((BOOK / one).is_file() for one in shown)


def test_the_three_say_the_same() -> None:
    shapes = {
        name: [line.split(" ")[0].split("|")[0] for line in page(name).splitlines() if line] for name in PAGES
    }
    count = {
        name: [shape.count(one) for one in ("#", "##", "-", "![", "1.", "")] for name, shape in shapes.items()
    }
    assert count["zh-Hans"] == count["zh-Hant"]
    assert count["en"][:3] == count["zh-Hans"][:3]
