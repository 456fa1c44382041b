"""A delivery is announced, and its courier has only to scan it."""

from __future__ import annotations

import pytest

from kiosk.domain.refusal import Refused
from tests.lobby import WANG, Play

HEAD = "运单号;房号;姓名;大小;重;快递公司\r\n"
TABLE = HEAD + "SF1;1-1-0802;;大;是;顺丰速运\r\n\r\nSF2;9-9-9999;;;;\r\nSF3;110802;;;;\r\n"


def test_a_table_from_a_spreadsheet_is_taken_and_what_is_wrong_is_named_by_its_line(play: Play) -> None:
    found = play.journeys.deliveries.from_table(TABLE.encode("gb18030"), "s-chen")
    assert (found.taken, found.known, dict(found.wrong)) == (2, 0, {4: "delivery.unit"})
    again = play.journeys.deliveries.from_table(TABLE.encode(), "s-chen")
    assert (again.taken, again.known) == (0, 2)
    play.power_cycle()
    assert set(play.journeys.ledger.house.deliveries) == {"SF1", "SF3"}


@pytest.mark.parametrize(
    "table", [b"", b"name,phone\nx,y\n", b"\xff\xfe\x00", b"barcode,unit\n" + b"x" * 2_000_001]
)
def test_what_is_no_such_table_is_refused_and_nothing_is_taken(play: Play, table: bytes) -> None:
    with pytest.raises(Refused, match=r"delivery\.table"):
        play.journeys.deliveries.from_table(table, "s-chen")
    assert not play.journeys.ledger.house.deliveries


def test_the_courier_only_scans_and_the_heavy_one_stands_low(play: Play) -> None:
    play.journeys.deliveries.from_table(TABLE.encode(), "s-chen")
    play.tap(WANG)
    play.scan("SF1")
    (meant,), size = play.journeys.drop.announced("SF1")
    assert size == "L"
    movement = play.journeys.drop.start("m" * 32, "SF1", meant.person, size)
    place = play.journeys.furniture.places[movement.place]
    alike = [one for one in play.journeys.furniture.places.values() if one.size == place.size]
    assert place.bottom_mm == min(one.bottom_mm for one in alike)
    play.comes_to(movement, "open")
    play.bench.put_parcel(movement.place, "SF1")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "ask")
    play.journeys.doors.say(movement.id, "it_is_in")
    assert "SF1" not in play.journeys.ledger.house.deliveries


def test_a_parcel_that_will_not_come_is_forgotten(play: Play) -> None:
    play.journeys.deliveries.from_table(TABLE.encode(), "s-chen")
    play.journeys.deliveries.withdraw("SF1")
    play.journeys.deliveries.withdraw("SF1")
    assert play.journeys.drop.announced("SF1") == ([], "")
