"""What is said of every kind of page in the lobby: its title, its options by name, and nobody's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from kiosk.language.messages import Language
from tests.ui.choosing import of_each_template
from tests.ui.serving import browser_page
from tests.ui.sites import demo_site
from ui.home.scenes import PEOPLE
from ui.scenes import scenes

SAID = (Path(__file__).parent / "said.js").read_text(encoding="utf-8")
NAMES = of_each_template(scenes(demo_site().furniture))
SOMEBODY = re.compile(
    "|".join(
        map(re.escape, (*PEOPLE, "李*", "E*** S***", "欧阳**", "黃**", "张*", "Featherstonehaugh", "陈立"))
    )
)


def nothing(route: Route) -> None:
    """Answer as a voice that has nothing to say."""
    route.fulfill(status=204)


@pytest.fixture
def silent(address: str) -> Iterator[Page]:
    """A page whose voice makes no sound, in a browser of its own: a clock that was set once stays so for its life."""
    with browser_page() as page:
        page.route("**/speech", nothing)
        yield page


@pytest.mark.parametrize("language", Language)
def test_every_page_is_said(silent: Page, address: str, language: Language) -> None:
    silent.goto(f"{address}/scenes/{language.value}/idle", wait_until="load")
    found: dict[str, Any] = silent.evaluate(SAID, {"language": language.value, "names": NAMES})
    for name, said in found.items():
        assert said["title"] in said["page"], name
        assert all(re.search(r"\w", words) for words in said["options"]), f"{name}: {said['options']}"
        assert said["options"] or not said["controls"], f"{name}: nothing can be chosen"
        everything = " ".join([said["page"], *said["options"]])
        assert not SOMEBODY.search(everything), f"{name}: {SOMEBODY.findall(everything)}"


@pytest.mark.parametrize(
    ("hour", "tone", "per_cent"),
    [(12, "seen", 80), (23, "seen", 35), (3, "seen", 35), (7, "seen", 80), (23, "alarm", 80)],
)
def test_a_tone_is_as_loud_as_the_hour_allows(
    silent: Page, address: str, hour: int, tone: str, per_cent: int
) -> None:
    silent.goto(f"{address}/scenes/en/idle", wait_until="load")
    silent.clock.set_fixed_time(datetime.fromisoformat(f"2026-05-03T{hour:02}:30+08:00"))
    heard = silent.evaluate(
        """(name) => new Promise((done) => {
          document.addEventListener("loge:sounds", ({ detail }) => done(detail), { once: true });
          document.dispatchEvent(new CustomEvent("loge:tone", { detail: { name } }));
        })""",
        tone,
    )
    assert heard["name"] == tone and heard["loud"] == pytest.approx(0.28 * per_cent / 100)


def test_the_five_tones_differ(silent: Page, address: str) -> None:
    source = (Path(__file__).parents[2] / "ui" / "static" / "sound.js").read_text(encoding="utf-8")
    tones = re.findall(r"^  (\w+): (\[\[.*\]\]),$", source, re.M)
    assert [name for name, _ in tones] == ["seen", "opened", "shut", "refused", "alarm"]
    assert len({notes for _, notes in tones}) == 5
