"""Somebody is erased at the desk by two, over HTTP, and the kiosk is killed in the middle: all of it, or nothing."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from tests.ledger.cabinet_lane import CHEN_PIN
from tests.ledger.nursery import PATIENCE_S
from tests.ledger.person import Died, KioskLine
from tests.lobby import CHEN, LIN_PIN, Site
from tests.powercuts.desk_browser import Answer, Browser
from tests.powercuts.forgetting import WORDS, Forgetful
from tests.wire.waiting import until

WHOM, NAME = "r-huang", "黃美玲"
HERE = "/desk/personal"
BOTH = ["person.erased/1", "person.forgotten/1"]


class ErasingLane:
    """One site, again and again as it was before anybody was erased."""

    def __init__(self, nursery: Path, site: Site) -> None:
        self._nursery, self._site, self.disk = nursery, site, Forgetful()
        self._whole = site.root / "whole"
        shutil.copytree(site.root / "var", self._whole)
        self._line: KioskLine | None = None

    def close(self) -> None:
        """Let the kiosk of the moment go."""
        if self._line:
            self._line.close()

    def cut_at(self, point: int) -> bool:
        """Return whether the power failed at that point; either way the erasure comes to its one end."""
        self.close()
        shutil.rmtree(self._site.root / "var")
        shutil.copytree(self._whole, self._site.root / "var")
        (self._site.root / WORDS).unlink(missing_ok=True)
        kiosk, browser = self._boot()
        kept = kiosk.do("kept_of", person=WHOM)
        assert len(kept) >= 2, "a key, and what it seals"
        told: Answer | None = None
        cut, act = False, os.urandom(16).hex()
        try:
            kiosk.do("arm", points=point)
            told = self._erase(browser, act)
            until(lambda: kiosk.do("quiet"), PATIENCE_S)
            kiosk.do("arm", points=1_000_000)
        except Died:
            cut = True
            kiosk, browser = self._boot()
        self._is_all_or_nothing(kiosk, browser, kept, acknowledged=told is not None)
        self._comes_to_its_end(kiosk, browser, kept, act)
        return cut

    def _boot(self) -> tuple[KioskLine, Browser]:
        """Start a kiosk on what the disk has kept, and a supervisor's session at its desk."""
        self.disk.power_fails(self._site)
        self.close()
        self._line = KioskLine(self._nursery, self._site)
        browser = Browser(self._line.do("pages"))
        self._line.do("tap", badge=CHEN)
        entered = browser.post("/desk/enter", pin=CHEN_PIN)
        assert entered.code == 303, entered.text
        return self._line, browser

    def _erase(self, browser: Browser, act: str) -> Answer:
        """Send the form that two people have filled in."""
        page = self._page_of(browser)
        assert page, "there is such a person"
        told = browser.post(f"{page}/erase", movement=act, second="a-lin", pin=LIN_PIN, why="asked")
        assert told.code == 303 and told.where.startswith(f"{HERE}/done/"), told.text
        return told

    def _page_of(self, browser: Browser) -> str:
        """Return where the person's page is, "" if nobody is found by that name."""
        found = browser.get(browser.post(f"{HERE}/find", words=NAME).where)
        assert found.code == 200, found.text
        ways = set(re.findall(rf'href="({HERE}/[\w-]{{20,}})"', found.text))
        return str(ways.pop()) if ways else ""

    def _is_all_or_nothing(
        self, kiosk: KioskLine, browser: Browser, kept: list[str], *, acknowledged: bool
    ) -> None:
        now, page = kiosk.do("erasure", person=WHOM, kept=kept), self._page_of(browser)
        if now["erased"]:
            assert now["events"] == BOTH and not now["here"], now
            assert (now["readable"], now["in_files"], page) == (False, 0, ""), now
        else:
            assert not acknowledged, "the page said that it was done, and it is not"
            assert now["events"] == [] and now["here"] and now["readable"] and page, now
            assert now["in_files"] == len(kept), now

    def _comes_to_its_end(self, kiosk: KioskLine, browser: Browser, kept: list[str], act: str) -> None:
        """Two people go on, if it was not done; the page says so, in one number, and the record is whole."""
        if self._page_of(browser):
            self._erase(browser, act)
        now = kiosk.do("erasure", person=WHOM, kept=kept)
        assert now["events"] == BOTH and now["erased"] and (now["readable"], now["in_files"]) == (False, 0), (
            now
        )
        listed = browser.get(HERE)
        done = set(re.findall(rf'href="({HERE}/done/[0-9a-f]+)"', listed.text))
        assert len(done) == 1, done
        said = browser.get(done.pop())
        assert said.code == 200 and NAME not in said.text
        assert kiosk.do("replayed")
