"""A courier's visit and a resident's pick-up in Chromium: touches, and the machine's own time."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import expect

from kiosk.domain.deliveries.announcing import Announcement, announce
from tests.bench.figures import Aim, Figure, spread
from tests.bench.stand import workshop
from tests.lobby import WANG
from tests.ui.lobby import Screen, lobby_screen
from tests.ui.serving import browser_page
from tests.wire.waiting import until

PARCELS = 20
SIZES = "SSMSSMLSMSSMSMLSMSML"
"""As a cart has them; the smallest doors sense a parcel, the others ask."""
HOMES = (("1-1-0802", "r-zhang"), ("1-2-1201", "r-li"), ("2-1-0503", "r-huang"), ("2-2-1504", "r-smith"))
WITHIN_MS = 15_000


@dataclass(frozen=True)
class Parcel:
    """One parcel: touches on the screen, keys typed, and seconds that the machine kept people waiting."""

    touches: int
    typed: int
    machine_s: float


def announced(screen: Screen, count: int = PARCELS) -> list[str]:
    """Return the numbers of parcels that the screen's site awaits, with home and size."""
    numbers = [f"SF70{number:04}" for number in range(count)]
    known = [
        Announcement(number, *HOMES[at % len(HOMES)], size=SIZES[at % len(SIZES)])
        for at, number in enumerate(numbers)
    ]
    now = screen.play.journeys.clock.now()
    screen.play.kiosk.ledger.execute(lambda house: announce(house, known, "csv:a-lin", now).events)
    return numbers


def visit(screen: Screen, numbers: Sequence[str]) -> Iterator[Parcel]:
    """Yield each parcel of one session: label to the camera, the size, the door; then the next label."""
    screen.bench.tap(WANG)
    expect(screen.page.locator(".page-scan")).to_be_visible(timeout=WITHIN_MS)
    screen.bench.lift()
    for number in numbers:
        screen.bench.bring_parcel(number)
        began_s = time.perf_counter()
        screen.bench.show_text(number, "code128")
        likely = screen.page.locator(".size.likely")
        expect(likely).to_be_visible(timeout=WITHIN_MS)
        expect(screen.page.locator("input[name=barcode]")).to_have_value(number, timeout=WITHIN_MS)
        screen.bench.clear()
        likely.click()
        comes_to(screen, "open")
        machine_s = time.perf_counter() - began_s
        place = screen.door()
        screen.bench.put_parcel(place, number)
        began_s = time.perf_counter()
        screen.bench.push_shut(place)
        comes_to(screen, "done|ask")
        yield Parcel(1, 0, machine_s + time.perf_counter() - began_s)


def pick_up(screen: Screen) -> Parcel:
    """Return how it went for a resident who holds the newest printed slip to the camera and takes the parcel."""
    screen.start()
    began_s = time.perf_counter()
    screen.bench.show_piece()
    screen.page.wait_for_url("**/movements/*", timeout=WITHIN_MS)
    comes_to(screen, "open")
    machine_s = time.perf_counter() - began_s
    screen.bench.clear()
    place = screen.door()
    screen.bench.take_parcel(place)
    began_s = time.perf_counter()
    screen.bench.push_shut(place)
    comes_to(screen, "done|ask")
    return Parcel(0, 0, machine_s + time.perf_counter() - began_s)


def comes_to(screen: Screen, moment: str) -> None:
    """Wait until the door's page tells of one of these moments."""
    state = re.compile(rf" ({moment}) ")
    expect(screen.page.locator("#page")).to_have_attribute("data-state", state, timeout=WITHIN_MS)


def drop_and_pick_up() -> list[Figure]:
    """Return touches and seconds of machine time for a drop and for a pick-up."""
    with workshop() as root, browser_page() as page, lobby_screen(root / "s", page) as screen:
        screen.start()
        dropped = list(visit(screen, announced(screen)))
        screen.play.journeys.visits.end()
        until(screen.bench.printed, 60)
        taken = [pick_up(screen)]
    how = (
        f"one session of {PARCELS} announced parcels in Chromium (800x480, no GPU), simulated lobby: label to "
        "the camera until the door is seen open, door pushed shut until the screen says so; hands take no time"
    )
    again = "a printed slip held to the camera until the door is seen open, and door pushed shut until it is said so"
    return [
        Figure(
            "touches a drop", spread([one.touches + one.typed for one in dropped]), "", how, Aim("max", 2)
        ),
        Figure("machine time a drop", spread([one.machine_s for one in dropped]), "s", how),
        Figure(
            "touches a pick-up", spread([one.touches + one.typed for one in taken]), "", again, Aim("max", 1)
        ),
        Figure("machine time a pick-up", spread([one.machine_s for one in taken]), "s", again),
    ]
