"""What word and sensors make of a movement at a door that nothing looks at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain import ending
from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.moments import moment_of
from kiosk.domain.observing import observe
from kiosk.domain.parcels.allocation import is_free
from kiosk.domain.places import Reading
from kiosk.domain.refusal import Refused
from tests.unit.houses import COLLECT, DROP, ISSUE, NOON, OUT, PEOPLE, RETURN, WAITING, at, commanded, place

NAMES = {DROP: "m", COLLECT: "n", ISSUE: "i", RETURN: "b"}
BEFORE = {DROP: PEOPLE, COLLECT: WAITING, ISSUE: PEOPLE, RETURN: OUT}


def blind(name: str, **more: object) -> Reading:
    """Return a look at a door without a switch whose board answers."""
    return Reading(name, None, answers=True, switched=False, **more)  # type: ignore[arg-type]


def pulsed(intent: e.MovementEvent) -> House:
    """Return the house after the latch was fired for this intent."""
    where = vars(intent)["place"]
    return at(commanded(BEFORE[intent], intent), e.DoorPulsed(where, NAMES[intent]))


def told(house: House, intent: e.MovementEvent, statement: str, reading: Reading) -> list[str]:
    """Return what follows from a word, in short."""
    return [_short(event) for event in ending.say(house, NAMES[intent], statement, "x", reading)]


def _short(event: e.Event) -> str:
    facts = vars(event)
    more = facts.get("note") or facts.get("evidence") or facts.get("reason") or facts.get("statement") or ""
    return f"{event.stored_as.removesuffix('/1')} {more}".strip()


@pytest.mark.parametrize(
    ("intent", "statement", "sensed", "follows"),
    [
        (DROP, "it_is_in", {}, ["parcel.drop.confirmed word:x"]),
        (DROP, "it_is_in", {"present": True}, ["parcel.drop.confirmed presence"]),
        (DROP, "it_is_in", {"present": False}, ["parcel.drop.unclear empty"]),
        (DROP, "not_put_in", {}, ["parcel.drop.abandoned not_put_in"]),
        (DROP, "not_put_in", {"present": True}, ["parcel.drop.unclear still_inside"]),
        (DROP, "too_small", {}, ["parcel.drop.abandoned too_small"]),
        (COLLECT, "i_took_it", {}, ["parcel.collect.confirmed word:x"]),
        (COLLECT, "i_took_it", {"present": True}, ["parcel.collect.unclear still_inside"]),
        (COLLECT, "empty", {}, ["parcel.collect.doubted found_empty", "parcel.disputed empty"]),
        (COLLECT, "not_mine", {}, ["parcel.collect.abandoned not_mine", "parcel.disputed not_mine"]),
        (ISSUE, "i_took_it", {}, ["key.issue.confirmed word:x"]),
        (ISSUE, "i_took_it", {"tags": ("T1",)}, ["key.issue.unclear still_inside"]),
        (ISSUE, "i_took_it", {"tags": ()}, ["key.issue.confirmed tag"]),
        (ISSUE, "not_taken", {}, ["key.issue.abandoned not_taken"]),
        (RETURN, "it_is_in", {}, ["key.return.confirmed word:x"]),
        (RETURN, "it_is_in", {"tags": ("T2",)}, ["key.return.unclear wrong_key"]),
        (RETURN, "not_put_in", {"tags": ()}, ["key.return.abandoned not_put_in"]),
        (DROP, "did_not_open", {}, ["movement.stated did_not_open"]),
    ],
)
def test_a_word_counts_and_sensors_may_object(
    intent: e.MovementEvent, statement: str, sensed: dict[str, object], follows: list[str]
) -> None:
    reading = blind(vars(intent)["place"], **sensed)
    assert told(pulsed(intent), intent, statement, reading) == follows


def test_where_a_switch_tells_nobody_is_asked_whether_it_opened() -> None:
    with pytest.raises(Refused, match="unfit"):
        told(pulsed(DROP), DROP, "did_not_open", Reading("L01", True, answers=True))


def test_a_switch_that_is_silent_just_now_makes_the_place_doubtful() -> None:
    dark = Reading("L01", None, answers=True)
    assert told(pulsed(DROP), DROP, "it_is_in", dark) == [
        "parcel.drop.confirmed word:x",
        "door.doubted switch",
    ]


@pytest.mark.parametrize(
    ("intent", "sensed", "follows"),
    [
        (ISSUE, {"tags": ()}, ["key.issue.confirmed tag"]),
        (ISSUE, {"tags": ("T1",)}, []),
        (ISSUE, {}, []),
        (ISSUE, {"tags": (), "latch_idle": False}, []),
        (RETURN, {"tags": ("T1",)}, ["key.return.confirmed tag"]),
        (RETURN, {"tags": ("T2",)}, []),
        (RETURN, {"present": True}, ["key.return.confirmed presence"]),
        (DROP, {"present": True}, []),  # it may be a hand
        (COLLECT, {"present": False}, []),
    ],
)
def test_a_key_that_is_sensed_where_it_was_to_go_has_moved(
    intent: e.MovementEvent, sensed: dict[str, object], follows: list[str]
) -> None:
    where = vars(intent)["place"]
    seen = observe(pulsed(intent), place(where), blind(where, **sensed))
    assert [_short(event) for event in seen] == follows


def test_what_a_sensor_objected_to_can_be_put_right_and_a_word_is_not_turned_round() -> None:
    still = at(pulsed(COLLECT), e.ParcelCollectUnclear("n", "still_inside"))
    assert [_short(x) for x in observe(still, place("L01"), blind("L01", present=False))] == [
        "parcel.collect.confirmed presence"
    ]
    kept = at(pulsed(DROP), e.ParcelDropUnclear("m", "still_inside"))  # its courier said: not put in
    assert observe(kept, place("L01"), blind("L01", present=True)) == []


def test_no_look_ever_claims_open_shut_or_forced() -> None:
    for house in (
        PEOPLE,
        WAITING,
        pulsed(DROP),
        pulsed(COLLECT),
        at(PEOPLE, e.DoorCommanded("L01", "", "a")),
    ):
        for present in (None, True, False):
            seen = observe(house, place("L01"), blind("L01", present=present))
            claims = (e.DoorOpened, e.DoorShut, e.DoorForced, e.DoorAjar)
            assert not [event for event in seen if isinstance(event, claims)]


@pytest.mark.parametrize(
    ("intent", "sensed", "follows"),
    [
        (DROP, {}, ["parcel.drop.doubted unseen"]),
        (COLLECT, {}, ["parcel.collect.doubted unseen"]),
        (ISSUE, {}, ["key.issue.doubted unseen"]),
        (DROP, {"present": True}, ["parcel.drop.confirmed presence"]),
        (COLLECT, {"present": True}, ["parcel.collect.abandoned still_inside"]),
        (ISSUE, {"tags": ("T1",)}, ["key.issue.abandoned still_inside"]),
    ],
)
def test_silence_proves_nothing_but_sensors_may(
    intent: e.MovementEvent, sensed: dict[str, object], follows: list[str]
) -> None:
    house = pulsed(intent)
    movement = house.movements[NAMES[intent]]
    ended = ending.lapse(house, movement, blind(movement.place, **sensed))
    assert [_short(event) for event in ended] == follows


def test_one_that_did_not_open_is_given_up_and_its_door_doubted() -> None:
    house = at(pulsed(COLLECT), e.MovementStated("n", "did_not_open", "x"))
    for ended in (
        ending.lapse(house, house.movements["n"], blind("L01")),
        ending.stop(house, "n", blind("L01"), pulse_over=False),
    ):
        assert [_short(event) for event in ended] == [
            "parcel.collect.abandoned not_opened",
            "door.doubted did_not_open",
        ]


@pytest.mark.parametrize(
    ("events", "reading", "after_s", "moment"),
    [
        ([], blind("L01"), 1, "opening"),
        ([], blind("L01"), 5, "should_be_open"),  # nobody knows whether the board has fired
        ([e.DoorPulsed("L01", "m")], blind("L01"), 1, "should_be_open"),
        ([e.DoorPulsed("L01", "m")], Reading("L01", None, switched=False), 1, "unreachable"),
        ([e.DoorUnreached("L01", "m", "")], blind("L01"), 1, "unreachable"),
        (
            [e.DoorPulsed("L01", "m"), e.MovementStated("m", "did_not_open", "x")],
            blind("L01"),
            1,
            "not_opened",
        ),
        ([e.DoorPulsed("L01", "m")], Reading("L01", None, answers=True), 1, "should_be_open"),
        ([e.DoorPulsed("L01", "m")], Reading("L01", True, answers=True), 1, "opening"),
    ],
)
def test_moments(events: list[e.Event], reading: Reading, after_s: float, moment: str) -> None:
    house = at(commanded(PEOPLE, DROP), *events)
    now = NOON + timedelta(seconds=after_s)
    found = moment_of(house, house.movements["m"], reading, now, opens_within_s=4, shut_prompt_s=20)
    assert found == moment


@pytest.mark.parametrize(
    ("reading", "free"),
    [
        (blind("L01"), True),
        (blind("L01", present=True), False),
        (Reading("L01", None, switched=False), False),
        (Reading("L01", None, answers=True), False),
        (Reading("L01", False, answers=True), False),
        (Reading("L01", True, answers=True), True),
    ],
)
def test_which_door_takes_a_parcel(reading: Reading, free: bool) -> None:
    assert is_free(PEOPLE, place("L01"), reading) is free
