"""Which events are an alarm, who answers for it, how it ends: a table for each kind, and the rules about people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.alarms import events as a
from kiosk.domain.alarms.alarm import KINDS, Alarm, Duties, Patience, answers_for
from kiosk.domain.alarms.deciding import (
    Acknowledge,
    Explain,
    decide_acknowledge,
    decide_explain,
    decide_seal,
    decide_sign,
    decide_silence,
    decide_take,
    late,
    settled_with,
)
from kiosk.domain.alarms.evolving import RECENT
from kiosk.domain.entrusted.events import ItemFound, ItemMissing
from kiosk.domain.evolving import evolve
from kiosk.domain.hanging.events import KeyRehung
from kiosk.domain.house import House, Recorded
from kiosk.domain.items import at_place, with_person
from kiosk.domain.refusal import Refused
from kiosk.domain.stocktake import events as s
from tests.unit.houses import ISSUE, NOON, OUT, PEOPLE, RETURN, at, opened, person

DUTIES = a.AlarmDutiesSet(
    (("ajar", "attendant"), ("key_gone", "person:a")), ("locks-a",), ("one-wire",), 3, 60
)
STAFF = at(PEOPLE, person("s", "supervisor"), person("m", "manager"), DUTIES)
"""Two keys in their slots, everybody of the staff, and a site that has decided about alarms."""
BORROWED = at(OUT, person("s", "supervisor"), person("m", "manager"), DUTIES)


def told(house: House) -> list[str]:
    """Return each alarm that waits: its kind, what it is about, how often; "." when it is over."""
    return [
        f"{one.kind} {'+'.join(one.places) or one.device or one.cabinet} x{one.count}"
        + ("." if one.ended else "")
        for one in house.alarms.values()
        if one.open
    ]


def the(house: House, kind: str = "") -> Alarm:
    """Return the one alarm that waits (of a kind)."""
    (found,) = [one for one in house.alarms.values() if one.open and kind in ("", one.kind)]
    return found


def after(house: House, *events: e.Event, after_s: float = 0, seq: int = 100) -> House:
    """Return the house after these events, each with a number of its own as in the log."""
    for number, event in enumerate(events, start=seq + int(after_s) * 50):
        house = evolve(house, Recorded(number, NOON + timedelta(seconds=after_s), event))
    return house


def doubted_return(reason: str, found: str) -> tuple[e.Event, ...]:
    """Return the end of a return whose slot holds something else."""
    return (
        e.DoorShut("K01", "b"),
        e.KeyReturnUnclear("b", reason, found),
        e.KeyReturnDoubted("b", reason, found),
    )


RETURNING = opened(BORROWED, RETURN)


@pytest.mark.parametrize(
    ("house", "events", "alarms"),
    [
        (STAFF, [e.DoorForced("K01")], ["forced K01 x1"]),
        (STAFF, [e.DoorForced("K01"), e.DoorShut("K01", "")], ["forced K01 x1."]),
        (STAFF, [e.DoorAjar("L01", "")], ["ajar L01 x1"]),
        (STAFF, [e.DoorAjar("L01", ""), e.DoorShut("L01", "")], ["ajar L01 x1."]),
        (STAFF, [e.KeyGone("k1", "K01"), e.DoorDoubted("K01", "key_gone")], ["key_gone K01 x1"]),
        (STAFF, [e.KeyGone("k1", "K01"), e.KeyBack("k1", "K01")], ["key_gone K01 x1."]),
        (STAFF, [ItemMissing("p-x", "d1", "shelf:A", "a")], ["item_missing shelf:A x1"]),
        (
            STAFF,
            [ItemMissing("p-x", "d1", "shelf:A", "a"), ItemFound("p-x", "d1", "shelf:B", "a")],
            ["item_missing shelf:A x1."],
        ),
        (BORROWED, [e.KeyBack("k1", "K01")], ["key_back K01 x1."]),
        (BORROWED, [e.KeyBack("k1", "K05"), KeyRehung("k1", "K05", "K01")], ["key_back K05 x1."]),
        (
            BORROWED,
            [
                e.KeyBack("k1", "K02"),
                a.TwoTagsSensed("K02", ("k1", "k2"), ()),
                e.DoorDoubted("K02", "two_tags"),
            ],
            ["two_tags K02 x1"],
        ),
        (RETURNING, [e.KeyBack("k1", "K05"), KeyRehung("k1", "K05", "K01")], []),  # its bearer stands there
        (
            STAFF,
            [e.KeyGone("k1", "K01"), e.KeyBack("k1", "K05"), KeyRehung("k1", "K05", "K01")],
            ["key_gone K01 x1."],
        ),
        (STAFF, [e.KeyBack("k1", "K02"), e.DoorDoubted("K02", "wrong_slot")], ["wrong_slot K02 x1"]),
        (BORROWED, [e.KeyBack("k1", "K02"), e.DoorDoubted("K02", "wrong_slot")], ["wrong_slot K02 x1"]),
        (
            STAFF,
            [
                e.KeyBack("k1", "K02"),
                e.DoorDoubted("K02", "wrong_slot"),
                e.KeyGone("k1", "K02"),
                e.KeyBack("k1", "K01"),
            ],
            ["wrong_slot K02 x1."],
        ),
        (STAFF, [e.DoorDoubted("K01", "unknown_tag")], ["wrong_key K01 x1"]),
        (RETURNING, doubted_return("wrong_key", "T2"), ["wrong_key K01 x1"]),
        (STAFF, [e.DoorDoubted("K01", "tag_unreadable")], ["tag_unreadable K01 x1"]),
        (RETURNING, doubted_return("unreadable", ""), ["tag_unreadable K01 x1"]),
        (
            STAFF,
            [a.TwoTagsSensed("K01", ("k1", "k2"), ()), e.DoorDoubted("K01", "two_tags")],
            ["two_tags K01 x1"],
        ),
        (RETURNING, [e.DoorShut("K01", "b"), a.TwoTagsSensed("K01", ("k1", "k2"), (), "b")], []),
        (RETURNING, doubted_return("two_tags", "T2"), ["two_tags K01 x1"]),
        (STAFF, [e.DeviceLost("locks-a", "gone")], ["board_lost locks-a x1"]),
        (
            STAFF,
            [e.DeviceLost("one-wire", "gone"), e.DeviceReturned("one-wire")],
            ["reader_lost one-wire x1."],
        ),
        (STAFF, [a.DevicePartLost("locks-a", "board 2")], ["board_lost locks-a x1"]),
        (
            STAFF,
            [a.DevicePartLost("locks-a", ""), a.DevicePartReturned("locks-a")],
            ["board_lost locks-a x1."],
        ),
        (STAFF, [e.DeviceLost("printer", "gone")], []),
        (STAFF, [a.SealOpened("K")], ["override K x1"]),
        (STAFF, [a.SealOpened("K"), a.SealShut("K")], ["override K x1."]),
        # what is no alarm
        (STAFF, [e.DoorDoubted("L01", "switch"), e.DoorDoubted("K01", "unseen")], []),
        (RETURNING, [e.DoorShut("K01", "b"), e.KeyReturnConfirmed("b", "tag")], []),
        (PEOPLE, [e.DoorForced("K01")], []),  # a site that has not decided yet
    ],
)
def test_what_is_sensed_is_an_alarm(house: House, events: Sequence[e.Event], alarms: list[str]) -> None:
    assert told(after(house, *events)) == alarms


def test_every_kind_stands_in_the_table() -> None:
    rows = [str(row) for row in test_what_is_sensed_is_an_alarm.pytestmark[0].args[1]]  # type: ignore[attr-defined]
    assert [kind for kind in KINDS if not any(f"'{kind} " in row for row in rows)] == []


def test_two_keys_in_one_slot_are_both_named() -> None:
    house = after(RETURNING, *doubted_return("two_tags", "T2"))
    assert the(house).keys == ("k1", "k2")
    strange = after(STAFF, a.TwoTagsSensed("K01", ("k1",), ("T9",)))
    assert the(strange).keys == ("k1",)


def test_what_comes_and_goes_is_one_alarm_that_counts() -> None:
    house = STAFF
    for turn in range(40):
        house = after(house, e.KeyGone("k1", "K01"), e.KeyBack("k1", "K01"), after_s=turn)
    assert told(house) == ["key_gone K01 x40."]
    assert (the(house).begun, the(house).last) == (NOON, NOON + timedelta(seconds=39))
    flapping = STAFF
    for turn in range(9):
        flapping = after(flapping, e.DeviceLost("locks-a", ""), e.DeviceReturned("locks-a"), after_s=turn)
    assert told(flapping) == ["board_lost locks-a x9."]


def test_one_that_is_acknowledged_begins_anew() -> None:
    house = after(STAFF, e.DoorForced("K01"), e.DoorShut("K01", ""))
    first = the(house)
    house = after(house, a.AlarmAcknowledged(first.id, "s", "mistake", "put_right"), after_s=5)
    assert told(house) == [] and house.alarms[first.id].over
    again = after(house, e.DoorForced("K01"), after_s=10)
    assert told(again) == ["forced K01 x1"] and the(again).id != first.id


def test_what_is_over_leaves_the_running_state() -> None:
    house = STAFF
    for turn in range(3 * RECENT):
        house = after(house, e.DoorForced("L01"), e.DoorShut("L01", ""), after_s=turn)
        house = after(house, a.AlarmAcknowledged(the(house).id, "s", "in_order", "nothing"), after_s=turn)
    assert len(house.alarms) == RECENT
    still = after(STAFF, e.DoorForced("L01"))
    acknowledged = after(still, a.AlarmAcknowledged(the(still).id, "s", "in_order", "nothing"))
    assert not next(iter(acknowledged.alarms.values())).over  # the door stands open


# ---- the mechanical override ----------------------------------------------------------------------


def opened_by_hand(*places: str, every_s: float = 1) -> House:
    """Return the house after these doors have opened alone, one after the other."""
    house = STAFF
    for turn, place in enumerate(places):
        house = after(house, e.DoorForced(place), after_s=turn * every_s)
    return house


@pytest.mark.parametrize(
    ("places", "every_s", "alarms"),
    [
        (("K01", "K02"), 1, ["forced K01 x1", "forced K02 x1"]),
        (("K01", "K02", "K03"), 1, ["override K01+K02+K03 x3"]),
        (("K01", "K02", "K03", "K04", "K05"), 20, ["override K01+K02+K03+K04+K05 x5"]),
        (("K01", "K02", "K03"), 61, ["forced K01 x1", "forced K02 x1", "forced K03 x1"]),
        (
            ("K01", "L02", "K03", "L04"),
            1,
            ["forced K01 x1", "forced L02 x1", "forced K03 x1", "forced L04 x1"],
        ),
        (("K01", "K01", "K01"), 1, ["forced K01 x3"]),
    ],
)
def test_several_doors_that_open_alone_are_one_alarm(
    places: tuple[str, ...], every_s: float, alarms: list[str]
) -> None:
    assert told(opened_by_hand(*places, every_s=every_s)) == alarms


def test_forty_doors_are_one_alarm_and_what_is_taken_belongs_to_it() -> None:
    house = opened_by_hand(*(f"K{number:02}" for number in range(1, 41)), every_s=0.5)
    house = after(house, e.KeyGone("k1", "K01"), e.DoorDoubted("K01", "key_gone"), after_s=30)
    assert len(the(house).places) == 40 and the(house).keys == ("k1",)
    shut = after(house, *(e.DoorShut(f"K{number:02}", "") for number in range(1, 41)), after_s=60)
    assert the(shut).ended and not the(house).ended


def test_the_seal_names_the_override_before_any_door_does() -> None:
    house = after(STAFF, a.SealOpened("K"), e.DoorForced("K02"))
    assert told(house) == ["override K02 x2"]
    assert told(after(house, e.DoorShut("K02", ""))) == ["override K02 x2"]  # its seal stands open
    assert told(after(house, e.DoorShut("K02", ""), a.SealShut("K"))) == ["override K02 x2."]


def explain(
    house: House, name: str, *, broken: str = "A1", fresh: str = "A2", why: str = "power_cut"
) -> House:
    """Return the house after somebody of the staff has said why the override was used."""
    command = Explain(the(house).id, why, broken, fresh, f"signature:{name}", "d")
    return after(house, *decide_explain(house, command, house.people[name]), after_s=100)


def test_two_people_explain_it_and_a_stocktake_is_due() -> None:
    house = after(
        opened_by_hand("K01", "K02", "K03"), *(e.DoorShut(f"K0{n}", "") for n in (1, 2, 3)), after_s=50
    )
    name = the(house).id
    with pytest.raises(Refused, match=r"override\.not_explained"):
        decide_sign(house, name, house.people["m"], "signature:m", "d")
    house = explain(house, "s")
    with pytest.raises(Refused, match=r"override\.alone"):
        decide_sign(house, name, house.people["s"], "signature:s", "d")
    with pytest.raises(Refused, match=r"staff\.needed"):
        decide_sign(house, name, house.people["r"], "signature:r", "d")
    house = after(house, *decide_sign(house, name, house.people["a"], "signature:a", "d"), after_s=120)
    alarm = house.alarms[name]
    assert (alarm.open, alarm.stocktake_due, alarm.over) == (False, True, False)
    assert house.seals["K"].number == "A2" and house.door("K01").forced_at is None
    before = after(house, s.StocktakeBegun("old", "a", "routine"), after_s=-10)
    assert after(before, s.StocktakeEnded("old", ()), after_s=130).alarms[name].stocktake_due
    counted = after(house, s.StocktakeBegun("new", "a", "routine"), s.StocktakeEnded("new", ()), after_s=140)
    assert counted.alarms[name].over


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("a", {}, "alarm.not_yours"),
        ("r", {}, "staff.needed"),
        ("s", {"why": "fun"}, "reason.missing"),
        ("s", {"broken": ""}, "seal.number_needed"),
        ("s", {"fresh": ""}, "seal.number_needed"),
        ("s", {"fresh": "A1"}, "seal.number_needed"),
    ],
)
def test_an_explanation_is_whole(name: str, changes: dict[str, str], code: str) -> None:
    house = opened_by_hand("K01", "K02", "K03")
    with pytest.raises(Refused, match=code):
        explain(house, name, **changes)


def test_the_broken_seal_is_the_one_on_record_unless_the_supervisor_says_otherwise() -> None:
    house = after(opened_by_hand("K01", "K02", "K03"), a.SealSet("K", "B7", "s"))
    taken = after(house, a.AlarmTaken(the(house).id, "a"))
    with pytest.raises(Refused, match=r"seal\.other_number"):
        explain(taken, "a")
    assert explain(taken, "a", broken="B7").alarms[the(house).id].explained
    assert explain(taken, "s").alarms[the(house).id].explained


def test_a_door_left_in_doubt_stays_in_doubt() -> None:
    house = after(
        opened_by_hand("K01", "K02", "K03"), e.KeyGone("k1", "K01"), e.DoorDoubted("K01", "key_gone")
    )
    house = explain(house, "s")
    name = the(house).id
    house = after(house, *decide_sign(house, name, house.people["m"], "x", "d"), after_s=120)
    assert house.door("K01").doubt == "key_gone" and house.door("K02").forced_at is None


def test_who_sets_a_seal() -> None:
    assert decide_seal(STAFF, "K", "A1", STAFF.people["s"], ("K",)) == [a.SealSet("K", "A1", "s")]
    known = after(STAFF, a.SealSet("K", "A1", "s"))
    assert decide_seal(known, "K", "A1", STAFF.people["m"], ("K",)) == []
    for house, cabinet, number, name, code in (
        (STAFF, "K", "A1", "a", "supervisor.needed"),
        (STAFF, "X", "A1", "s", "place.unknown"),
        (STAFF, "K", "", "s", "seal.number_needed"),
        (opened_by_hand("K01", "K02", "K03"), "K", "A1", "s", "seal.override_open"),
    ):
        with pytest.raises(Refused, match=code):
            decide_seal(house, cabinet, number, house.people[name], ("K",))


# ---- people ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "taken_by", "name", "may"),
    [
        ("supervisor", "", "s", True),
        ("supervisor", "", "m", True),
        ("supervisor", "", "a", False),
        ("supervisor", "a", "a", True),
        ("supervisor", "a", "other", False),
        ("attendant", "", "a", True),
        ("attendant", "other", "a", True),
        ("person:a", "", "a", True),
        ("person:other", "", "a", False),
        ("person:a", "", "s", True),
        ("attendant", "", "left", False),  # not active any more
        ("attendant", "r", "r", False),
        ("attendant", "", "c", False),
    ],
)
def test_who_may_say_what_was_found(owner: str, taken_by: str, name: str, may: bool) -> None:
    alarm = Alarm("x", "forced", owner, NOON, NOON, taken_by=taken_by)
    assert answers_for(alarm, STAFF.people[name]) is may


@pytest.mark.parametrize(
    ("name", "found", "done", "note", "code"),
    [
        ("a", "mistake", "nothing", "", "alarm.not_yours"),
        ("r", "mistake", "nothing", "", "staff.needed"),
        ("left", "mistake", "nothing", "", "staff.needed"),
        ("s", "aliens", "nothing", "", "finding.unknown"),
        ("s", "mistake", "", "", "finding.unknown"),
        ("s", "break_in", "police", "", "alarm.note_needed"),
        ("s", "missing", "reported", "", "alarm.note_needed"),
        ("s", "break_in", "police", "note:alarm:x", ""),
        ("m", "mistake", "nothing", "", ""),
    ],
)
def test_an_acknowledgement(name: str, found: str, done: str, note: str, code: str) -> None:
    house = after(STAFF, e.DoorForced("K01"))
    command = Acknowledge(the(house).id, found, done, note)
    if code:
        with pytest.raises(Refused, match=code):
            decide_acknowledge(house, command, house.people[name])
    else:
        done_with = after(house, *decide_acknowledge(house, command, house.people[name]))
        assert told(done_with) == []
        with pytest.raises(Refused, match=r"alarm\.over"):
            decide_acknowledge(done_with, command, house.people[name])


@pytest.mark.parametrize("found", ["in_order", "mistake", "fault"])
def test_a_key_that_nobody_knows_of_is_not_in_order(found: str) -> None:
    house = after(STAFF, e.KeyGone("k1", "K01"))
    name, chen = the(house).id, house.people["s"]
    with pytest.raises(Refused, match=r"alarm\.key_gone"):
        decide_acknowledge(house, Acknowledge(name, found, "nothing"), chen)
    assert decide_acknowledge(house, Acknowledge(name, "missing", "reported", "note:x"), chen)
    back = after(house, e.KeyBack("k1", "K01"))
    assert decide_acknowledge(back, Acknowledge(name, found, "nothing"), chen)


def test_an_override_is_explained_or_was_a_break_in() -> None:
    house = opened_by_hand("K01", "K02", "K03")
    with pytest.raises(Refused, match=r"alarm\.explain"):
        decide_acknowledge(house, Acknowledge(the(house).id, "mistake", "nothing"), house.people["s"])
    crowbar = Acknowledge(the(house).id, "break_in", "police", "note:x")
    after_it = after(house, *decide_acknowledge(house, crowbar, house.people["s"]))
    assert after_it.alarms[the(house).id].stocktake_due


def test_being_on_it_and_silence_are_anybodys_of_the_staff() -> None:
    house = after(STAFF, e.DoorForced("K01"))
    name = the(house).id
    assert the(house).sounds
    taken = after(house, *decide_take(house, name, house.people["a"]))
    assert the(taken).taken_by == "a" and not the(taken).sounds
    assert decide_take(taken, name, house.people["a"]) == []
    assert decide_take(taken, name, house.people["other"]) == [a.AlarmTaken(name, "other")]
    quiet = after(house, *decide_silence(house, name, house.people["a"]))
    assert not the(quiet).sounds and decide_silence(quiet, name, house.people["other"]) == []
    for act in (decide_take, decide_silence):
        with pytest.raises(Refused, match=r"staff\.needed"):
            act(house, name, house.people["r"])
        with pytest.raises(Refused, match=r"alarm\.unknown"):
            act(house, "nothing", house.people["a"])


def test_whoever_settles_a_place_has_acknowledged_it() -> None:
    house = after(STAFF, e.KeyGone("k1", "K01"), e.DoorDoubted("K01", "key_gone"), e.DoorForced("K02"))
    assert settled_with(house, "K01", "a", "empty") == []  # nobody knows where the key is
    assert settled_with(house, "K01", "a", "as_recorded") == []
    settled = settled_with(house, "K01", "a", "item_inside")
    assert [type(one) for one in settled] == [a.AlarmAcknowledged]
    house = after(
        house,
        e.CustodySettled("k1", with_person("a"), "a", "x"),
        e.DoorSettled("K01", "a", "empty"),
        *settled,
    )
    assert told(house) == ["forced K02 x1"]
    assert settled_with(opened_by_hand("K01", "K02", "K03"), "K01", "a", "as_recorded") == []


@pytest.mark.parametrize(
    ("minutes", "taken", "shut", "steps"),
    [
        (1, False, False, []),
        (2, False, False, ["1 s"]),
        (2, True, False, []),
        (2, False, True, []),
        (30, False, False, ["2 m"]),
        (30, True, True, ["2 m"]),  # nobody has acknowledged it
    ],
)
def test_whom_it_reaches(minutes: int, taken: bool, shut: bool, steps: list[str]) -> None:
    house = after(STAFF, e.DoorForced("K01"))
    name = the(house).id
    if taken:
        house = after(house, a.AlarmTaken(name, "a"))
    if shut:
        house = after(house, e.DoorShut("K01", ""))
    found = late(house, NOON + timedelta(minutes=minutes), Patience())
    notices = [one.person for one in found if isinstance(one, e.NoticeQueued)]
    told_steps = [one.step for one in found if isinstance(one, a.AlarmEscalated)]
    assert [f"{step} {who}" for step, who in zip(told_steps, notices, strict=True)] == steps
    assert late(after(house, *found), NOON + timedelta(minutes=minutes), Patience()) == []  # each step once


def test_its_owner_is_told_and_without_one_the_supervisor() -> None:
    gone = after(STAFF, e.KeyGone("k1", "K01"))  # the site's: "person:a"
    later = NOON + timedelta(minutes=5)
    assert [one.person for one in late(gone, later, Patience()) if isinstance(one, e.NoticeQueued)] == ["a"]
    away = after(gone, person("a", "attendant", ("desk",), active=False))
    assert [one.person for one in late(away, later, Patience()) if isinstance(one, e.NoticeQueued)] == ["s"]
    assert the(after(STAFF, e.DoorAjar("K01", ""))).owner == "attendant"
    assert Duties().owner("forced") == "supervisor"


def test_a_key_that_is_found_by_a_movement_is_no_longer_gone() -> None:
    house = after(BORROWED, e.CustodySettled("k1", at_place("K01"), "a", "x"), e.KeyGone("k1", "K01"))
    assert told(house) == ["key_gone K01 x1"]
    back = after(house, RETURN, e.KeyReturnConfirmed("b", "tag"))
    assert told(back) == ["key_gone K01 x1."]
    assert told(after(STAFF, ISSUE, e.KeyIssueConfirmed("i", "tag"))) == []
