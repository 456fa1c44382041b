"""Cabinets in which a key may hang in any slot: which one is proposed, and what a key in another one means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.commissioning.changing import changed_settings
from kiosk.commissioning.thought import thought_of
from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.hanging import events as h
from kiosk.domain.hanging.hanging import (
    decide_no_slot,
    decide_take_over,
    meant_inside,
    room_left,
    slot_for,
    within_reach,
)
from kiosk.domain.house import House
from kiosk.domain.items import at_place, with_person
from kiosk.domain.keeping.leaving import free_slots
from kiosk.domain.keys.issuing import ReturnKey, decide_return
from kiosk.domain.moments import moment_of
from kiosk.domain.observing import observe
from kiosk.domain.places import Furniture, Place, Reading
from kiosk.domain.refusal import Refused
from kiosk.flows.shifts.tasks import tasks
from kiosk.settings import SettingsProblems, fittings_of, load
from tests.unit.houses import LABEL, NOON, OUT, PEOPLE, RETURN, at, opened, person, place, shut, unclear

CONFIG = Path(__file__).parents[2] / "config"


def slot(name: str, *, any_key: bool = True, left_mm: int = 0, bottom_mm: int = 1000) -> Place:
    """Return a slot at a spot; the letter is its cabinet."""
    at_spot = replace(place("K01"), id=name, number=int(name[1:]), left_mm=left_mm, bottom_mm=bottom_mm)
    return replace(at_spot, returns_any=any_key, width_mm=100, height_mm=100)


SLOTS = [
    slot("K01"),
    slot("K02", left_mm=100),
    slot("K03", left_mm=300),
    slot("K04", left_mm=100, bottom_mm=1300),
    slot("B01", left_mm=500),
    slot("P01", any_key=False, left_mm=700),
]
SITE = Furniture({one.id: one for one in SLOTS})
EMPTY = {one.id: shut(one.id, tags=()) for one in SLOTS}


def proposed(house: House, *, in_reach: bool = False, **readings: Reading) -> str | None:
    """Return the slot for the first key, all others empty but for `readings`."""
    return slot_for(house, SITE, {**EMPTY, **readings}, house.keys["k1"], in_reach=in_reach)


def full(house: House, *names: str) -> House:
    """Return the house with a key on record in each of these slots."""
    keys = [e.KeyRegistered(f"x-{name}", "common", LABEL, f"X{name}", name, (), None) for name in names]
    return at(house, *keys)


class TestProposal:
    @pytest.mark.parametrize(
        ("house", "told"),
        [
            (OUT, "K01"),
            (at(OUT, e.DoorDoubted("K01", "switch")), "K03"),  # K02 holds the second key
            (full(OUT, "K01"), "K03"),
            (full(OUT, "K01", "K03"), "K04"),
            (at(full(OUT, "K01"), replace(RETURN, key="k2", movement="o", place="K03")), "K04"),
            (full(OUT, "K01", "K03", "K04"), "B01"),
            (full(OUT, "K01", "K03", "K04", "B01"), "P01"),
            (full(OUT, "K01", "K03", "K04", "B01", "P01"), None),
        ],
    )
    def test_the_last_slot_then_the_nearest_then_another_cabinet(self, house: House, told: str) -> None:
        assert proposed(house) == told

    @pytest.mark.parametrize(
        ("reading", "told"),
        [
            (shut("K01", tags=("T9",)), "K03"),  # something hangs there that nobody knows of
            (shut("K01", tags=(), present=True), "K03"),
            (shut("K01", tags=None), "K03"),  # its contact is broken: nobody would know what hangs there
            (Reading("K01", None, tags=()), "K03"),
            (Reading("K01", False, tags=()), "K03"),
        ],
    )
    def test_only_a_slot_that_is_surely_empty(self, reading: Reading, told: str) -> None:
        assert proposed(OUT, K01=reading) == told

    def test_a_slot_in_reach_first_for_who_asks_for_it(self) -> None:
        assert [one.id for one in SLOTS if not within_reach(one)] == ["K04"]
        high = at(OUT, h.KeyRehung("k1", "K04", "K01"), e.CustodySettled("k1", with_person("a"), "a", ""))
        assert (proposed(high), proposed(high, in_reach=True)) == ("K04", "K01")

    def test_a_fixed_slot_is_the_only_one(self) -> None:
        fixed = Furniture({one.id: replace(one, returns_any=False) for one in SLOTS})
        house = full(OUT, "K01")
        assert slot_for(house, fixed, EMPTY, house.keys["k1"]) == "K01"

    def test_a_line_that_is_down_is_told_at_its_door(self) -> None:
        down = {one.id: Reading(one.id, None) for one in SLOTS}
        assert slot_for(OUT, SITE, down, OUT.keys["k1"]) == "K01"

    def test_a_fixed_slot_that_is_somebodys_is_no_refuge(self) -> None:
        owner = e.KeyRegistered("own", "common", LABEL, "T7", "P01", (), None)
        out = e.CustodySettled("own", with_person("a"), "a", "")
        assert proposed(at(full(OUT, "K01", "K03", "K04", "B01"), owner, out)) is None

    def test_the_intent_names_the_slot(self) -> None:
        intent, command = decide_return(OUT, ReturnKey("b", "a", "k1"), "K03")
        assert isinstance(intent, e.KeyReturnIntended) and intent.place == "K03"
        assert isinstance(command, e.DoorCommanded) and command.place == "K03"


def seen(house: House, name: str, *tags: str) -> list[e.Event]:
    """Return what a look at a slot proves, but for its door."""
    proven = observe(house, SITE.places[name], shut(name, tags=tags))
    return [event for event in proven if not isinstance(event, e.DoorShut)]


class TestWhatALookProves:
    QUIET = at(OUT, *[e.DoorShut(one.id, "") for one in SLOTS])

    def test_a_key_that_came_back_alone_lives_where_it_hangs(self) -> None:
        assert seen(self.QUIET, "K03", "T1") == [e.KeyBack("k1", "K03"), h.KeyRehung("k1", "K03", "K01")]
        house = at(self.QUIET, *seen(self.QUIET, "K03", "T1"))
        assert (house.keys["k1"].place, house.keys["k1"].custodian) == ("K03", at_place("K03"))
        assert seen(house, "K03", "T1") == []

    @pytest.mark.parametrize("name", ["B01", "P01"])
    def test_in_another_cabinet_it_is_wrong(self, name: str) -> None:
        kinds = [type(event) for event in seen(self.QUIET, name, "T1")]
        assert kinds == [e.KeyBack, e.DoorDoubted]

    def test_a_return_is_confirmed_wherever_it_was_hung(self) -> None:
        going = opened(self.QUIET, RETURN)
        events = seen(going, "K03", "T1")
        assert events == [e.KeyReturnConfirmed("b", "tag:K03"), h.KeyRehung("k1", "K03", "K01")]
        house = at(going, *events)
        assert house.movements["b"].hung_at == "K03" and house.keys["k1"].place == "K03"

    def test_also_after_its_own_slot_was_found_empty(self) -> None:
        house = unclear(self.QUIET, RETURN, "empty")
        assert e.KeyReturnConfirmed("b", "tag:K03") in seen(house, "K03", "T1")

    def test_another_key_takes_the_slot_and_the_chosen_one_stays_in_hand(self) -> None:
        both = at(self.QUIET, e.CustodySettled("k2", with_person("a"), "a", ""))
        events = seen(opened(both, RETURN), "K01", "T2")
        assert events[0] == e.KeyReturnAbandoned("b", "other_key")
        assert events[1:] == [h.KeyRehung("k2", "K01", "K02")]  # whose badge it is: no alarm
        others = at(self.QUIET, e.CustodySettled("k2", with_person("other"), "a", ""))
        events = seen(opened(others, RETURN), "K01", "T2")
        assert events[1:] == [e.KeyBack("k2", "K01"), h.KeyRehung("k2", "K01", "K02")]

    @pytest.mark.parametrize("tags", [("T9",), ("T1", "T2"), ()])
    def test_strangers_two_keys_and_none_are_unclear_as_ever(self, tags: tuple[str, ...]) -> None:
        events = seen(opened(self.QUIET, RETURN), "K01", *tags)
        assert any(isinstance(event, e.Unclear) for event in events)

    def test_two_people_who_swap_their_slots_have_both_returned(self) -> None:
        other = replace(RETURN, movement="c", key="k2", place="K03")
        both = at(self.QUIET, e.CustodySettled("k2", with_person("other"), "a", ""))
        house = opened(opened(both, RETURN), other)
        for name, tag in (("K01", "T2"), ("K03", "T1")):
            house = at(house, *observe(house, SITE.places[name], shut(name, tags=(tag,))))
        assert (house.keys["k1"].place, house.keys["k2"].place) == ("K03", "K01")
        assert not house.door("K01").doubt and not house.door("K03").doubt
        told = [
            moment_of(house, house.movements[name], shut("K01"), NOON, opens_within_s=4, shut_prompt_s=9)
            for name in ("b", "c")
        ]
        assert told == ["done", "done"]

    def test_and_no_alarm_is_made_of_it(self) -> None:
        other = replace(RETURN, movement="c", key="k2", place="K03")
        both = at(self.QUIET, e.CustodySettled("k2", with_person("other"), "a", ""))
        house, told = opened(opened(both, RETURN), other), list[e.Event]()
        for name, tag in (("K01", "T2"), ("K03", "T1")):
            events = observe(house, SITE.places[name], shut(name, tags=(tag,)))
            house, told = at(house, *events), [*told, *events]
        assert not [event for event in told if isinstance(event, e.KeyBack | e.DoorDoubted)]

    @pytest.mark.parametrize("first", ["K01", "K03"])
    def test_a_key_that_was_only_moved_leaves_no_doubt_whichever_slot_is_seen_first(self, first: str) -> None:
        house = at(PEOPLE, *[e.DoorShut(one.id, "") for one in SLOTS])
        looks = {"K01": (), "K03": ("T1",)}
        for name in (first, "K03" if first == "K01" else "K01"):
            house = at(house, *observe(house, SITE.places[name], shut(name, tags=looks[name])))
        assert house.keys["k1"].place == "K03" and house.keys["k1"].custodian == at_place("K03")
        assert not house.door("K01").doubt and not house.door("K03").doubt

    def test_a_forced_slot_stays_for_somebody_to_look_at(self) -> None:
        house = at(PEOPLE, *[e.DoorShut(one.id, "") for one in SLOTS], e.DoorForced("K01"))
        for name, tags in (("K01", ()), ("K03", ("T1",))):
            house = at(house, *observe(house, SITE.places[name], shut(name, tags=tags)))
        assert house.door("K01").doubt == "key_gone" and house.door("K01").forced_at

    def test_an_enrolment_that_names_its_first_slot_does_not_send_it_back(self) -> None:
        house = at(self.QUIET, *seen(self.QUIET, "K03", "T1"))
        again = at(house, e.KeyRegistered("k1", "common", LABEL, "T1", "K01", ("desk",), None))
        assert seen(again, "K03", "T1") == [h.KeyRehung("k1", "K03", "K01")]


BEHIND = [replace(slot(f"K0{n}"), shares=tuple(f"K0{m}" for m in (1, 2, 3) if m != n)) for n in (1, 2, 3)]
"""Three slots behind one door."""


class TestOneDoor:
    SHUT = at(OUT, *[e.DoorShut(one.id, "") for one in BEHIND])

    @pytest.mark.parametrize(
        ("house", "told"),
        [
            (SHUT, [["door.forced/1"], [], []]),
            (at(SHUT, e.DoorCommanded("K02", "", "a")), [[], ["door.opened/1"], []]),
            (at(SHUT, RETURN, e.DoorCommanded("K01", "b", "a")), [["door.opened/1"], [], []]),
            (at(SHUT, RETURN), [["door.opened/1"], [], []]),
        ],
    )
    def test_it_is_told_once_that_it_opened(self, house: House, told: list[list[str]]) -> None:
        found = []
        for one in BEHIND:
            events = observe(house, one, Reading(one.id, False))
            found.append([event.stored_as for event in events])
            house = at(house, *events)
        assert found == told

    def test_one_slot_stands_for_it(self) -> None:
        assert [one.door_at for one in BEHIND] == ["K01"] * 3
        assert [one.stands_for_door for one in BEHIND] == [True, False, False]


def test_where_there_are_several_cabinets_a_slot_is_named_with_its_letter() -> None:
    assert [SITE.label_of(one) for one in SLOTS] == ["K1", "K2", "K3", "K4", "B1", "P1"]
    alone = Furniture({one.id: one for one in (*SLOTS[:2], place("L01"))})
    assert [alone.label_of(one) for one in alone.places.values()] == ["1", "2", "1"]


class TestStrays:
    SUPERVISED = at(OUT, person("s", "supervisor"))

    def test_the_desk_is_called_once_and_takes_it_over_once(self) -> None:
        (called,) = decide_no_slot(self.SUPERVISED, "k1", "a")
        house = at(self.SUPERVISED, called)
        assert decide_no_slot(house, "k1", "a") == []
        (taken,) = decide_take_over(house, "k1", house.people["s"])
        house = at(house, taken)
        assert house.keys["k1"].custodian == with_person("s") and house.keys["k1"].due is None
        assert decide_take_over(house, "k1", house.people["s"]) == []
        assert [task.code for task in tasks(house, [], NOON)] == ["key_at_desk"]
        back = replace(RETURN, bearer="s", place="K03")
        going = opened(house, back)
        house = at(going, *with_aftermath(going, [e.KeyReturnConfirmed("b", "tag")]), e.DoorShut("K03", ""))
        assert house.keys["k1"].place == "K03"
        assert house.strays == {} and tasks(house, [], NOON) == []

    def test_whoever_brings_it_may_still_find_a_slot(self) -> None:
        house = at(self.SUPERVISED, *decide_no_slot(self.SUPERVISED, "k1", "a"))
        assert [task.code for task in tasks(house, [], NOON)] == ["key_no_slot"]
        assert at(house, RETURN, e.KeyReturnConfirmed("b", "tag")).strays == {}

    def test_who_may_not(self) -> None:
        house = at(self.SUPERVISED, *decide_no_slot(self.SUPERVISED, "k1", "a"))
        for who, code in (("r", "staff.needed"), ("left", "staff.needed")):
            with pytest.raises(Refused, match=code):
                decide_take_over(house, "k1", house.people[who])
        with pytest.raises(Refused, match=r"key\.no_stray"):
            decide_take_over(house, "k2", house.people["s"])
        with pytest.raises(Refused, match=r"key\.not_with_you"):
            decide_no_slot(house, "k1", "other")


class TestRoom:
    def test_a_key_that_is_out_keeps_its_room(self) -> None:
        assert room_left(OUT, SLOTS, "K") == 2
        found = free_slots(OUT, SITE, EMPTY)
        assert [one.id for one in found] == ["K01", "K03", "K04", "B01", "P01"]
        crowded = full(OUT, "K03", "K04")  # as many keys as slots: the one that is out needs the last one
        assert [one.id for one in free_slots(crowded, SITE, EMPTY)] == ["B01", "P01"]

    def test_whose_the_key_is_that_somebody_finds(self) -> None:
        doubted = at(opened(OUT, replace(RETURN, place="K03")), e.KeyReturnDoubted("b", "unreadable"))
        assert [key.id for key in meant_inside(doubted, SITE.places["K03"])] == ["k1"]
        settled = at(
            doubted, e.DoorSettled("K03", "s", "empty")
        )  # the desk has looked: it is not that one any more
        assert (
            meant_inside(at(settled, e.DoorDoubted("K03", "unknown_tag"), after_s=9), SITE.places["K03"])
            == []
        )
        assert [key.id for key in meant_inside(OUT, SITE.places["K02"])] == ["k2"]
        assert [key.id for key in meant_inside(full(OUT, "K01"), SITE.places["K01"])] == ["x-K01"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('returns = "any"\n[[', 'returns = "anny"\n[[', "allowed are 'fixed' or 'any'; did you mean 'any'?"),
        (', bus = "w1_bus_master3"', "", 'returns = "any", and nothing tells which key hangs in K03'),
        ('number = 1, height_mm = 140, bus', 'number = 1, height_mm = 140, presence = true, bus', "slot 1: presence"),
        ('number = 2, height_mm = 140', 'number = 2, wire = ["locks", 0, 8], height_mm = 140', "wire of its own"),
        ('door = { wire = ["locks", 0, 5] }', "", "slot 1: wire is missing"),
        ('door = { wire = ["locks", 0, 5] }', 'door = { wire = ["locks", 0, 1] }', "is taken by"),
        ('door = { wire = ["locks", 0, 5] }', 'door = { wire = ["lock", 0, 5] }', "did you mean 'locks'?"),
        ("keymap_after_changes = 3", 'keymap_after_changes = -1', "keymap_after_changes"),
    ],
)  # fmt: skip
def test_settings_that_do_not_fit_say_why(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (CONFIG / "any-slot.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "site.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsProblems) as wrong:
        load(file)
    assert len([problem for problem in wrong.value.problems if said in problem]) == 1, wrong.value.problems


def test_the_installer_walks_one_door_once_and_its_wire_goes_to_the_door(tmp_path: Path) -> None:
    text = (CONFIG / "any-slot.toml").read_text(encoding="utf-8")
    before = thought_of(load(CONFIG / "any-slot.toml"))
    assert list(before.doors) == ["K01", "K02", "K03", "K04", "G01", "P01", "P02"]
    moved = replace(before.doors["G01"], latch=("locks", 0, 9), switch=("locks", 0, 9))
    now = replace(before, doors={**before.doors, "G01": moved})
    file = tmp_path / "site.toml"
    file.write_text(changed_settings(text, before, now, [], ""), encoding="utf-8")
    assert {one.latch for one in fittings_of(load(file)) if one.place.cabinet == "G"} == {("locks", 0, 9)}
    assert changed_settings(text, before, before, [], "") == text
