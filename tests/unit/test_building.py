"""A home by keys: as the estate is numbered, and without telling which homes are empty."""

from __future__ import annotations

from kiosk.domain.house import House
from kiosk.domain.people import Person, Role
from kiosk.flows.identity.building import MOST_KEYS, choice, parts_of, units_of

ESTATE = frozenset({"1-1-0802", "1-1-0201", "1-2-1201", "2-1-0503", "3-1-0101", "3-1-3302"})


def test_a_home_is_four_touches() -> None:
    assert choice(ESTATE, []).keys == ("1", "2", "3")
    assert choice(ESTATE, ["1"]).keys == ("1", "2")
    floors = choice(ESTATE, ["1", "1"])
    assert floors.keys == ("01", "02", "03", "04", "05", "06", "07", "08")
    flats = choice(ESTATE, ["1", "1", "08"])
    assert flats.keys == (".01", ".02")  # the flats of all floors, not who is on record on this one
    assert choice(ESTATE, ["1", "1", "08", ".02"]).unit == "1-1-0802"


def test_a_floor_where_nobody_is_on_record_looks_like_the_others() -> None:
    assert choice(ESTATE, ["1", "1", "05"]).keys == (".01", ".02")
    assert choice(ESTATE, ["1", "1", "05", ".01"]).unit == "1-1-0501"


def test_what_there_is_only_one_of_is_not_asked_for() -> None:
    assert choice(ESTATE, ["2"]).chosen == ("2", "1")
    assert choice({"0802", "0901"}, []).keys == tuple(f"{floor:02}" for floor in range(1, 10))


def test_high_towers_and_other_numbers() -> None:
    assert len(choice(ESTATE, ["3", "1"]).keys) == 33
    assert choice({"A-12", "A-7", "B-Shop"}, ["A"]).keys == ("7", "12")
    assert choice({"A-12", "A-7", "B-Shop"}, ["B"]).unit == "B-Shop"
    assert choice({str(number) for number in range(10, 10 + MOST_KEYS + 1)}, []).typed
    assert choice(set(), []).typed


def test_parts() -> None:
    assert parts_of("3-2-1201") == ("3", "2", "12", ".01")
    assert parts_of("7") == ("7",)


def test_every_home_is_reached() -> None:
    for unit in ESTATE:
        assert choice(ESTATE, parts_of(unit)).unit == unit


def test_a_home_that_everybody_has_moved_out_of_is_not_offered() -> None:
    people = (
        Person("r-1", Role.RESIDENT, unit="1-1-0101", active=False),
        Person("r-2", Role.RESIDENT, unit="1-1-0201", active=False),
        Person("r-3", Role.RESIDENT, unit="1-1-0201"),
        Person("a-1", Role.ATTENDANT, unit="1-1-0301"),
    )
    assert units_of(House(people={one.id: one for one in people})) == {"1-1-0201"}
