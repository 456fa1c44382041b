"""A resident collects at the real screen: by one gesture, nobody learns anything, and no failure is the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from kiosk import claim_slip
from kiosk.domain.events import BadgeGiven
from kiosk.domain.items import ParcelStage
from kiosk.domain.parcels.codes import in_groups
from tests.flows.test_sharing import laid_beside
from tests.lobby import WANG
from tests.ui.lobby import Screen, lobby_screen
from tests.wire.waiting import until

CARD = "04C0FFEE112233"
ZHANG = "r-zhang"
COUNTS = "addEventListener('pointerdown', () => sessionStorage.touches = Number(sessionStorage.touches ?? 0) + 1, true)"
SEEN = """() => [document.title, document.body.innerText,
    ...[...document.querySelectorAll('[aria-label],[title],input')].map(
        (one) => [one.ariaLabel, one.title, one.type === 'hidden' ? '' : one.value].join(' '))].join(' ')"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, page: Page) -> Iterator[Screen]:
    page.set_viewport_size({"width": 800, "height": 480})
    page.add_init_script(COUNTS)
    with lobby_screen(tmp_path_factory.mktemp("collecting"), page) as screen:
        digest = screen.play.kiosk._storage.keys.digest("badge", CARD)
        screen.play.kiosk.ledger.append(BadgeGiven(ZHANG, digest, False, "a-lin"))
        yield screen


@pytest.fixture
def screen(opened: Screen) -> Iterator[Screen]:
    opened.begin_anew()
    opened.page.evaluate("sessionStorage.touches = 0")
    yield opened
    opened.bench.clear()
    opened.bench.lift()


def left(screen: Screen, number: str) -> tuple[str, str]:
    """Return a parcel for Zhang that a courier has just left, and its place; the start page is shown again."""
    play = screen.play
    play.tap(WANG)
    movement = play.drop(number)
    play.comes_to(movement, "done")
    play.journeys.visits.end()
    screen.start()
    return movement.item, movement.place


def show_slip(screen: Screen, parcel: str) -> None:
    """Hold a parcel's QR code to the camera."""
    house, keys = screen.play.journeys.ledger.house, screen.play.kiosk._storage.keys
    screen.bench.show_text(claim_slip.write(keys.slips, "yunqi", house.parcels[parcel].slip), "qr")


def code_of(screen: Screen, parcel: str) -> str:
    """Return a parcel's code, digits alone."""
    slip = screen.play.journeys.ledger.house.parcels[parcel].slip
    return (screen.play.kiosk.ledger.opened(f"code:{slip}") or b"").decode()


def shut(screen: Screen, place: str, *, taken: bool = True) -> None:
    """Take the parcel out, or not, and push the door shut."""
    if taken:
        screen.bench.take_parcel(place)
    screen.bench.push_shut(place)


def tells_nobody(screen: Screen, parcel: str) -> None:
    """The page says nothing of whose parcel it is, nor how it is collected: to eyes, nor to a screen reader."""
    card = screen.play.journeys.directory.card(ZHANG)
    person, known = (
        screen.play.journeys.ledger.house.people[ZHANG],
        screen.play.journeys.ledger.house.parcels[parcel],
    )
    assert card is not None and card.phone
    code = code_of(screen, parcel)
    secrets = (card.name, card.phone, person.unit or "", code, in_groups(code), known.barcode, known.slip)
    seen = screen.page.evaluate(SEEN)
    assert [one for one in secrets if one and one in seen] == []


def touches(screen: Screen) -> int:
    """Return how often somebody has touched the screen since it was started."""
    return int(screen.page.evaluate("Number(sessionStorage.touches)"))


def test_a_slip_before_the_camera_is_the_only_gesture(screen: Screen) -> None:
    parcel, place = left(screen, "SF1")
    screen.page.evaluate("sessionStorage.touches = 0")
    show_slip(screen, parcel)
    screen.shows("Please take your parcel")
    tells_nobody(screen, parcel)
    screen.bench.clear()
    shut(screen, place)
    screen.shows("Here you are")
    tells_nobody(screen, parcel)
    assert touches(screen) == 0


def test_a_tap_of_the_own_card_is_the_only_gesture_and_opens_all_doors_in_turn(screen: Screen) -> None:
    first, second = left(screen, "SF2"), left(screen, "SF3")
    screen.page.evaluate("sessionStorage.touches = 0")
    screen.bench.tap(CARD)
    screen.shows("Parcels for you: 2")
    screen.bench.lift()
    for turn in ("1 of 2", "2 of 2"):
        screen.shows("Please take your parcel")
        for parcel, _ in (first, second):
            tells_nobody(screen, parcel)
        shut(screen, screen.door())
        screen.shows("Here you are")
        screen.shows(turn)
    assert touches(screen) == 0
    house = screen.play.journeys.ledger.house
    assert {house.parcels[one].stage for one, _ in (first, second)} == {ParcelStage.COLLECTED}


def test_a_touch_stops_the_door_that_the_card_would_open(screen: Screen) -> None:
    parcel, place = left(screen, "SF4")
    fired = len(screen.bench.firings())
    with screen.with_a_clock() as mine:
        mine.bench.tap(CARD)
        mine.shows("Opens by itself")
        mine.bench.lift()
        mine.touch("My home")
        mine.shows("Parcels for you")
        mine.page.clock.run_for(6_000)
        assert len(mine.bench.firings()) == fired
        mine.touch("Collect all")
        mine.shows("Please take your parcel")
        tells_nobody(mine, parcel)
        shut(mine, place)
        mine.shows("Here you are")


def test_a_door_that_stays_shut_then_another_way_then_the_desk(screen: Screen) -> None:
    parcel, place = left(screen, "SF5")
    screen.bench.jam(place)
    screen.touch("Collect A parcel waits for you")
    screen.touch("Enter the code")
    screen.type(code_of(screen, parcel))
    screen.shows("still yours")
    tells_nobody(screen, parcel)
    screen.touch("Open again")
    screen.shows("It did not open")
    screen.touch("Stop here")
    screen.shows("The desk will open it")
    tells_nobody(screen, parcel)
    screen.bench.jam(place, False)
    screen.touch("Finish")
    screen.rests()
    show_slip(screen, parcel)  # another way, and it works by now
    screen.shows("Please take your parcel")
    screen.bench.clear()
    shut(screen, place)
    screen.shows("Here you are")


def test_what_is_wrong_is_one_touch_away_and_noted(screen: Screen) -> None:
    parcel, place = left(screen, "SF6")
    show_slip(screen, parcel)
    screen.shows("Please take your parcel")
    screen.bench.clear()
    screen.touch("Other")
    screen.page.get_by_text("It is damaged").click()
    screen.shows("Damage noted")
    tells_nobody(screen, parcel)
    shut(screen, place)
    screen.shows("Here you are")
    screen.touch("Trouble")
    screen.page.get_by_text("It is not my parcel").click()
    until(lambda: len(screen.play.journeys.complaints.waiting()) == 2, 8)
    assert [one.kind for one in screen.play.journeys.complaints.waiting()] == ["damaged", "wrong_one"]


def test_who_collects_is_told_how_many_lie_behind_the_door(screen: Screen) -> None:
    parcel, place = left(screen, "SF61")
    laid_beside(screen.play, "SF62")
    screen.play.journeys.visits.end()
    screen.start()
    show_slip(screen, parcel)
    screen.shows("Please take your parcel")
    screen.bench.clear()
    screen.shows("2 parcels for your home are inside: please take them all.")
    for number in ("SF61", "SF62"):
        screen.bench.take_parcel(place, number)
    screen.bench.push_shut(place)
    screen.shows("Here you are")


def test_whoever_collects_beside_a_courier_s_work_gives_the_screen_back(screen: Screen) -> None:
    parcel, place = left(screen, "SF7")
    screen.bench.tap(WANG)
    screen.shows("Scan the parcel")
    screen.bench.lift()
    show_slip(screen, parcel)
    screen.shows("Please take your parcel")
    screen.bench.clear()
    shut(screen, place)
    screen.shows("Here you are")
    screen.touch("No, thank you")
    screen.shows("Scan the parcel")
    visit = screen.play.journeys.visits.current
    assert visit is not None and visit.person.id == "c-wang"


def test_a_page_that_is_done_goes_away_by_itself(screen: Screen) -> None:
    parcel, place = left(screen, "SF8")
    show_slip(screen, parcel)
    screen.shows("Please take your parcel")
    screen.bench.clear()
    shut(screen, place)
    screen.shows("Here you are")
    expect(screen.page.locator(".page-idle")).to_be_visible(timeout=20_000)
    tells_nobody(screen, parcel)
