"""A resident sends a parcel, and its carrier's courier takes it along against one signature."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.items import ParcelStage, with_person
from kiosk.domain.movements import Movement, Stage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.sending.sending import DESK_PLACE, Sending
from kiosk.domain.sending.sending import Stage as How
from kiosk.flows.parcels.whereto import Whereto
from kiosk.flows.registers.finding import Asked
from kiosk.flows.shifts.tasks import tasks
from kiosk.language.messages import Language
from tests.flows.pickup_verbs import take
from tests.flows.test_consents import visit_of
from tests.lobby import SIGNATURE, WANG, Play, Site
from tests.wire.waiting import until

SF = "顺丰速运"
WRITTEN = Whereto(strokes=SIGNATURE)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def fresh() -> str:
    return os.urandom(16).hex()


def staff(play: Play, name: str = "a-lin") -> Person:
    return play.journeys.ledger.house.people[name]


def sending(play: Play, name: str) -> Sending:
    return play.journeys.sendings.need(name)


def put_in(play: Play, movement: Movement, number: str) -> None:
    """Lay a parcel into the door that is open, and push it shut."""
    play.comes_to(movement, "open")
    play.bench.put_parcel(movement.place, number)
    play.bench.push_shut(movement.place)
    if play.journeys.furniture.places[movement.place].senses_presence:
        play.comes_to(movement, "done")
    else:
        play.comes_to(movement, "ask")
        play.journeys.doors.say(movement.id, "it_is_in")


def left(play: Play, number: str = "OUT1", fee: str = "desk") -> str:
    """Return the id of a parcel that a resident has just left behind a door."""
    visit_of(play, "r-zhang")
    name = fresh()
    play.journeys.sendings.register_own(name, SF, "", fee, WRITTEN)
    play.bench.bring_parcel(number)
    put_in(play, play.journeys.sendings.drop(fresh(), name, "S"), number)
    play.journeys.visits.end()
    return name


def codes(play: Play) -> list[str]:
    return [one.code for one in tasks(play.journeys.ledger.house, (), play.journeys.clock.now())]


def test_from_the_first_line_to_the_courier_s_signature(play: Play) -> None:
    first = left(play)
    until(lambda: len(play.bench.printed()) == 1, 15)  # its slip
    second = fresh()
    whereto = Whereto("李雷", "上海市徐汇区 12-3", "13800000000")
    play.journeys.sendings.register(second, "r-zhang", SF, "", "desk", whereto, staff(play))
    play.journeys.sendings.take_in(fresh(), second, staff(play))
    play.tap(WANG)
    waits = play.journeys.sendings.waiting()
    assert (waits.carrier, waits.at_doors, waits.at_desk) == (SF, 1, 1)
    sweep = fresh()
    with pytest.raises(Refused, match=r"signature\.missing"):
        play.journeys.sendings.sign(sweep, [])
    play.journeys.sendings.sign(sweep, SIGNATURE)
    assert codes(play) == ["sending_handover"]
    movement = play.journeys.sendings.take_next(sweep, fresh())
    assert movement is not None
    again = play.journeys.sendings.take_next(sweep, fresh())
    assert again is not None and again.id == movement.id  # a door that is open is the next one
    take(play, movement)
    gone = sending(play, first)
    assert (gone.stage, gone.courier) == (How.LEFT, "c-wang")
    assert play.journeys.ledger.house.parcels[gone.parcel].custodian == with_person("c-wang")
    play.journeys.presented.code("SF1390045512871")  # its waybill, held to the camera
    assert sending(play, first).waybill == "SF1390045512871"
    assert play.journeys.sendings.take_next(sweep, fresh()) is None
    assert play.journeys.sendings.hand_over(sweep, staff(play)) == 1
    assert sending(play, second).stage is How.LEFT and codes(play).count("sending_fee") == 2
    play.journeys.sendings.settle(first, 1250, "V-7", staff(play))
    assert codes(play).count("sending_fee") == 1
    until(lambda: len(play.bench.printed()) == 3, 15)  # two slips and a receipt
    page = play.journeys.registers.page(Asked("sent"), Language.ENGLISH)
    newest, oldest = page.entries
    assert newest.fields[2].text == "李雷" and oldest.fields[2].pen
    assert oldest.fields[4].text.endswith("12.50") and oldest.fields[5].pen
    found = play.journeys.registers.page(Asked("sent", words="SF1390045512871"), Language.ENGLISH)
    assert [one.id for one in found.entries] == [first]
    assert play.journeys.registers.page(Asked("sent", words="9-9-9999"), Language.ENGLISH).entries == []


def test_nothing_personal_stands_in_the_log(play: Play) -> None:
    name = fresh()
    whereto = Whereto("李雷独特", "上海市徐汇区独特路", "13899990000")
    play.journeys.sendings.register(name, "r-zhang", SF, "", "desk", whereto, staff(play))
    raw = (play.site.root / "var" / "ledger.db").read_bytes()
    wal = play.site.root / "var" / "ledger.db-wal"
    raw += wal.read_bytes() if wal.exists() else b""
    for secret in ("李雷独特", "徐汇区独特路", "13899990000"):
        assert secret.encode() not in raw
    known = play.journeys.sendings.whereto(sending(play, name))
    assert known is not None and (known.addressee, known.phone) == ("李雷独特", "13899990000")


def test_a_resident_changes_their_mind(play: Play) -> None:
    name = left(play)
    visit_of(play, "r-li")
    with pytest.raises(Refused, match=r"keep\.not_yours"):
        play.journeys.sendings.unsend(fresh(), name)
    play.journeys.visits.end()
    visit_of(play, "r-zhang")
    movement = play.journeys.sendings.unsend(fresh(), name)
    assert movement is not None
    take(play, movement)
    back = sending(play, name)
    assert back.stage is How.CALLED_OFF
    assert play.journeys.ledger.house.parcels[back.parcel].stage is ParcelStage.NOT_TAKEN_IN
    assert play.journeys.homes.parcels() == []


def test_a_power_cut_before_the_door_is_shut_loses_nothing(play: Play) -> None:
    visit_of(play, "r-zhang")
    name = fresh()
    play.journeys.sendings.register_own(name, SF, "", "carrier", WRITTEN)
    play.bench.bring_parcel("OUT1")
    movement = play.journeys.sendings.drop(fresh(), name, "S")
    play.comes_to(movement, "open")
    play.bench.put_parcel(movement.place, "OUT1")
    play.power_cycle()
    play.bench.push_shut(movement.place)
    if not play.journeys.furniture.places[movement.place].senses_presence:
        play.comes_to(movement, "ask")
        play.journeys.doors.say(movement.id, "it_is_in")
    until(lambda: play.journeys.sendings.parcel(sending(play, name)), 8)
    assert play.journeys.doors.need(movement.id).stage is Stage.CONFIRMED


def test_another_company_s_courier_finds_nothing(play: Play) -> None:
    left(play)
    jd = next(one for one in play.journeys.ledger.house.people.values() if one.company == "京东物流")
    assert play.journeys.sendings.waiting("京东物流").at_doors == 0
    with pytest.raises(Refused, match=r"sending\.none"):
        play.journeys.sendings.sign_at_desk(fresh(), jd.id, SIGNATURE, staff(play))


def test_a_site_without_carriers_sends_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", amend=lambda text: text.replace('["顺丰速运", "京东物流"]', "[]"))
    play = Play(site)
    try:
        with pytest.raises(Refused, match=r"sending\.carrier"):
            play.journeys.sendings.register(fresh(), "r-zhang", SF, "", "desk", WRITTEN, staff(play))
        assert DESK_PLACE not in play.journeys.furniture.places
    finally:
        play.close()
        site.close()
