"""Slips come out of whatever printer the site has, once, for those who need them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kiosk.flows.shifts.tasks import tasks
from tests.lobby import WANG, Play, Site, free_port
from tests.wire.waiting import until

ZHANG = "0802"


def begun(site: Site) -> Iterator[Play]:
    play = Play(site)
    try:
        yield play
    finally:
        play.close()
        site.close()


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Play]:
    device = f'device = "tcp://127.0.0.1:{free_port()}"\ntext = "gb18030"'
    site = Site(tmp_path / "s", amend=lambda text: text.replace('device = "dev/printer"', device))
    yield from begun(site)


@pytest.fixture
def telling(tmp_path: Path) -> Iterator[Play]:
    yield from begun(Site(tmp_path / "s", claim_slips='"without-phone"'))


def slip_of(play: Play, movement: str) -> str | None:
    return play.journeys.doors.moment(movement).slip


def dropped(play: Play, number: str) -> str:
    play.tap(WANG)
    movement = play.drop(number, ZHANG)
    play.comes_to(movement, "done")
    return movement.id


def test_a_network_printer_prints_text_with_a_code_that_the_camera_reads(network: Play) -> None:
    movement = dropped(network, "SF1")
    until(lambda: slip_of(network, movement) == "printed", 15)
    (slip,) = network.bench.printed()
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(slip)).convert("L"))
    assert code.text.startswith("LOGE1:")


def test_a_network_printer_goes_and_comes_back(network: Play) -> None:
    network.bench.pull("printer")
    until(lambda: not network.journeys.devices.is_up("printer"), 10)
    movement = dropped(network, "SF1")
    until(lambda: slip_of(network, movement) == "not sent", 8)
    network.bench.plug("printer")
    until(lambda: slip_of(network, movement) == "printed", 20)
    assert len(network.bench.printed()) == 1


def test_a_roll_near_its_end_is_told_and_prints(network: Play) -> None:
    network.bench.paper("near end")
    until(lambda: any(state.code == "paper_low" for state in network.journeys.devices.states()), 8)
    movement = dropped(network, "SF1")
    until(lambda: slip_of(network, movement) == "printed", 15)


def test_who_was_told_finds_no_slip_in_the_lobby(telling: Play) -> None:
    movement = dropped(telling, "SF1")
    until(lambda: slip_of(telling, movement) == "not needed", 10)
    assert telling.bench.printed() == []
    assert [*(telling.site.root / "outbox").glob("*.json")], "the notice went out"
    house, now = telling.kiosk.ledger.house, telling.kiosk.clock.now()
    assert not [task for task in tasks(house, (), now) if task.paper], "and nobody has to see to a slip"


def test_a_new_slip_that_the_desk_asks_for_is_printed_all_the_same(telling: Play) -> None:
    movement = dropped(telling, "SF1")
    until(lambda: slip_of(telling, movement) == "not needed", 10)
    parcel = telling.kiosk.ledger.find(movement)
    desk = telling.kiosk.ledger.house.people[next(iter(telling.kiosk.ledger.house.people))]
    assert parcel is not None
    telling.journeys.desk.reissue_slip(parcel.item, desk)
    until(lambda: len(telling.bench.printed()) == 1, 15)


def test_who_has_no_telephone_finds_a_slip(telling: Play) -> None:
    telling.tap(WANG)
    telling.bench.bring_parcel("SF2")
    telling.scan("SF2")
    candidate = telling.journeys.drop.find_recipients(unit="3-1-0101")[0]
    movement = telling.journeys.drop.start("d" * 32, "SF2", candidate.person, "S")
    telling.comes_to(movement, "open")
    telling.bench.put_parcel(movement.place, "SF2")
    telling.bench.push_shut(movement.place)
    until(lambda: slip_of(telling, movement.id) == "printed", 15)
