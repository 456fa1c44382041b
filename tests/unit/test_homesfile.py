"""The rules of the homes' files: who may look and for how long, whose notes they are, what hides a telephone number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.homesfile import deciding as d
from kiosk.domain.homesfile.look import LOOKS_AT_HAND, REASONS, VISIT
from kiosk.domain.house import House
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.homesfile.contents import masked_mail, masked_phone
from kiosk.language.messages import known
from tests.unit.houses import NOON, PEOPLE, at, person

UNIT = "1-1-0802"
HOUSE = at(PEOPLE, person("s", "supervisor"))
ATTENDANT, OTHER, CHIEF = (HOUSE.people[name] for name in ("a", "other", "s"))


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def looked(house: House, name: str = "l1", by: Person = ATTENDANT) -> House:
    return at(house, *d.decide_look(house, name, UNIT, by, "repair"))


def test_each_reason_has_its_words() -> None:
    assert [one for one in REASONS if not known(f"homesfile.reason.{one}")] == []


@pytest.mark.parametrize(
    ("unit", "by", "why", "code"),
    [
        (UNIT, "a", "curious", "look.why"),
        (UNIT, "a", "", "look.why"),
        ("9-9-9999", "a", "repair", "home.unknown"),
        ("", "a", "repair", "home.unknown"),
        (UNIT, "r", "repair", "staff.needed"),
        (UNIT, "c", "repair", "staff.needed"),
        (UNIT, "left", "repair", "staff.needed"),
    ],
)
def test_nobody_looks_without_being_somebody_and_saying_why(unit: str, by: str, why: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        d.decide_look(HOUSE, "l1", unit, HOUSE.people[by], why)
    assert code_of(refused) == code


def test_a_double_tap_is_one_look() -> None:
    house = looked(HOUSE)
    assert not d.decide_look(house, "l1", UNIT, ATTENDANT, "repair")


def test_a_look_is_good_for_its_person_its_home_and_its_minute() -> None:
    house = looked(HOUSE)
    assert d.the_look(house, "l1", UNIT, ATTENDANT, NOON + VISIT).why == "repair"
    for by, unit, after in ((OTHER, UNIT, 0), (ATTENDANT, "1-1-0803", 0), (ATTENDANT, UNIT, 61)):
        with pytest.raises(Refused) as refused:
            d.the_look(house, "l1", unit, by, NOON + timedelta(seconds=after))
        assert code_of(refused) == "look.over"


def test_showing_contacts_is_on_record_once() -> None:
    house = looked(HOUSE)
    shown = at(house, *d.decide_contacts(house, "l1", UNIT, ATTENDANT, NOON))
    assert shown.looks["l1"].contacts
    assert not d.decide_contacts(shown, "l1", UNIT, ATTENDANT, NOON)


def test_looks_leave_the_running_state() -> None:
    house = HOUSE
    for number in range(LOOKS_AT_HAND + 9):
        house = looked(house, f"l{number}")
    assert len(house.looks) == LOOKS_AT_HAND and f"l{LOOKS_AT_HAND + 8}" in house.looks


def noted(house: House, name: str, by: Person = ATTENDANT) -> House:
    return at(house, *d.decide_note(house, name, "r", by, f"words:home:{name}"))


def test_a_note_is_its_writer_s_or_a_supervisor_s_to_take_out() -> None:
    house = noted(HOUSE, "n1")
    assert [one.id for one in d.notes_of(house, UNIT)] == ["n1"]
    with pytest.raises(Refused) as refused:
        d.decide_strike(house, "n1", OTHER)
    assert code_of(refused) == "note.not_yours"
    for by in (ATTENDANT, CHIEF):
        gone = at(house, *d.decide_strike(house, "n1", by))
        assert not d.notes_of(gone, UNIT)
        assert not d.decide_strike(gone, "n1", by)
        assert gone.home_notes["n1"].words == ""


def test_a_home_has_so_many_notes_and_no_more() -> None:
    house = HOUSE
    for number in range(d.MOST_NOTES):
        house = noted(house, f"n{number}")
    with pytest.raises(Refused) as refused:
        noted(house, "one more")
    assert code_of(refused) == "home.notes_full"


def test_who_has_moved_out_takes_their_notes_along() -> None:
    house = noted(HOUSE, "n1")
    gone = {**house.people, "r": replace(house.people["r"], active=False)}
    moved = house.having(people=gone)
    moved = at(moved, e.PersonEnrolled("new", "resident", (), UNIT, None, "en", None, True))
    assert d.household(moved, UNIT) and not d.notes_of(moved, UNIT)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13857130802", "138****0802"), ("0571-87654321", "057****4321"), ("8802", "****"), ("", "")],
)
def test_a_telephone_number_is_known_by_its_owner_alone(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


def test_an_address_tells_its_first_letter() -> None:
    assert (masked_mail("li.na@example.org"), masked_mail("x"), masked_mail(None)) == (
        "l***@example.org",
        "",
        "",
    )
