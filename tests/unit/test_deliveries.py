"""What becomes of announced deliveries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.deliveries import events as d
from kiosk.domain.deliveries.announcing import Announcement, announce, expected
from kiosk.flows.parcels.deliveries import text_of
from tests.unit.houses import DROP, NOON, PEOPLE, at

HOME = next(person for person in PEOPLE.people.values() if person.unit)
ASKED = Announcement(DROP.barcode, HOME.unit or "")
SECOND = e.PersonEnrolled("r-second", "resident", (), HOME.unit, None, "en", None, True)


def announced(house: object = PEOPLE, asked: Announcement = ASKED) -> d.DeliveryAnnounced:
    (event,) = announce(house, [asked], "csv:s", NOON).events  # type: ignore[arg-type]
    assert isinstance(event, d.DeliveryAnnounced)
    return event


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (replace(ASKED, barcode=""), "delivery.barcode"),
        (replace(ASKED, barcode="运单"), "delivery.barcode"),
        (replace(ASKED, barcode="x" * 65), "delivery.barcode"),
        (replace(ASKED, unit="9-9-9999"), "delivery.unit"),
        (replace(ASKED, unit=""), "delivery.unit"),
        (replace(ASKED, size="XXL"), "delivery.size"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_counts(asked: Announcement, code: str) -> None:
    taken = announce(PEOPLE, [asked, ASKED], "api:x", NOON)
    assert taken.wrong == {1: code}
    assert len(taken.events) == 1


@pytest.mark.parametrize(
    "unit", [HOME.unit or "", (HOME.unit or "").replace("-", ""), (HOME.unit or "").replace("-", " 栋 ")]
)
def test_a_home_is_known_however_it_is_written(unit: str) -> None:
    assert announced(asked=replace(ASKED, unit=unit)).unit == HOME.unit


def test_the_only_resident_is_meant_and_of_two_neither_unless_named() -> None:
    assert announced().recipient == HOME.id
    two = at(PEOPLE, SECOND)
    assert announced(two).recipient == ""
    assert announced(two, replace(ASKED, person="r-second")).recipient == "r-second"
    assert announced(two, replace(ASKED, person="r-elsewhere")).recipient == ""


def test_the_same_again_changes_nothing_and_more_changes_what_is_known() -> None:
    house = at(PEOPLE, announced())
    again = announce(house, [ASKED], "csv:other", NOON)
    assert (again.known, again.events) == (1, [])
    larger = announce(house, [replace(ASKED, size="L", heavy=True)], "csv:s", NOON)
    after = at(house, *larger.events)
    found = expected(after, ASKED.barcode)
    assert found and (found.size, found.heavy) == ("L", True)


def test_a_parcel_that_has_come_is_awaited_no_more_and_not_announced_again() -> None:
    house = at(PEOPLE, announced(), DROP)
    assert expected(house, DROP.barcode), "its courier may still give up"
    come = at(house, e.ParcelDropConfirmed("m", "presence"))
    assert expected(come, DROP.barcode) is None
    assert announce(come, [ASKED], "api:x", NOON).known == 1


def test_who_has_moved_out_is_not_the_recipient_any_more() -> None:
    house = at(PEOPLE, announced())
    gone = at(house, e.PersonEnrolled(HOME.id, "resident", (), HOME.unit, None, "en", None, False))
    assert expected(gone, ASKED.barcode) is None


def test_what_has_not_come_for_a_month_is_awaited_no_more() -> None:
    house = at(PEOPLE, announced())
    other = replace(ASKED, barcode="JD0001")
    after = announce(house, [other], "csv:s", NOON + timedelta(days=31))
    assert after.events[0] == d.DeliveryWithdrawn(ASKED.barcode, "not_come")
    assert list(at(house, *after.events).deliveries) == ["JD0001"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_whichever_program_wrote_it(encoding: str) -> None:
    assert text_of("运单号，房号".encode(encoding)) == "运单号,房号"


def test_a_program_sends_no_parcel_astray_that_others_have_announced() -> None:
    house = at(PEOPLE, announced())
    larger = replace(ASKED, size="L")
    assert announce(house, [larger], "api:x", NOON).wrong == {1: "delivery.announced"}
    assert announce(house, [ASKED], "api:x", NOON).known == 1
    assert len(announce(house, [larger], "csv:other", NOON).events) == 1, "the desk may"
    own = at(PEOPLE, *announce(PEOPLE, [ASKED], "api:x", NOON).events)
    assert len(announce(own, [larger], "api:x", NOON).events) == 1
    assert announce(own, [larger], "api:y", NOON).wrong == {1: "delivery.announced"}
