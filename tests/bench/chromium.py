"""What is seen in Chromium: how soon the key list comes after a badge's tap, and how many bytes each page is."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.bench.figures import Aim, Figure, spread
from tests.bench.stand import Stand, workshop
from tests.bench.visitor import Visitor
from tests.lobby import LIN, WANG_PIN, ZHOU
from tests.ui.serving import CHROMIUM, FLAGS
from tests.wire.waiting import until

SCREEN: ViewportSize = {"width": 800, "height": 480}
OBSERVER = """
window.listedMs = null;
const painted = () => requestAnimationFrame(() => setTimeout(() => { window.listedMs ??= Date.now(); }));
new MutationObserver(() => { if (document.querySelector(".key-list .key") && window.listedMs === null) painted(); })
  .observe(document, { childList: true, subtree: true });
"""
"""Notes the wall time of the frame in which the key list was first painted."""

OPEN_PAGES = ("/", "/collect", "/collect/code", "/leave", "/services", "/help", "/comfort", "/courier")
REFUSED = "/message/code.unknown"


def badge_to_list(count: int = 40) -> list[Figure]:
    """Return the time from a badge's touching the reader to the key list's being painted."""
    with workshop() as root, Stand(root / "s") as stand, _browser() as browser:
        page = browser.new_page(viewport=SCREEN, reduced_motion="reduce")
        page.add_init_script(OBSERVER)
        stand.all_up()
        with page.expect_response("**/events"):  # a tap before its stream is open would go unseen
            page.goto(stand.site.address, wait_until="load")
        _listed(stand, page, ZHOU)
        samples = [_listed(stand, page, (LIN, ZHOU)[turn % 2]) for turn in range(count)]
    how = (
        "a badge laid on the simulated PN532 to the frame in which Chromium has painted the key list (800x480, no "
        "GPU); reader, durable event, event stream, page; two badges in turn, one tap before that does not count"
    )
    return [Figure("badge to key list", spread(samples), "ms", how, Aim("p95", 300))]


def _listed(stand: Stand, page: Page, badge: str) -> float:
    """Return milliseconds from a badge's tap to its key list; leaves the page at the idle screen."""
    tapped_ms = time.time() * 1000
    stand.bench.tap(badge)
    until(lambda: page.evaluate("window.listedMs"), 10)
    listed_ms = float(page.evaluate("window.listedMs"))
    stand.bench.lift()
    page.click("form[action='/visit/end'] button")
    page.wait_for_selector(".page-idle")
    page.evaluate("window.listedMs = null")
    return listed_ms - tapped_ms


@dataclass
class Bytes:
    """What one page brought over the wire, heads and all; `elsewhere` are requests to anybody but the kiosk."""

    address: str
    came: float = 0
    elsewhere: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Count from now on."""
        devtools = page.context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.on("Network.loadingFinished", self._finished)
        devtools.on("Network.requestWillBeSent", self._asked)

    def _finished(self, told: dict[str, Any]) -> None:
        self.came += told["encodedDataLength"]

    def _asked(self, told: dict[str, Any]) -> None:
        if not told["request"]["url"].startswith((self.address, "data:")):
            self.elsewhere.append(told["request"]["url"])


def page_bytes() -> list[Figure]:
    """Return the bytes of every lobby page, with an empty cache and with a warm one."""
    cold: dict[str, float] = {}
    warm: dict[str, float] = {}
    elsewhere: list[str] = []
    with workshop() as root, Stand(root / "s") as stand, _browser() as browser:
        stand.all_up()
        for path in _pages(stand):
            counted = _loaded(browser, stand.site.address, path)
            name = "/movements/..." if path.startswith("/movements/") else path
            cold[name], warm[name] = counted[0].came / 1024, counted[1].came / 1024
            elsewhere += counted[0].elsewhere + counted[1].elsewhere
    largest = max(cold, key=lambda path: cold[path])
    how = (
        f"encodedDataLength (heads included) of all that Chromium loads for each of {len(cold)} pages, the event "
        f"stream apart; largest: {largest}"
    )
    outside = {"requests": float(len(elsewhere))}
    return [
        Figure("page, empty cache", spread(list(cold.values())), "KB", how, Aim("max", 60)),
        Figure("page, warm cache", spread(list(warm.values())), "KB", how, Aim("max", 60)),
        Figure("asked of anybody else", outside, "", how, Aim("requests", 0)),
        *(Figure(f"- {path}", {"cold": cold[path], "warm": warm[path]}, "KB", how) for path in cold),
    ]


def _pages(stand: Stand) -> Iterator[str]:
    """Yield the address of every lobby page; before each the lobby is brought to where that page is shown."""
    yield from (*OPEN_PAGES, REFUSED)
    visitor = Visitor(stand)
    visitor.post("/courier/pin", pin=WANG_PIN)
    yield from ("/courier/scan", "/courier/number", "/courier/summary")
    visitor.post("/courier/number", barcode="SF1234567890123")
    yield from ("/courier/recipient", "/courier/recipient?by=name", "/courier/found?last_four=0802")
    yield "/courier/size?recipient=r-zhang"
    movement = os.urandom(16).hex()
    form = {"barcode": "SF1234567890123", "recipient": "r-zhang", "size": "S"}
    visitor.post("/courier/drop", movement=movement, **form)
    visitor.opened(movement)
    yield f"/movements/{movement}"
    visitor.tap()
    yield from ("/keys", "/keys/k-lobby/reason", "/keys/k-lobby/sign?reason=repair")


def _loaded(browser: Browser, address: str, path: str) -> tuple[Bytes, Bytes]:
    """Return what a page brought at first, and what it brought again."""
    context = browser.new_context(viewport=SCREEN, reduced_motion="reduce")
    page = context.new_page()
    counted = []
    for _ in range(2):
        count = Bytes(address)
        count.watch(page)
        answer = page.goto(address + path, wait_until="load")
        assert answer is not None, path
        assert (answer.status == 200 or path == REFUSED) and page.url == address + path, page.url
        counted.append(count)
        page = context.new_page()
    context.close()
    return counted[0], counted[1]


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
