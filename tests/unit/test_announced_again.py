"""A parcel that was announced, dropped and undone is awaited again."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain.deliveries import events as d
from kiosk.domain.parcels import events as p
from tests.unit.houses import DROP, NOON, PEOPLE, at

SAID = d.DeliveryAnnouncedAs("SF1", "1-1-0802", "r", "S", True, "SF", "api:pms", "valuable")
UNDO = p.ParcelRecallIntended("u", "p", "c", "1-1-0802", "L01", "m")
CAME = at(PEOPLE, SAID, DROP, e.ParcelDropConfirmed("m", "presence"))


def test_undone_it_is_awaited_as_before() -> None:
    assert CAME.deliveries == {}
    before = at(PEOPLE, SAID).deliveries["SF1"]
    house = at(CAME, UNDO, p.ParcelRecallConfirmed("u", "presence"), after_s=60)
    assert house.deliveries["SF1"] == before and before.at == NOON and before.category == "valuable"


def test_what_was_announced_anew_meanwhile_counts() -> None:
    house = at(CAME, replace(SAID, size="L"), UNDO, p.ParcelRecallConfirmed("u", "presence"))
    assert house.deliveries["SF1"].size == "L"


def test_one_that_stays_is_awaited_no_more_nor_one_that_nobody_announced() -> None:
    assert at(CAME, UNDO, p.ParcelRecallAbandoned("u", "not_taken")).deliveries == {}
    plain = at(PEOPLE, DROP, e.ParcelDropConfirmed("m", "presence"))
    assert at(plain, UNDO, p.ParcelRecallConfirmed("u", "presence")).deliveries == {}
