"""What is asked next, what a draft forgets, and whose word counts: tables without a lobby."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain import events as e
from kiosk.domain.drafting import Agreement, Draft, Seen, next_question
from kiosk.domain.house import House
from kiosk.domain.keys.asking import Answer, why_not_counting
from kiosk.domain.keys.events import KeyEmergencyReported, KeyIssueGranted
from kiosk.domain.keys.issuing import decide_report
from kiosk.domain.movements import Movement
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from tests.unit.houses import ISSUE, PEOPLE, at

LIN = Person("a-lin", Role.ATTENDANT, ("desk",))
PEN = (((1, 1, 0), (9, 9, 5)),)
WRITTEN = Draft("k", "repair", "W-7", PEN, (Agreement("a-zhou", "secure badge"),))
GRANTED = KeyIssueGranted("i", None, "note:i", ("other",), "", True)
EMERGENCY = at(PEOPLE, ISSUE, GRANTED)


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ((), ("sign", "")),
        (("reason",), ("reason", "")),
        (("note", "work_order", "authorisers"), ("note", "")),
        (("work_order", "authorisers"), ("work_order", "")),
        (("note", "with:k-2", "authorisers"), ("with", "k-2")),  # before anybody writes for nothing
        (("authorisers",), ("authorisers", "")),
    ],
)
def test_one_question_at_a_time(wanted: tuple[str, ...], asked: tuple[str, str]) -> None:
    assert next_question(Answer(wanted=wanted)) == asked


@pytest.mark.parametrize(
    ("reason", "kept"), [("repair", WRITTEN), ("emergency", Draft("k", "emergency", "W-7"))]
)
def test_what_counted_for_one_reason_counts_for_no_other(reason: str, kept: Draft) -> None:
    assert WRITTEN.because(reason) == kept


def test_nobody_counts_twice_and_a_tap_counts_for_nothing_yet() -> None:
    tapped = WRITTEN.listening().tapped(Seen("a-zhou", True))
    assert tapped.authorisers == ("a-zhou",)
    agreed = tapped.with_agreement(Agreement("a-zhou", "badge and pin"))
    assert (agreed.authorisers, agreed.seen, agreed.listens) == (("a-zhou",), None, True)
    assert agreed.resting().listens is False


@pytest.mark.parametrize(
    ("changes", "another_group", "code"),
    [
        ({}, False, "authoriser.self"),
        ({"id": "a-wu"}, False, None),
        ({"id": "a-wu"}, True, "authoriser.same_group"),
        ({"id": "a-wu", "groups": ()}, True, "authoriser.same_group"),
        ({"id": "a-wu", "groups": ("desk", "plant")}, True, None),
        ({"id": "a-wu", "active": False}, False, "person.inactive"),
        ({"id": "c-wang", "role": Role.COURIER}, False, "authoriser.not_staff"),
        ({"id": "r-li", "role": Role.RESIDENT}, False, "authoriser.not_staff"),
        ({"id": "s-chen", "role": Role.SUPERVISOR}, False, None),
    ],
)
def test_whose_word_counts(changes: dict[str, object], another_group: bool, code: str | None) -> None:
    other = replace(LIN, **changes)  # type: ignore[arg-type]
    assert why_not_counting(LIN, other, from_another_group=another_group) == code


def movement_in(house: House) -> Movement:
    return house.movements["i"]


def test_a_report_is_due_until_it_is_written_or_the_key_stayed() -> None:
    taken = at(EMERGENCY, e.KeyIssueConfirmed("i", "tag"))
    assert movement_in(EMERGENCY).report_due and movement_in(taken).report_due
    assert movement_in(taken).authorisers == ("other",)
    assert not movement_in(at(EMERGENCY, e.KeyIssueAbandoned("i", "not_taken"))).report_due
    written = at(taken, KeyEmergencyReported("i", "a", "report:i", "d"))
    assert (movement_in(written).report, movement_in(written).report_due) == ("report:i", False)


def test_a_movement_whose_report_is_due_stays_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.domain.evolution.at_hand.RECENT", 3)
    house = at(EMERGENCY, e.KeyIssueConfirmed("i", "tag"))
    for count in range(12):
        later = replace(ISSUE, movement=f"m{count}", key="k2", place="K02")
        house = at(house, later, e.KeyIssueAbandoned(later.movement, "not_taken"))
    assert len(house.movements) < 8
    assert movement_in(house).report_due


@pytest.mark.parametrize(
    ("house", "by", "code"),
    [
        (EMERGENCY, "a", None),
        (EMERGENCY, "left", "staff.needed"),
        (EMERGENCY, "c", "staff.needed"),
        (PEOPLE, "a", "report.not_due"),
        (at(PEOPLE, ISSUE, replace(GRANTED, report=False)), "a", "report.not_due"),
        (at(EMERGENCY, KeyEmergencyReported("i", "a", "report:i", "d")), "a", "report.not_due"),
    ],
)
def test_who_may_report_what(house: House, by: str, code: str | None) -> None:
    who = house.people[by]
    if code is None:
        assert decide_report(house, "i", who, "report:i", "d") == [
            KeyEmergencyReported("i", "a", "report:i", "d")
        ]
        return
    with pytest.raises(Refused, match=code):
        decide_report(house, "i", who, "report:i", "d")
