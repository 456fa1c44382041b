"""What blocks somebody who goes off duty, case by case; what is carried over; late keys; keys from hand to hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain import events as e
from kiosk.domain.bookings.events import KeyBooked
from kiosk.domain.emergency.events import EmergencyBegun, EmergencyEnded
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind
from kiosk.domain.keys.events import (
    GrantGiven,
    KeyIssueGranted,
    KeyOverdue,
    KeyRuleSet,
    LimitsSet,
    ReasonSet,
)
from kiosk.domain.keys.rules import KeyRule, Reason
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.places import Furniture, Reading
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import deciding as d
from kiosk.domain.shifts import events as s
from kiosk.domain.shifts.deciding import Pen, Why
from kiosk.domain.shifts.differences import Scene, counted, differences
from kiosk.domain.shifts.handing import HandOverKeys, decide_hand_over, movement_of
from kiosk.domain.shifts.lateness import decide_due, decide_reminder
from kiosk.domain.shifts.shift import RECENT, Counted, Difference, Handover
from kiosk.domain.shifts.shift import Stage as ShiftStage
from kiosk.flows.shifts.shift_questions import grouped, named_at
from kiosk.flows.shifts.tasks import tasks
from kiosk.settings import SettingsProblems, load
from kiosk.settings.tables import Shifts
from tests.unit.houses import (
    ISSUE,
    NOON,
    OUT,
    PEOPLE,
    RETURN,
    at,
    commanded,
    furniture,
    opened,
    person,
    place,
    shut,
)

PEN = Pen("signature:x", "d1")
SITE = furniture(place("K01"), place("K02"))
STAFFED = at(PEOPLE, person("chief", "supervisor"), person("boss", "manager"))
ON = at(STAFFED, s.ShiftBegun("s", "a"))
"""The attendant is on duty and holds nothing."""
HOLDS = at(ON, ISSUE, e.KeyIssueConfirmed("i", "tag"))
"""They hold the first key."""
IN_ORDER = {"K01": shut("K01", tags=("T1",)), "K02": shut("K02", tags=("T2",))}
WITHOUT_K1 = {**IN_ORDER, "K01": shut("K01", tags=())}
DOUBT = e.DoorDoubted("K02", "key_gone")


def found_in(
    house: House, readings: dict[str, Reading] = IN_ORDER, *, after_h: float = 0, trusted: bool = True
) -> list[Difference]:
    """Return every difference of a house so many hours past noon."""
    return differences(Scene(house, SITE, readings, NOON + timedelta(hours=after_h), trusted))


def ids(found: Sequence[Difference]) -> list[str]:
    return [one.id for one in found]


def sign_off(
    house: House, readings: dict[str, Reading] = IN_ORDER, *, seen: str | None = None, after_h: float = 0
) -> list[e.Event]:
    """Return what the attendant's signature puts on record."""
    found = found_in(house, readings, after_h=after_h)
    shown = d.seen_digest(house, house.shifts["s"], found) if seen is None else seen
    return d.decide_off(house, "s", house.people["a"], found, Counted(), shown, PEN)


def explain(house: House, name: str, readings: dict[str, Reading] = IN_ORDER) -> House:
    said = d.decide_explained(
        house, found_in(house, readings), name, house.people["a"], "chief", Why("known", "words:1")
    )
    return at(house, *said)


def let_go(house: House) -> House:
    chief = house.people["chief"]
    return at(house, *d.decide_key_left(house, "s", "k1", chief, Why("night_duty")))


def due(house: House, hours: float) -> House:
    """Return the house in which the first key, once it is out, is due so many hours past noon."""
    granted = KeyIssueGranted("i", NOON + timedelta(hours=hours), "", (), "", False)
    return at(house, ISSUE, granted, e.KeyIssueConfirmed("i", "tag"))


@pytest.mark.parametrize(
    ("house", "readings", "code"),
    [
        (ON, IN_ORDER, None),
        (at(STAFFED), IN_ORDER, "shift.none"),
        (HOLDS, WITHOUT_K1, "shift.keys_held"),
        (let_go(HOLDS), WITHOUT_K1, None),
        (at(let_go(HOLDS), RETURN, e.KeyReturnConfirmed("b", "tag")), IN_ORDER, None),
        (commanded(ON, ISSUE), IN_ORDER, "shift.movement"),
        (opened(HOLDS, RETURN), WITHOUT_K1, "shift.movement"),  # at this very moment it comes back
        (opened(let_go(HOLDS), RETURN), WITHOUT_K1, "shift.movement"),
        (at(ON, DOUBT), IN_ORDER, "shift.unexplained"),
        (explain(at(ON, DOUBT), "doubt-key_gone-K02"), IN_ORDER, None),
        (
            at(explain(at(ON, DOUBT), "doubt-key_gone-K02"), e.DoorForced("K01")),
            IN_ORDER,
            "shift.unexplained",
        ),
        (ON, WITHOUT_K1, "shift.unexplained"),
        (explain(ON, "slot-missing-K01", WITHOUT_K1), WITHOUT_K1, None),
    ],
)
def test_what_blocks(house: House, readings: dict[str, Reading], code: str | None) -> None:
    shown = "" if "s" not in house.shifts else None
    if code is None:
        events = sign_off(house, readings, seen=shown)
        assert [type(one) for one in events] == [s.ShiftSigned]
        return
    with pytest.raises(Refused) as refused:
        sign_off(house, readings, seen=shown)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("house", "readings", "expected"),
    [
        (PEOPLE, IN_ORDER, []),
        (OUT, WITHOUT_K1, []),
        (OUT, IN_ORDER, ["slot-unexpected-K01"]),
        (PEOPLE, {**IN_ORDER, "K01": shut("K01", tags=("T2",))}, ["slot-wrong_key-K01"]),
        (PEOPLE, {**IN_ORDER, "K01": shut("K01", tags=(), present=True)}, ["slot-unreadable-K01"]),
        (PEOPLE, {**IN_ORDER, "K01": Reading("K01", False, tags=("T1",))}, ["slot-open-K01"]),
        (PEOPLE, {}, ["unsensed-line"]),  # a line that says nothing is one difference, not one for each slot
        (opened(PEOPLE, ISSUE), {**IN_ORDER, "K01": Reading("K01", False, tags=())}, []),  # somebody is at it
        (at(PEOPLE, DOUBT), {**IN_ORDER, "K02": shut("K02", tags=())}, ["doubt-key_gone-K02"]),
        (at(PEOPLE, e.DoorForced("K02")), {**IN_ORDER, "K02": Reading("K02", False)}, ["forced-K02"]),
        (at(PEOPLE, e.KeyGone("k1", "K01")), WITHOUT_K1, ["key_gone-k1"]),
        (
            at(PEOPLE, e.KeyGone("k1", "K01"), e.KeyBack("k1", "K02")),
            {"K01": shut("K01", tags=()), "K02": shut("K02", tags=("T2", "T1"))},
            ["key_elsewhere-k1"],
        ),
        (at(PEOPLE, EmergencyBegun("m", "a", "other", "fire", ("K01",))), IN_ORDER, ["emergency-m"]),
        (
            at(PEOPLE, EmergencyBegun("m", "a", "b", "fire", ("K01",)), EmergencyEnded("m", "a", ())),
            IN_ORDER,
            ["stocktake_due-m"],
        ),
    ],
)
def test_what_is_not_as_it_should_be(house: House, readings: dict[str, Reading], expected: list[str]) -> None:
    assert ids(found_in(house, readings)) == expected


def test_a_late_key_is_a_difference_only_by_a_clock_that_can_be_believed() -> None:
    late = due(ON, 1)
    assert ids(found_in(late, WITHOUT_K1, after_h=0.5)) == []
    assert ids(found_in(late, WITHOUT_K1, after_h=1.5)) == ["key_overdue-k1"]
    assert ids(found_in(late, WITHOUT_K1, after_h=1.5, trusted=False)) == []


def test_slots_that_no_sensor_can_tell_of_are_counted_and_block_nobody() -> None:
    blind = Furniture({"K01": replace(place("K01"), senses_tags=False), "K02": place("K02")})
    scene = Scene(PEOPLE, blind, {"K01": shut("K01"), "K02": IN_ORDER["K02"]}, NOON)
    assert differences(scene) == []
    numbers = counted(scene, (1, 2, 3))
    assert (numbers.slots, numbers.as_recorded, numbers.unsensed) == (2, 1, 1)
    assert (numbers.urgent, numbers.ordinary, numbers.long_running) == (1, 2, 3)


def test_a_part_of_its_own_joins_the_others() -> None:
    def till(scene: Scene) -> list[Difference]:
        return [Difference("till.short", item="till-1"), Difference("till.short", item="till-1")]

    scene = Scene(PEOPLE, SITE, IN_ORDER, NOON)
    assert ids(differences(scene, [lambda one: iter(till(one))])) == ["till-short-till-1"]


def test_what_was_explained_is_carried_over_until_it_is_settled() -> None:
    house = explain(at(ON, DOUBT), "doubt-key_gone-K02")
    house = at(house, *sign_off(house))
    assert house.explained["doubt-key_gone-K02"].carried == 1
    carried = house.shifts["s"].handover.explained
    assert [(one.by, one.answers, one.reason, one.note) for one in carried] == [
        ("a", "chief", "known", "words:1")
    ]
    house = at(house, *d.decide_taken(house, "s", house.people["other"], "t", PEN))
    assert house.shifts["t"].person == "other" and house.shifts["s"].taken_by == "other"
    shown = d.seen_digest(house, house.shifts["t"], found_in(house))
    off = d.decide_off(house, "t", house.people["other"], found_in(house), Counted(), shown, PEN)
    house = at(house, *off)  # the next shift need not explain it again
    assert house.explained["doubt-key_gone-K02"].carried == 2
    assert d.settled(house, found_in(house)) == []
    house = at(house, e.DoorSettled("K02", "a", "empty"))
    house = at(house, *d.settled(house, found_in(house)))
    assert house.explained == {}
    assert house.shifts["s"].handover.explained == carried  # what was signed stays as it was signed


@pytest.mark.parametrize(
    ("name", "answers", "why", "by", "code"),
    [
        ("doubt-key_gone-K02", "chief", Why("known"), "r", "staff.needed"),
        ("doubt-key_gone-K01", "chief", Why("known"), "a", "difference.gone"),
        ("doubt-key_gone-K02", "chief", Why(""), "a", "reason.missing"),
        ("doubt-key_gone-K02", "chief", Why("other"), "a", "reason.missing"),
        ("doubt-key_gone-K02", "r", Why("known"), "a", "difference.nobody"),
        ("doubt-key_gone-K02", "left", Why("known"), "a", "difference.nobody"),
    ],
)
def test_an_explanation_that_explains_nothing(name: str, answers: str, why: Why, by: str, code: str) -> None:
    house = at(ON, DOUBT)
    with pytest.raises(Refused) as refused:
        d.decide_explained(house, found_in(house), name, house.people[by], answers, why)
    assert refused.value.code == code


def test_what_changed_while_somebody_signed_is_shown_again() -> None:
    shown = d.seen_digest(ON, ON.shifts["s"], found_in(ON))
    changed = explain(at(ON, DOUBT), "doubt-key_gone-K02")
    with pytest.raises(Refused, match=r"shift\.changed"):
        sign_off(changed, seen=shown)


def test_nobody_signs_for_somebody_else_s_shift() -> None:
    seen = d.seen_digest(ON, ON.shifts["s"], [])
    for other in ("other", "chief"):
        with pytest.raises(Refused, match=r"shift\.none"):
            d.decide_off(ON, "s", ON.people[other], [], Counted(), seen, PEN)


def test_a_key_that_was_let_go_since_is_not_what_was_signed() -> None:
    shown = d.seen_digest(HOLDS, HOLDS.shifts["s"], found_in(HOLDS, WITHOUT_K1))
    with pytest.raises(Refused, match=r"shift\.changed"):
        sign_off(let_go(HOLDS), WITHOUT_K1, seen=shown)


def test_all_that_was_explained_is_handed_over_and_stays() -> None:
    house = at(ON, DOUBT, e.DoorDoubted("K01", "key_gone"))
    names = {"doubt-key_gone-K01", "doubt-key_gone-K02"}
    for name in sorted(names):
        house = explain(house, name)
    house = at(house, *sign_off(house))
    assert {one.difference.id for one in house.shifts["s"].handover.explained} == names
    assert {name: one.carried for name, one in house.explained.items()} == dict.fromkeys(names, 1)


def test_a_double_tap_signs_once_and_a_taker_takes_once() -> None:
    house = at(ON, *sign_off(ON))
    assert d.decide_off(house, "s", house.people["a"], [], Counted(), "whatever", PEN) == []
    taken = at(house, *d.decide_taken(house, "s", house.people["other"], "t", PEN))
    assert d.decide_taken(taken, "s", taken.people["other"], "u", PEN) == []
    with pytest.raises(Refused, match=r"shift\.taken"):
        d.decide_taken(taken, "s", taken.people["chief"], "u", PEN)
    assert d.decide_on(taken, "v", taken.people["other"]) == []  # on duty already, by taking over


@pytest.mark.parametrize(
    ("who", "code"), [("a", "shift.own"), ("r", "staff.needed"), ("left", "person.inactive")]
)
def test_who_can_t_take_over(who: str, code: str) -> None:
    house = at(ON, *sign_off(ON))
    with pytest.raises(Refused) as refused:
        d.decide_taken(house, "s", house.people[who], "t", PEN)
    assert refused.value.code == code
    with pytest.raises(Refused, match=r"shift\.none"):
        d.decide_taken(ON, "s", ON.people["other"], "t", PEN)  # it has not been signed


def test_a_supervisor_closes_what_nobody_takes_but_not_the_own() -> None:
    house = at(ON, *sign_off(ON))
    chief, why = house.people["chief"], Why("nobody_comes", "words:2")
    for by, reason, code in (
        ("other", why, "supervisor.needed"),
        ("chief", Why("other"), "reason.missing"),
        ("chief", Why("tired"), "reason.missing"),
    ):
        with pytest.raises(Refused) as refused:
            d.decide_closed(house, "s", house.people[by], reason)
        assert refused.value.code == code
    closed = at(house, *d.decide_closed(house, "s", chief, why))
    assert closed.shifts["s"].stage is ShiftStage.OVER and closed.shifts["s"].closed_by == "chief"
    assert d.decide_closed(closed, "s", chief, why) == []
    own = at(STAFFED, s.ShiftBegun("s", "chief"))
    own = at(own, s.ShiftSigned("s", "chief", closed.shifts["s"].handover, "", "x", ""))
    with pytest.raises(Refused, match=r"shift\.own"):
        d.decide_closed(own, "s", chief, why)


def test_somebody_who_left_without_clocking_off_keeps_their_keys_and_their_due() -> None:
    chief, why = HOLDS.people["chief"], Why("went_home")
    with pytest.raises(Refused, match=r"shift\.unexplained"):
        d.decide_absent(at(HOLDS, DOUBT), "s", chief, found_in(at(HOLDS, DOUBT), WITHOUT_K1), Counted(), why)
    house = due(ON, 3)
    events = d.decide_absent(house, "s", chief, found_in(house, WITHOUT_K1), Counted(), why)
    ended = at(house, *events)
    shift = ended.shifts["s"]
    assert (shift.absent, shift.closed_by, shift.stage) == (True, "chief", ShiftStage.OVER)
    assert [one.key for one in shift.let_go] == [one.key for one in shift.handover.let_go] == ["k1"]
    assert [(one.key, one.bearer) for one in shift.handover.out] == [("k1", "a")]
    assert ended.keys["k1"].custodian.id == "a" and ended.keys["k1"].due == NOON + timedelta(hours=3)
    assert d.decide_absent(ended, "s", chief, [], Counted(), why) == []


def test_nobody_lets_the_own_key_go() -> None:
    house = at(STAFFED, s.ShiftBegun("s", "chief"))
    mine = e.KeyIssueIntended("i", "k1", "chief", "K01", "repair", "", "x", "", "")
    house = at(house, mine, e.KeyIssueConfirmed("i", "tag"))
    with pytest.raises(Refused, match=r"shift\.own"):
        d.decide_key_left(house, "s", "k1", house.people["chief"], Why("night_duty"))
    boss = house.people["boss"]
    assert d.decide_key_left(house, "s", "k1", boss, Why("night_duty"))
    with pytest.raises(Refused, match=r"key\.not_with_you"):
        d.decide_key_left(house, "s", "k2", boss, Why("night_duty"))


def test_a_leave_ends_when_the_key_comes_back() -> None:
    house = at(let_go(HOLDS), RETURN, e.KeyReturnConfirmed("b", "tag"))
    again = e.KeyIssueIntended("i2", "k1", "a", "K01", "repair", "", "x", "", "")
    house = at(house, again, e.KeyIssueConfirmed("i2", "tag"), after_s=60)
    with pytest.raises(Refused, match=r"shift\.keys_held"):
        sign_off(house, WITHOUT_K1)
    chief = house.people["chief"]
    house = at(house, *d.decide_key_left(house, "s", "k1", chief, Why("works_on")), after_s=70)
    assert sign_off(house, WITHOUT_K1)


def test_only_a_few_shifts_that_are_over_stay_at_hand() -> None:
    house = STAFFED
    for number in range(RECENT + 9):
        name = f"s{number}"
        house = at(house, s.ShiftBegun(name, "a"))
        house = at(house, s.ShiftSigned(name, "a", Handover(), "", "x", ""))
        house = at(house, s.ShiftTaken(name, "chief", "y", ""))
    house = at(house, s.ShiftBegun("on", "a"))
    assert len(house.shifts) == RECENT + 1 and next(iter(house.shifts)) == "s9"


def test_open_handovers_and_endless_shifts_are_tasks() -> None:
    signed = at(ON, *sign_off(ON))
    assert [(one.code, one.urgent) for one in tasks(signed, [], NOON)] == [("handover_open", True)]
    assert tasks(ON, [], NOON + timedelta(hours=15)) == []
    long = tasks(ON, [], NOON + timedelta(hours=17))
    assert [(one.code, one.urgent) for one in long] == [("shift_long", False)]
    urgent, ordinary, old = grouped([*tasks(signed, [], NOON), *long], NOON + timedelta(hours=25))
    assert [[one.code for one in group] for group in (urgent, ordinary, old)] == [
        ["handover_open"],
        [],
        ["shift_long"],
    ]


# ---- late keys -----------------------------------------------------------------------------------

LATE = due(ON, 1)
AT_TWO = NOON + timedelta(hours=2)


def test_a_reminder_goes_out_once_a_touch_and_is_remembered() -> None:
    by = LATE.people["other"]
    events = decide_reminder(LATE, "k1", by, "r-1", AT_TWO)
    assert [type(one) for one in events] == [s.KeyReminded, e.NoticeQueued]
    told = at(LATE, KeyOverdue("k1", "a", 1), e.NoticeQueued("o1-k1", "a", "key_due", "k1"), *events)
    assert [(one.notice, one.by) for one in told.keys["k1"].told] == [("o1-k1", ""), ("r-1", "other")]
    assert decide_reminder(told, "k1", by, "r-1", AT_TWO) == []
    back = at(told, RETURN, e.KeyReturnConfirmed("b", "tag"))
    assert back.keys["k1"].told == ()
    with pytest.raises(Refused, match=r"key\.not_late"):
        decide_reminder(LATE, "k1", by, "r-2", NOON)
    with pytest.raises(Refused, match=r"key\.not_out"):
        decide_reminder(back, "k1", by, "r-2", AT_TWO)


@pytest.mark.parametrize(
    ("by", "authorisers", "hours", "reason", "code"),
    [
        ("chief", (), 4, "work_goes_on", None),
        ("boss", (), 4, "work_goes_on", None),
        ("other", ("other",), 4, "work_goes_on", None),  # who agreed when it was issued
        ("other", (), 4, "work_goes_on", "due.not_yours"),
        ("a", ("a",), 4, "work_goes_on", "due.not_yours"),  # never the bearer
        ("left", ("left",), 4, "work_goes_on", "due.not_yours"),
        ("chief", (), 4, "", "reason.missing"),
        ("chief", (), 4, "other", "reason.missing"),
        ("chief", (), 1.5, "work_goes_on", "due.not_later"),  # it is two o'clock by now
        ("chief", (), 24 * 8, "work_goes_on", "due.too_far"),
    ],
)
def test_who_may_say_that_a_key_is_due_later(
    by: str, authorisers: tuple[str, ...], hours: float, reason: str, code: str | None
) -> None:
    later = NOON + timedelta(hours=hours)
    told = at(LATE, KeyOverdue("k1", "a", 2))

    def decide() -> list[e.Event]:
        return decide_due(told, "k1", told.people[by], authorisers, later, Why(reason), AT_TWO)

    if code is None:
        house = at(told, *decide())
        assert (house.keys["k1"].due, house.keys["k1"].overdue_step) == (later, 0)
        assert decide_due(house, "k1", house.people[by], authorisers, later, Why(reason), AT_TWO) == []
        return
    with pytest.raises(Refused) as refused:
        decide()
    assert refused.value.code == code


def test_a_key_that_somebody_waits_for_is_due_as_it_was() -> None:
    four = NOON + timedelta(hours=4)
    booked = KeyBooked("b", "k1", "other", "other", four, four + timedelta(hours=1), "", "", "")
    house, chief = at(LATE, booked), LATE.people["chief"]
    before = decide_due(house, "k1", chief, (), four - timedelta(hours=1), Why("way_back"), AT_TWO)
    assert before
    with pytest.raises(Refused, match=r"due\.booked"):
        decide_due(house, "k1", chief, (), four + timedelta(minutes=1), Why("way_back"), AT_TWO)


# ---- from hand to hand ---------------------------------------------------------------------------

REASONS = ("repair", "handover")


def issue_of(house: House, **changes: object) -> Movement:
    return replace(house.movements["i"], **changes)  # type: ignore[arg-type]


def hand_over(
    house: House, taker: str = "a2", *, renewed: bool = False, issue: Movement | None = None
) -> list[e.Event]:
    found = {"k1": issue or house.movements["i"]}
    command = HandOverKeys("f" * 32, "a", taker, ("k1",), renewed, found, PEN, Pen("signature:y", "d2"))
    return decide_hand_over(house, command, REASONS, NOON)


COLLEAGUE = at(due(ON, 3), person("a2", "attendant", ("desk",)))


def test_a_key_goes_from_hand_to_hand_and_stays_due() -> None:
    events = hand_over(COLLEAGUE)
    house = at(COLLEAGUE, *events)
    key, movement = house.keys["k1"], house.movements[movement_of("f" * 32, "k1")]
    assert (key.custodian.kind, key.custodian.id) == (CustodianKind.PERSON, "a2")
    assert key.due == NOON + timedelta(hours=3)
    assert (movement.kind, movement.stage, movement.giver) == (Kind.HAND_OVER, Stage.CONFIRMED, "a")
    assert (movement.reason, movement.signature) == ("repair", "signature:y")
    assert hand_over(house) == []  # the double tap
    assert sign_off(house, WITHOUT_K1)  # nothing holds the giver back any more


def test_it_may_be_due_as_if_it_were_issued_now() -> None:
    ruled = at(COLLEAGUE, KeyRuleSet("key:k1", KeyRule(due_min=30), "file"))
    assert at(ruled, *hand_over(ruled, renewed=True)).keys["k1"].due == NOON + timedelta(minutes=30)
    assert at(ruled, *hand_over(ruled)).keys["k1"].due == NOON + timedelta(hours=3)


def authorised(count: int) -> Callable[[House], House]:
    return lambda house: at(house, KeyRuleSet("key:k1", KeyRule(authorisers=count), "file"))


@pytest.mark.parametrize(
    ("changed", "taker", "code"),
    [
        (lambda house: house, "a", "hand_over.self"),
        (lambda house: house, "r", "staff.needed"),
        (lambda house: house, "other", "key.not_yours"),  # another group: no right to it
        (
            lambda house: at(house, person("a2", "attendant", ("desk",), active=False)),
            "a2",
            "person.inactive",
        ),
        (authorised(1), "a2", None),  # the giver is there and agrees
        (authorised(2), "a2", "key.authorisers_needed"),
        (
            lambda house: at(house, KeyRuleSet("key:k1", KeyRule(only_with=("k2",)), "file")),
            "a2",
            "key.pair_needed",
        ),
        (
            lambda house: at(house, KeyRuleSet("key:k1", KeyRule(booked_only=True), "file")),
            "a2",
            "key.booked_only",
        ),
        (
            lambda house: at(house, ReasonSet(Reason("repair", private=True), "file")),
            "a2",
            "key.not_for_private",
        ),
        (lambda house: at(house, LimitsSet((), (("attendant", 0),), "file")), "a2", "key.too_many"),
        (lambda house: at(house, RETURN, e.KeyReturnConfirmed("b", "tag")), "a2", "key.not_with_you"),
        (lambda house: opened(house, RETURN), "a2", "key.moving"),
    ],
)
def test_the_rules_of_an_issue_hold_for_the_taker(
    changed: Callable[[House], House], taker: str, code: str | None
) -> None:
    house = changed(COLLEAGUE)
    if code is None:
        assert hand_over(house, taker)
        return
    with pytest.raises(Refused) as refused:
        hand_over(house, taker)
    assert refused.value.code == code


def test_all_keys_go_or_none() -> None:
    second = e.KeyIssueIntended("j", "k2", "a", "K02", "repair", "", "x", "", "")
    house = at(COLLEAGUE, second, e.KeyIssueConfirmed("j", "tag"))
    limited = at(house, LimitsSet((), (("attendant", 1),), "file"))
    both = HandOverKeys("e" * 32, "a", "a2", ("k1", "k2"), False, {}, PEN, PEN)
    with pytest.raises(Refused, match=r"key\.too_many"):
        decide_hand_over(limited, both, REASONS, NOON)
    house = at(house, *decide_hand_over(house, both, REASONS, NOON))
    assert {key.id for key in house.keys_with("a2")} == {"k1", "k2"}
    with pytest.raises(Refused, match=r"key\.none_chosen"):
        decide_hand_over(house, replace(both, keys=()), REASONS, NOON)


def test_the_rights_of_the_hour_hold_too() -> None:
    over = GrantGiven("g", "group:desk", "group:desk", None, None, date(2026, 5, 1), "file")
    with pytest.raises(Refused, match=r"key\.right_over"):
        hand_over(at(COLLEAGUE, over))


def test_a_site_s_own_hours_are_checked_like_all_settings(tmp_path: Path) -> None:
    demo = (Path(__file__).parents[2] / "config" / "demo.toml").read_text(encoding="utf-8")
    file = tmp_path / "site.toml"
    names = 'name = { en = "Day", zh_Hans = "白班", zh_Hant = "白班" }'
    file.write_text(
        f'{demo}\n[shifts]\non = false\n[[shifts.hours]]\n{names}\nbegins = "07:30"\n', encoding="utf-8"
    )
    known = load(file).shifts
    assert (known.on, [(one.name.en, one.begins) for one in known.hours]) == (False, [("Day", "07:30")])
    file.write_text(f'{demo}\n[[shifts.hours]]\n{names}\nbegins = "25:00"\n', encoding="utf-8")
    with pytest.raises(
        SettingsProblems, match=r'shifts\.hours\.1\.begins = .25:00.: an hour is written "07:00"'
    ):
        load(file)


@pytest.mark.parametrize(
    ("hour", "name"),
    [(6, "Night shift"), (7, "Early shift"), (15, "Late shift"), (22, "Late shift"), (23, "Night shift")],
)
def test_the_headline_names_the_shift_of_the_hour(hour: int, name: str) -> None:
    at_hour = datetime(2026, 5, 3, hour, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    named = named_at(Shifts().hours, at_hour)
    assert named is not None and named.en == name
    assert named_at((), at_hour) is None
