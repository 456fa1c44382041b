"""Eyes shut, at every journey of the lobby: four keys and what a voice says are enough from first page to last."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from kiosk.domain.items import ParcelStage
from kiosk.domain.sending.sending import Stage as How
from tests.flows.test_consents import give, visit_of
from tests.flows.test_sending import left
from tests.lobby import LIN, LIN_PIN, WANG, WANG_PIN
from tests.ui.lobby import Screen, lobby_screen
from tests.ui.test_four_keys import CHOOSE, NEXT, Fingers, waiting
from tests.wire.waiting import until

LI, LI_PHONE = "04F60718293A80", "1201"
SF = "顺丰速运"


def patient(text: str) -> str:
    """Return a site with a storeroom, which waits before it asks for a door: each word takes its time."""
    return text.replace("shut_prompt_s = 20", "shut_prompt_s = 60") + '\n[storeroom]\nshelves = ["A1"]\n'


@pytest.fixture
def screen(tmp_path: Path, page: Page) -> Iterator[Screen]:
    page.set_viewport_size({"width": 800, "height": 480})
    page.context.clear_cookies()
    with lobby_screen(tmp_path / "s", page, amend=patient) as screen:
        screen.start()
        yield screen


def listening(screen: Screen) -> Fingers:
    """Return somebody who has just pressed a key for the first time."""
    screen.start()
    someone = Fingers(screen)
    someone.press(NEXT)
    someone.hears("Speech is on")
    return someone


def taps(screen: Screen, badge: str) -> None:
    """Lay a badge on the reader for a moment."""
    screen.bench.tap(badge, kind="ntag")
    until(lambda: screen.play.journeys.visits.current is not None, 8)
    screen.bench.lift()


def dropped_for_li(screen: Screen) -> str:
    """Return the place of a parcel that waits for somebody with a card."""
    play = screen.play
    play.tap(WANG)
    movement = play.drop("SF-77", LI_PHONE)
    play.comes_to(movement, "done")
    play.journeys.visits.end()
    return movement.place


def shuts(screen: Screen, place: str, *, takes: bool = False, puts: str = "") -> None:
    """Take out or put in, and push the door shut."""
    if takes:
        screen.bench.take_parcel(place)
    if puts:
        screen.bench.put_parcel(place, puts)
    screen.bench.push_shut(place)


def at_door(screen: Screen) -> str:
    """Return the place of the door whose page is there."""
    screen.page.wait_for_url("**/movements/*")
    return screen.door()


def test_by_the_own_card_the_door_opens_by_itself_and_says_which(screen: Screen) -> None:
    place = dropped_for_li(screen)
    someone = listening(screen)
    taps(screen, LI)
    assert f"{int(place[1:])}" in someone.hears("Parcels for you")
    someone.hears("Please take your parcel")
    shuts(screen, place, takes=True)
    someone.hears("Here you are")
    (parcel,) = screen.play.journeys.ledger.house.parcels.values()
    assert parcel.stage is ParcelStage.COLLECTED


def test_what_is_wrong_at_the_door_is_said_and_answered(screen: Screen) -> None:
    place = dropped_for_li(screen)
    someone = listening(screen)
    taps(screen, LI)
    someone.hears("Please take your parcel")
    someone.takes("Other")
    someone.hears("What is wrong")
    someone.takes("It is damaged")
    someone.hears("noted")
    assert [one.kind for one in screen.play.journeys.ledger.house.complaints.values()] == ["damaged"]
    shuts(screen, place, takes=True)
    someone.hears("Here you are")


def test_a_parcel_of_the_storeroom_calls_the_desk(screen: Screen) -> None:
    play = screen.play
    play.tap(WANG)
    play.scan("SF-XL")
    (candidate,) = play.journeys.drop.find_recipients(last_four=LI_PHONE)
    name = os.urandom(16).hex()
    stored = play.journeys.storeroom.start(name, "SF-XL", candidate.person, "XL")
    play.journeys.storeroom.put(stored.id, there=True)
    play.journeys.visits.end()
    notice = until(lambda: next((play.site.root / "outbox").glob("*.json"), None), 10)
    assert notice
    found = re.search(r"取件码 (\d{3}) (\d{3}) (\d{4})", notice.read_text(encoding="utf-8"))
    assert found
    someone = listening(screen)
    someone.takes("Collect")
    someone.hears("Hold your code to the camera")
    someone.takes("Enter the code")
    someone.hears("Enter your code")
    screen.page.keyboard.type("".join(found.groups()))
    someone.hears("at the desk")
    assert [one.id for one, _ in play.journeys.storeroom.asked()] == [stored.item]


def test_a_parcel_is_sent_by_somebody_who_cannot_write(screen: Screen) -> None:
    play = screen.play
    someone = listening(screen)
    someone.takes("Leave or send")
    someone.hears("Leave a key: at the desk. Consents: tap your card.")
    someone.takes("Send a parcel")
    someone.hears("Please tap your resident card")
    taps(screen, LI)
    someone.hears("By which carrier")
    someone.takes(SF)
    someone.hears("Is any of this in it")
    someone.takes("None of it")
    someone.hears("Who gets the fee")
    someone.takes("Paid to the carrier")
    someone.hears("Where does it go")
    someone.takes("I can't write: tell the desk")
    someone.hears("Which door fits")
    play.bench.bring_parcel("OUT1")
    someone.takes("S")
    someone.hears("Put your parcel in")
    shuts(screen, at_door(screen), puts="OUT1")
    someone.hears("It is on its way soon")
    (one,) = play.journeys.ledger.house.sendings.values()
    assert one.unaddressed and play.journeys.sendings.parcel(one) is not None
    assert (
        play.journeys.sendings.waiting(SF).at_doors == 0
    )  # nobody takes it before the desk knows where it goes


def test_a_consent_is_withdrawn(screen: Screen) -> None:
    give(screen.play, "r-zhang")
    visit_of(screen.play, "r-zhang")
    someone = listening(screen)
    screen.page.goto(screen.address + "/home")
    someone = Fingers(screen)
    someone.takes("What I agreed to")
    someone.hears("What I agreed to")
    someone.finds("Repair, Withdraw")
    someone.press(CHOOSE)
    someone.hears("From now on your key stays in its slot")
    someone.takes("Withdraw")
    someone.hears("No consent is in force")
    assert screen.play.journeys.consents.of("1-1-0802") == []


def test_a_courier_leaves_a_parcel(screen: Screen) -> None:
    someone = listening(screen)
    someone.takes("Courier")
    someone.hears("Type the PIN on the keypad")
    screen.page.keyboard.type(WANG_PIN)
    someone.takes("Begin")
    someone.hears("Scan the parcel")
    screen.bench.bring_parcel("SF-9")
    screen.bench.show_text("SF-9", "code128")
    someone.hears("Which building")
    screen.bench.clear()
    main = "document.querySelector('#page main').innerText"
    for part in ("1", "1", "08", "02"):
        before = screen.page.evaluate(main)
        someone.takes(part)
        screen.page.wait_for_function(f"before => {main} !== before", arg=before)
    someone.hears("Is this the one")
    someone.takes("1-1-0802")
    someone.hears("Which size fits")
    someone.takes("S")
    someone.hears("Put the parcel in")
    shuts(screen, at_door(screen), puts="SF-9")
    someone.hears("The parcel is in")
    someone.takes("Next parcel")
    someone.hears("Scan the parcel")


def test_a_courier_who_cannot_sign_takes_along_what_is_sent(screen: Screen) -> None:
    play = screen.play
    name = left(play)
    someone = listening(screen)
    taps(screen, WANG)
    someone.hears("Scan the parcel")
    someone.takes("Outgoing: 1")
    someone.hears("Please sign with a finger")
    someone.takes("I can't sign")
    someone.hears("You need not sign. The desk is told")
    screen.bench.tap(LIN, kind="ntag")
    someone.hears("Your word stands for their signature")
    screen.bench.lift()
    screen.page.keyboard.type(LIN_PIN)
    someone.takes("They agreed")
    someone.hears("They open one after the other")
    someone.takes("Next door")
    someone.hears("Take the parcel")
    shuts(screen, at_door(screen), takes=True)
    someone.hears("It is with you")
    known = play.journeys.sendings.need(name)
    assert (known.stage, known.signature) == (How.LEFT, "witness:a-lin")
    said = " ".join(words for _, words in screen.bench.said())
    assert LIN_PIN not in said and "林晓梅" not in said  # no PIN, no name


def test_whoever_waits_longer_keeps_a_parcel(screen: Screen) -> None:
    code, _ = waiting(screen)
    someone = listening(screen)
    screen.page.goto(screen.address + "/wait")
    someone = Fingers(screen)
    someone.press(NEXT)
    screen.page.keyboard.type(code)
    someone.hears("Touch one to keep it longer")
    (parcel,) = screen.play.journeys.ledger.house.parcels.values()
    assert parcel.stage is ParcelStage.WAITING
    someone.takes("Door " + str(int(parcel.custodian.id[1:])))
    someone.hears("Keep it until")
    someone.press(NEXT)
    someone.press(CHOOSE)
    someone.hears("Keep longer, or away")
    assert screen.play.journeys.ledger.house.parcels[parcel.id].wait.kept_until is not None
