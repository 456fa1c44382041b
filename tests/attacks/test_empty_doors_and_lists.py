"""A courier who is paid by the drop and closes empty doors; lists that are to take the lobby's time or tables over."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from kiosk.domain.items import ParcelStage
from kiosk.domain.movements import Stage
from kiosk.domain.refusal import Refused
from kiosk.flows.shifts.tasks import tasks
from tests.attacks.standing import stood
from tests.flows.test_collect import slip_text
from tests.lobby import WANG, Play
from tests.ui.test_desk import Desk


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    yield from stood(tmp_path_factory.mktemp("doors"))


def codes(play: Play) -> list[str]:
    return [task.code for task in tasks(play.journeys.ledger.house, (), play.journeys.clock.now())]


def test_an_empty_door_that_senses_counts_for_nobody(play: Play) -> None:
    play.tap(WANG)
    movement = play.start_drop("SF7", size="S")
    play.comes_to(movement, "open")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "empty")
    assert not play.journeys.ledger.house.notices
    play.journeys.visits.end()
    assert play.journeys.doors.need(movement.id).stage is not Stage.CONFIRMED
    assert not list((play.site.root / "outbox").glob("n-*.json"))


def test_an_empty_door_that_is_blind_names_its_courier_once_it_is_found(play: Play) -> None:
    play.tap(WANG)
    movement = play.start_drop("SF5", size="M")
    play.comes_to(movement, "open")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "ask")
    play.journeys.drop.next_parcel(movement.id)  # the lie
    play.journeys.visits.end()
    taken = play.journeys.collect.by_slip(slip_text(play, movement.item))
    play.comes_to(taken, "open")
    play.journeys.doors.say(taken.id, "empty")
    play.bench.push_shut(taken.place)
    play.comes_to(taken, "doubt")
    house = play.journeys.ledger.house
    assert house.parcels[movement.item].stage is not ParcelStage.COLLECTED
    dropped = play.journeys.doors.need(movement.id)
    assert (dropped.bearer, dropped.evidence) == ("c-wang", "word:c-wang")
    assert house.door(taken.place).doubt and codes(play)


def test_a_giant_list_costs_the_lobby_no_more_than_a_moment(play: Play) -> None:
    rows = "\n".join(f"SF{number:09},1-1-0802" for number in range(80_000))
    began_s = time.process_time()
    with pytest.raises(Refused, match=r"delivery\.table"):
        play.journeys.deliveries.from_table(f"barcode,unit\n{rows}".encode(), "a-lin")
    assert time.process_time() - began_s < 3.0
    assert not play.journeys.ledger.house.deliveries


def test_formulas_copies_and_odd_line_ends_are_named_by_their_own_lines(play: Play) -> None:
    table = (
        "运单号,房号\r\n"
        '=cmd|"/c calc"!A1,1-1-0802\r\n'
        "SF1,1-1-0802\r\n"
        "SF1,1-2-1201\r\n"
        "SF\u20282,9-9-9999\r\n"
        "SF3,9-9-9999\r\n"
    )
    found = play.journeys.deliveries.from_table(table.encode("gb18030"), "a-lin")
    assert set(found.wrong) >= {6}
    assert found.again.splitlines()[-1].startswith("SF3")
    awaited = {one.barcode: one.unit for one in play.journeys.deliveries.awaited()}
    assert awaited["SF1"] == "1-2-1201"  # what was written last
    page = Desk(play)
    page.enter()
    assert "<td>=cmd" not in page.page("/desk/log.csv")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_a_list_in_another_encoding_is_refused_or_read_never_guessed(play: Play, encoding: str) -> None:
    number = f"SF{encoding.upper()}"
    table = f"barcode,unit,name\n{number},1-1-0802,Müller\n".encode(encoding)
    try:
        found = play.journeys.deliveries.from_table(table, "a-lin")
    except Refused as refused:
        assert refused.code == "delivery.table"
        return
    assert found.taken == 1
    (one,) = (one for one in play.journeys.deliveries.awaited() if one.barcode == number)
    assert one.unit == "1-1-0802"
