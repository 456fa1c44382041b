"""Counting by hand before a shift ends, and notes to the next one, case by case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.house import House
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import events as s
from kiosk.domain.shifts.countables import HOLDS, counted_for, to_count, uncounted
from kiosk.domain.shifts.counting import decide_counted
from kiosk.domain.shifts.deciding import (
    Pen,
    Why,
    decide_explained,
    decide_off,
    seen_digest,
    settled,
    unexplained,
)
from kiosk.domain.shifts.differences import Scene, differences
from kiosk.domain.shifts.notes import DONE_RECENT, open_notes, waiting
from kiosk.domain.shifts.noting import decide_done, decide_note
from kiosk.domain.shifts.shift import Counted, Difference
from kiosk.domain.shifts.tally import Count, ToCount
from kiosk.flows.shifts.shift_questions import grouped
from kiosk.flows.shifts.tasks import tasks
from tests.unit.houses import NOON, PEOPLE, at, furniture, person, place, shut

PEN = Pen("signature:x", "d1")
STAFFED = at(PEOPLE, person("chief", "supervisor"))
ON = at(STAFFED, s.ShiftBegun("s", "a"))
UMBRELLAS, TILL = ToCount("loans", 6, about="umbrella"), ToCount("cash", 0, money=True)
LINES = [UMBRELLAS, TILL]


def parts(lines: list[ToCount] = LINES) -> list[object]:
    def part(_house: House) -> Iterator[ToCount]:
        yield from lines

    return [part]


def counted(
    house: House, found: dict[str, int], *, count: str = "c1", shown: dict[str, int] | None = None
) -> House:
    expected = {one.id: one.expected for one in LINES} if shown is None else shown
    return at(house, *decide_counted(house, count, house.people["a"], LINES, expected, found))


RIGHT = {UMBRELLAS.id: 6, TILL.id: 0}
SHORT = {UMBRELLAS.id: 5, TILL.id: 0}


def off_in(house: House) -> list[Difference]:
    scene = Scene(house, furniture(place("K01"), place("K02")), {}, NOON)
    return [one for one in differences(scene) if one.off]


def off_by(house: House) -> list[str]:
    return [one.id for one in off_in(house)]


def test_nothing_is_asked_of_which_there_is_none_but_money_is() -> None:
    none = [ToCount("loans", 0, about="trolley"), TILL]
    assert [one.id for one in to_count(ON, parts(none))] == ["cash"]  # type: ignore[arg-type]
    assert [one.id for one in to_count(ON, parts())] == ["loans-umbrella", "cash"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "shown", "code"),
    [
        ({UMBRELLAS.id: 6}, None, "count.missing"),
        ({UMBRELLAS.id: -1, TILL.id: 0}, None, "count.missing"),
        ({UMBRELLAS.id: 10**12, TILL.id: 0}, None, "count.missing"),
        (RIGHT, {UMBRELLAS.id: 5, TILL.id: 0}, "count.changed"),  # one came back while they counted
        (RIGHT, {}, "count.changed"),
    ],
)
def test_a_count_is_whole_and_of_what_the_page_showed(
    found: dict[str, int], shown: dict[str, int] | None, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        counted(ON, found, shown=shown)
    assert refused.value.code == code


def test_only_who_is_on_duty_counts() -> None:
    with pytest.raises(Refused, match=r"shift\.none"):
        counted(STAFFED, RIGHT)
    resident = replace(ON.people["a"], role=person("r", "resident").role)  # type: ignore[attr-defined]
    with pytest.raises(Refused, match=r"staff\.needed"):
        decide_counted(ON, "c", resident, LINES, {}, {})


def test_a_count_that_is_off_is_a_difference_until_a_later_one_is_right() -> None:
    short = counted(ON, SHORT)
    assert off_by(short) == ["count-loans-umbrella-1"]
    worse = counted(short, {UMBRELLAS.id: 3, TILL.id: 0}, count="c2")
    assert off_by(worse) == ["count-loans-umbrella-3"], "more is missing: to be explained anew"
    assert off_by(counted(worse, RIGHT, count="c3")) == []


def test_what_was_said_of_a_count_is_over_when_a_later_one_is_right() -> None:
    house, told = counted(ON, SHORT), Why("known")
    house = at(
        house, *decide_explained(house, off_in(house), off_by(house)[0], house.people["a"], "chief", told)
    )
    assert unexplained(house, off_in(house)) == []
    house = counted(house, RIGHT, count="c2")
    over = settled(house, off_in(house))
    assert over == [s.DifferenceSettled("count-loans-umbrella-1")]
    house = counted(at(house, *over), SHORT, count="c3")
    assert [one.id for one in unexplained(house, off_in(house))] == ["count-loans-umbrella-1"], (
        "it is another one"
    )


def test_the_same_form_twice_is_one_count() -> None:
    once = counted(ON, SHORT)
    assert decide_counted(once, "c1", once.people["a"], LINES, {}, {}) == []


def test_a_thing_that_is_struck_off_is_asked_for_until_it_comes_out_right() -> None:
    short = counted(ON, SHORT)
    left = to_count(short, parts([TILL]))  # type: ignore[arg-type]
    assert {one.id: one.expected for one in left} == {"cash": 0, "loans-umbrella": 0}


def test_a_count_holds_for_its_shift_and_two_hours() -> None:
    house = counted(ON, RIGHT)
    shift, soon, late = house.shifts["s"], NOON + HOLDS, NOON + HOLDS + timedelta(minutes=1)
    ask = parts()
    assert uncounted(house, shift, soon, parts=ask) == []  # type: ignore[arg-type]
    assert len(uncounted(house, shift, late, parts=ask)) == 2  # type: ignore[arg-type]
    assert uncounted(house, shift, late, trusted=False, parts=ask) == []  # type: ignore[arg-type]
    younger = replace(shift, begun=NOON + timedelta(seconds=1))
    assert counted_for(house, younger, soon) == [], "what the shift before has counted is not theirs"


def sign(house: House, count: Count) -> list[object]:
    scene = Scene(
        house,
        furniture(place("K01"), place("K02")),
        {"K01": shut("K01", tags=("T1",)), "K02": shut("K02", tags=("T2",))},
        NOON,
    )
    found = differences(scene)
    seen = seen_digest(house, house.shifts["s"], found)
    return list(decide_off(house, "s", house.people["a"], found, Counted(), seen, PEN, count))


def test_nobody_signs_before_everything_is_counted() -> None:
    with pytest.raises(Refused) as refused:
        sign(ON, Count(missing=(TILL,)))
    assert (refused.value.code, refused.value.facts) == ("shift.uncounted", {"count": 1})
    house = counted(ON, RIGHT)
    (signed,) = sign(house, Count(tuple(house.tallies.values())))
    assert isinstance(signed, s.ShiftSigned)
    assert [(one.id, one.off) for one in signed.handover.tallies] == [("loans-umbrella", 0), ("cash", 0)]


def test_an_unexplained_count_keeps_the_shift_open() -> None:
    house = counted(ON, SHORT)
    with pytest.raises(Refused, match=r"shift\.unexplained"):
        sign(house, Count(tuple(house.tallies.values())))


def test_what_was_counted_since_is_not_what_was_signed() -> None:
    house = counted(ON, RIGHT)
    seen = seen_digest(house, house.shifts["s"], [])
    again = counted(house, SHORT, count="c2")
    assert seen_digest(again, again.shifts["s"], []) != seen


def noted(house: House, name: str, kind: str = "ordinary") -> House:
    return at(house, *decide_note(house, name, kind, house.people["a"], f"words:{name}", "d"))


def test_a_note_that_came_since_is_not_what_was_signed() -> None:
    seen = seen_digest(ON, ON.shifts["s"], [])
    written = noted(ON, "n1")
    assert seen_digest(written, written.shifts["s"], []) != seen
    with pytest.raises(Refused, match=r"shift\.changed"):
        decide_off(written, "s", written.people["a"], [], Counted(), seen, PEN)


def test_a_note_goes_on_until_somebody_has_done_it() -> None:
    house = noted(noted(ON, "n1"), "n2", "urgent")
    assert [one.id for one in open_notes(house)] == ["n2", "n1"]
    signed = sign(house, Count())
    house = at(house, *signed)  # type: ignore[arg-type]
    assert [one.carried for one in open_notes(house)] == [1, 1]
    assert house.shifts["s"].handover.notes == ("n2", "n1")
    house = at(house, *decide_done(house, "n1", house.people["chief"]))
    assert [one.id for one in open_notes(house)] == ["n2"]
    assert house.shift_notes["n1"].done_by == "chief"
    assert decide_done(house, "n1", house.people["a"]) == [], "done once"
    with pytest.raises(Refused, match=r"note\.unknown"):
        decide_done(house, "n3", house.people["a"])


@pytest.mark.parametrize(
    ("kind", "words", "code"), [("soon", "words:1", "note.kind"), ("urgent", "", "note.empty")]
)
def test_a_note_says_how_urgent_and_what(kind: str, words: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        decide_note(ON, "n", kind, ON.people["a"], words, "d")
    assert refused.value.code == code


def test_open_notes_stay_at_hand_however_many_are_done() -> None:
    house = noted(ON, "first")
    for number in range(DONE_RECENT + 5):
        house = noted(house, f"n{number}")
        house = at(house, *decide_done(house, f"n{number}", house.people["a"]))
    assert "first" in house.shift_notes
    assert len(house.shift_notes) == DONE_RECENT + 1


def test_notes_stand_among_the_tasks_as_their_writer_called_them() -> None:
    house = noted(noted(noted(ON, "u", "urgent"), "o"), "l", "long_running")
    assert [(one.about, one.urgent) for one in waiting(house, NOON)] == [
        ("u", True),
        ("o", False),
        ("l", False),
    ]
    later = NOON + timedelta(days=3)
    found = [one for one in tasks(house, (), later) if one.code.startswith("shift_note")]
    groups = [[one.matter for one in group] for group in grouped(found, later)]
    assert groups == [["u"], ["o"], ["l"]]
