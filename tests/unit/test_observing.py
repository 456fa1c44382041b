"""What one look proves, for each kind of movement and each reading."""

from __future__ import annotations

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.observing import observe
from kiosk.domain.places import Reading
from tests.unit.houses import (
    COLLECT,
    DROP,
    ISSUE,
    OUT,
    PEOPLE,
    RETURN,
    WAITING,
    at,
    commanded,
    opened,
    place,
    shut,
    unclear,
)

SEEN = at(PEOPLE, *[e.DoorShut(name, "") for name in ("K01", "K02", "L01")])
"""The same house, each door once seen shut."""
PLACES = {name: place(name, sees=True) for name in ("K01", "K02", "L01")}
BLIND = place("L01")


def kinds(house: House, reading: Reading, **places: object) -> list[str]:
    known = places.get("where") or PLACES[reading.place]
    return [
        event.stored_as.removesuffix("/1") + (f" {note}" if (note := _note(event)) else "")
        for event in observe(house, known, reading)  # type: ignore[arg-type]
    ]


def _note(event: e.Event) -> str:
    facts = vars(event)
    return str(
        facts.get("note") or facts.get("reason") or facts.get("evidence") or facts.get("statement") or ""
    )


class TestDoors:
    @pytest.mark.parametrize(
        ("house", "told"),
        [
            (commanded(SEEN, DROP), ["door.opened"]),
            (at(SEEN, e.DoorCommanded("L01", "", "a")), ["door.opened"]),
            (SEEN, ["door.forced"]),
            (PEOPLE, ["door.opened"]),  # never looked at before: it may have stood open for years
            (unclear(SEEN, DROP, "empty"), ["door.opened"]),  # sprang back: its person is still there
            (at(commanded(SEEN, DROP), e.ParcelDropAbandoned("m", "not_opened")), ["door.opened"]),
            (opened(SEEN, DROP), []),
        ],
    )
    def test_a_door_that_is_open(self, house: House, told: list[str]) -> None:
        assert kinds(house, Reading("L01", False)) == told

    @pytest.mark.parametrize(
        ("house", "told"),
        [
            (SEEN, ["door.forced", "door.doubted opened_alone"]),
            (
                at(commanded(SEEN, DROP), e.ParcelDropAbandoned("m", "not_opened")),
                ["door.opened", "door.doubted opened_alone"],
            ),
            (at(SEEN, e.DoorCommanded("L01", "", "a")), ["door.opened"]),
        ],
    )
    def test_a_blind_door_that_opens_alone_is_doubted(self, house: House, told: list[str]) -> None:
        assert kinds(house, Reading("L01", False), where=BLIND) == told

    @pytest.mark.parametrize(
        ("house", "told"),
        [
            (SEEN, []),
            (commanded(SEEN, DROP), ["movement.unwatched"]),
            (opened(SEEN, DROP), ["movement.unwatched"]),
            (at(opened(SEEN, DROP), e.MovementUnwatched("m")), []),
        ],
    )
    def test_what_is_not_seen_proves_nothing_but_that(self, house: House, told: list[str]) -> None:
        assert kinds(house, Reading("L01", None, present=True)) == told

    def test_a_lying_sensor_moves_nothing_behind_a_door_that_stayed_shut(self) -> None:
        assert kinds(commanded(SEEN, DROP), shut("L01", present=True)) == []

    def test_what_moved_while_nobody_could_see_is_moved(self) -> None:
        unwatched = at(commanded(SEEN, DROP), e.MovementUnwatched("m"))
        assert kinds(unwatched, shut("L01", present=True)) == ["parcel.drop.confirmed presence"]

    def test_a_door_that_was_commanded_and_stays_shut_proves_nothing(self) -> None:
        assert kinds(commanded(SEEN, DROP), shut("L01", present=False)) == []

    def test_nothing_is_judged_while_the_latch_pulses(self) -> None:
        assert kinds(opened(SEEN, DROP), Reading("L01", True, present=True, latch_idle=False)) == [
            "door.shut"
        ]


class TestDrop:
    @pytest.mark.parametrize(
        ("said", "present", "told"),
        [
            ((), True, "parcel.drop.confirmed presence"),
            ((), False, "parcel.drop.unclear empty"),
            ((), None, "parcel.drop.unclear ask"),
            (("not_put_in",), False, "parcel.drop.abandoned not_put_in"),
            (("too_small",), None, "parcel.drop.abandoned too_small"),
            (("too_small",), True, "parcel.drop.unclear still_inside"),
        ],
    )
    def test_shut_again(self, said: tuple[str, ...], present: bool | None, told: str) -> None:
        assert kinds(opened(SEEN, DROP, *said), shut("L01", present=present)) == ["door.shut", told]


class TestCollect:
    @pytest.mark.parametrize(
        ("said", "present", "told"),
        [
            ((), False, ["parcel.collect.confirmed presence"]),
            ((), True, ["parcel.collect.unclear still_inside"]),
            ((), None, ["parcel.collect.unclear ask"]),
            (("not_taken",), True, ["parcel.collect.abandoned not_taken"]),
            (("not_taken",), None, ["parcel.collect.abandoned not_taken"]),
            (("not_taken",), False, ["parcel.collect.confirmed presence"]),
            (("not_mine",), True, ["parcel.collect.abandoned not_mine", "parcel.disputed not_mine"]),
            (("not_mine",), None, ["parcel.collect.abandoned not_mine", "parcel.disputed not_mine"]),
            (("not_mine",), False, ["parcel.collect.unclear not_mine_gone"]),
            (("empty",), False, ["parcel.collect.doubted found_empty", "parcel.disputed empty"]),
            (("empty",), None, ["parcel.collect.doubted found_empty", "parcel.disputed empty"]),
            (("empty",), True, ["parcel.collect.unclear still_inside"]),
        ],
    )
    def test_shut_again(self, said: tuple[str, ...], present: bool | None, told: list[str]) -> None:
        assert kinds(opened(WAITING, COLLECT, *said), shut("L01", present=present)) == ["door.shut", *told]


class TestKeys:
    @pytest.mark.parametrize(
        ("said", "tags", "present", "told"),
        [
            ((), (), False, "key.issue.confirmed tag"),
            ((), (), True, "key.issue.unclear unreadable"),
            ((), ("T1",), None, "key.issue.unclear still_inside"),
            ((), ("T2",), None, "key.issue.unclear wrong_key"),
            ((), ("T1", "T2"), None, "key.issue.unclear two_tags, slot.two_tags"),
            ((), ("T2", "T9"), None, "key.issue.unclear two_tags, slot.two_tags"),
            ((), None, None, "key.issue.unclear ask"),
            ((), None, True, "key.issue.unclear still_inside"),
            ((), None, False, "key.issue.confirmed presence"),
            (("not_taken",), ("T1",), None, "key.issue.abandoned not_taken"),
            (("not_taken",), None, None, "key.issue.abandoned not_taken"),
            (("not_taken",), (), None, "key.issue.confirmed tag"),
        ],
    )
    def test_issue(
        self, said: tuple[str, ...], tags: tuple[str, ...] | None, present: bool | None, told: str
    ) -> None:
        reading = shut("K01", tags=tags, present=present)
        assert kinds(opened(PEOPLE, ISSUE, *said), reading) == ["door.shut", *told.split(", ")]

    @pytest.mark.parametrize(
        ("said", "tags", "present", "told"),
        [
            ((), ("T1",), None, "key.return.confirmed tag"),
            ((), ("T2",), None, "key.return.unclear wrong_key"),
            ((), ("T1", "T2"), None, "key.return.unclear two_tags, slot.two_tags"),
            (("not_put_in",), ("T1", "T9"), None, "key.return.unclear two_tags, slot.two_tags"),
            ((), (), False, "key.return.unclear empty"),
            ((), (), True, "key.return.unclear unreadable"),
            ((), None, True, "key.return.confirmed presence"),
            ((), None, False, "key.return.unclear empty"),
            ((), None, None, "key.return.unclear ask"),
            (("not_put_in",), (), None, "key.return.abandoned not_put_in"),
            (("not_put_in",), None, None, "key.return.abandoned not_put_in"),
            (("not_put_in",), ("T1",), None, "key.return.confirmed tag"),
        ],
    )
    def test_return(
        self, said: tuple[str, ...], tags: tuple[str, ...] | None, present: bool | None, told: str
    ) -> None:
        reading = shut("K01", tags=tags, present=present)
        assert kinds(opened(OUT, RETURN, *said), reading) == ["door.shut", *told.split(", ")]


class TestQuietNight:
    @pytest.mark.parametrize(
        ("house", "name", "tags", "present", "told"),
        [
            (SEEN, "K01", ("T1",), None, []),
            (SEEN, "K01", None, None, []),
            (SEEN, "K01", (), False, ["key.gone", "door.doubted key_gone"]),
            (SEEN, "K01", (), True, ["door.doubted tag_unreadable"]),
            (SEEN, "K01", ("T1", "T2"), None, ["key.back", "slot.two_tags", "door.doubted two_tags"]),
            (SEEN, "K01", ("T1", "T9"), None, ["slot.two_tags", "door.doubted two_tags"]),
            (at(SEEN, e.DoorDoubted("K01", "two_tags")), "K01", ("T1", "T9"), None, []),
            (at(SEEN, e.KeyGone("k1", "K01")), "K01", ("T9",), None, ["door.doubted unknown_tag"]),
            (at(SEEN, e.KeyGone("k1", "K01")), "K01", ("T1",), None, ["key.back"]),
        ],
    )
    def test_a_slot(
        self, house: House, name: str, tags: tuple[str, ...] | None, present: bool | None, told: list[str]
    ) -> None:
        assert kinds(house, shut(name, tags=tags, present=present)) == told

    @pytest.mark.parametrize(
        ("house", "present", "told"),
        [
            (SEEN, False, []),
            (SEEN, None, []),
            (SEEN, True, ["door.doubted something_inside"]),
            (at(WAITING, e.DoorShut("L01", "")), True, []),
            (at(WAITING, e.DoorShut("L01", "")), False, ["door.doubted parcel_gone"]),
            (at(SEEN, e.DoorDoubted("L01", "switch")), True, []),  # once is enough
        ],
    )
    def test_a_compartment(self, house: House, present: bool | None, told: list[str]) -> None:
        assert kinds(house, shut("L01", present=present)) == told
