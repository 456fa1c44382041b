"""A whole lobby with its screens served: the simulated world, the kiosk, and a browser before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from kiosk.serve import Server
from tests.lobby import Play, Site
from tests.ui.serving import browser_page
from ui.app import create_app


class Screen:
    """The lobby's touch screen and the hands before it."""

    def __init__(self, play: Play, page: Page, address: str) -> None:
        self.play = play
        self.bench = play.bench
        self.page = page
        self.address = address

    def start(self) -> None:
        """Go to the start page and wait until the event stream is there."""
        with self.page.expect_response("**/events"):
            self.page.goto(self.address + "/", wait_until="load")
        expect(self.page.locator(".page-idle")).to_be_visible()

    def begin_anew(self) -> None:
        """End whatever visit there is and go to the start page, in English.

        The page before is left first: it would answer the end of its visit by forgetting the language.
        """
        self.page.goto("about:blank")
        self.play.journeys.visits.end()
        self.page.context.add_cookies([{"name": "language", "value": "en", "url": self.address}])
        self.start()

    @contextmanager
    def with_a_clock(self) -> Iterator[Screen]:
        """Yield the start page in a browser of its own: a clock that was set once stays so for all its later pages."""
        self.page.goto("about:blank")
        with browser_page() as page:
            page.clock.install()
            other = Screen(self.play, page, self.address)
            other.begin_anew()
            yield other

    def choose_home(self, *parts: str) -> None:
        """Touch building, entrance, floor and flat, each on the page that asks for it."""
        for part in parts:
            here = self.page.url
            self.page.locator("a.choice").get_by_text(part, exact=True).click()
            expect(self.page).not_to_have_url(here)

    def touch(self, name: str) -> None:
        """Touch what bears this name."""
        self.page.get_by_role("button", name=name, exact=True).or_(
            self.page.get_by_role("link", name=name, exact=True)
        ).first.click()

    def type(self, digits: str) -> None:
        """Touch the keys of the keypad one by one."""
        for digit in digits:
            self.page.locator(f'[data-key="{digit}"]').click()

    def shows(self, words: str, within_s: float = 20) -> None:
        """Wait until the page shows these words."""
        expect(self.page.locator("#page")).to_contain_text(words, timeout=within_s * 1000)

    def rests(self) -> None:
        """Wait until the start page is back, in the site's language, and choose English."""
        expect(self.page.locator(".page-idle")).to_be_visible(timeout=20_000)
        expect(self.page.locator("html")).to_have_attribute("lang", "zh-Hans")
        self.touch("EN")
        self.shows("Show your code here")

    def sign(self) -> None:
        """Draw a name with the mouse."""
        box = self.page.locator("canvas").bounding_box()
        assert box
        mouse = self.page.mouse
        mouse.move(box["x"] + 20, box["y"] + 30)
        mouse.down()
        for step in range(1, 16):
            mouse.move(box["x"] + 20 + 12 * step, box["y"] + 30 + (step * 29) % 50)
        mouse.up()

    def door(self) -> str:
        """Return the place of the movement that the page shows."""
        movement = self.play.journeys.ledger.find(self.page.url.rpartition("/")[2])
        assert movement, self.page.url
        return movement.place


@contextmanager
def lobby_screen(root: Path, page: Page, *, amend: Callable[[str], str] = str) -> Iterator[Screen]:
    """Yield the screen of a site of its own under `root`, in English. `amend` changes its settings."""
    site = Site(root, opens_within_s="1.0", idle_s="30", amend=amend)
    play = Play(site)
    server = Server(create_app(play.journeys), "127.0.0.1", site.port)
    server.start()
    try:
        page.context.add_cookies([{"name": "language", "value": "en", "url": site.address}])
        yield Screen(play, page, site.address)
    finally:
        page.goto("about:blank")
        play.journeys.hub.close()
        play.close()
        server.stop()
        site.close()
