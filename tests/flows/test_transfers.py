"""An item changes hands over the desk: who is told, who takes it, what is kept of a document and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.entrusted.counting import untold
from kiosk.domain.items import UNKNOWN, ParcelStage, with_person
from kiosk.domain.movements import Movement
from kiosk.domain.movements import Stage as Progress
from kiosk.domain.outgoing import Notice
from kiosk.domain.transfers import waiting as w
from kiosk.domain.transfers.transfer import Stage, Transfer
from kiosk.flows.items.transfers import Brought
from kiosk.flows.registers.finding import Asked
from kiosk.language.messages import Language
from tests.flows.test_deposits import CHEN_PIN, codes, fresh, refusal, staff, with_shelves
from tests.lobby import SIGNATURE, Play, Site
from tests.wire.waiting import until

GUEST = ("陈大伟", "13988887777")
ID = ("passport", "E12345678")


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    keeps = "\n[identity]\nkeep_number_days = 30\nkeep_picture_days = 30\n"
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda settings: with_shelves(settings) + keeps)
    played = Play(site)
    yield played
    played.close()
    site.close()


def brought(play: Play, name: str = "", *, why: str = "", by: str = "", **more: object) -> str:
    """Return the id of what somebody has just given to the desk for somebody else."""
    name = name or fresh()
    said = Brought(True, "bag", 1, "none", GUEST, where="shelf:A")
    said = replace(said, **more)  # type: ignore[arg-type]
    play.journeys.transfers.take_in(name, "r-zhang", said, SIGNATURE, staff(play), (by, why))
    return name


def transfer(play: Play, name: str) -> Transfer:
    return play.journeys.ledger.house.transfers[name]


def hand(play: Play, name: str, movement: str = "", *, back: bool = False) -> Movement:
    return play.journeys.transfers.hand_over(name, movement or fresh(), ID, SIGNATURE, staff(play), back=back)


def test_from_a_visitor_s_hand_to_a_resident_s(play: Play) -> None:
    name = brought(play, words="keys of the car")
    assert brought(play, name) == name and len(play.journeys.ledger.house.transfers) == 1
    one = transfer(play, name)
    item = play.journeys.ledger.house.parcels[one.item]
    assert (one.stage, one.taker, item.custodian.id) == (Stage.TAKEN_IN, "r-zhang", "shelf:A")
    assert one.told is not None
    told = play.journeys.transfers.told(one)
    assert told.visitor_phone == GUEST[1] and told.resident_phone and told.words == "keys of the car"
    until(lambda: len(play.bench.printed()) == 1, 15)  # its tag
    movement = fresh()
    hand(play, name, movement)
    assert hand(play, name, movement).stage is Progress.CONFIRMED
    done = transfer(play, name)
    assert (done.stage, done.taken_by) == (Stage.FETCHED, "r-zhang")
    assert play.journeys.ledger.house.parcels[one.item].custodian == with_person("r-zhang")
    kept = play.journeys.documents.look(movement, staff(play))
    assert kept.number == ID[1] and kept.document.purpose == "transfer" and kept.document.number_until
    assert refusal(lambda: hand(play, name)) == "transfer.over"
    raw = b"".join(path.read_bytes() for path in (play.site.root / "var").glob("ledger.db*"))
    for secret in (GUEST[0], GUEST[1], ID[1], "keys of the car"):
        assert secret.encode() not in raw
    entry = play.journeys.registers.page(Asked("transfers"), Language.ENGLISH).entries[0]
    assert entry.fields[1].text == GUEST[0] and entry.fields[1].small == (GUEST[1],)
    assert entry.fields[4].pen and entry.fields[5].pen


def test_from_a_resident_to_a_visitor_behind_a_door(play: Play) -> None:
    name = brought(play, to_resident=False, where="M")
    begun = play.journeys.doors.need(name)
    assert transfer(play, name).told is None  # nobody is told before it is there
    play.comes_to(begun, "open")
    play.power_cycle()
    play.bench.bring_parcel("GIFT")
    play.bench.put_parcel(begun.place, "GIFT")
    play.bench.push_shut(begun.place)
    play.comes_to(begun, "ask")
    play.journeys.doors.say(begun.id, "it_is_in")
    one = transfer(play, name)
    assert one.told is not None and one.taker.startswith("guest-")
    assert play.journeys.directory.name(one.taker) == GUEST[0]
    out = hand(play, name)
    assert refusal(lambda: hand(play, name)) in ("item.not_here", "door.busy")
    play.comes_to(out, "open")
    play.bench.take_parcel(out.place, "GIFT")
    play.bench.push_shut(out.place)
    play.comes_to(out, "ask")
    play.journeys.doors.say(out.id, "i_took_it")
    assert transfer(play, name).stage is Stage.FETCHED


def test_refused_goods_go_back_unless_the_supervisor_decides(play: Play) -> None:
    name = fresh()
    assert refusal(lambda: brought(play, name, goods="valuables")) == "transfer.goods.valuables"
    assert refusal(lambda: brought(play, name, goods="valuables")) == "transfer.goods.valuables"
    refused = transfer(play, name)
    assert (refused.stage, refused.goods, refused.visitor) == (Stage.REFUSED, "valuables", "")
    assert GUEST[0] not in {play.journeys.directory.name(one) for one in play.journeys.ledger.house.people}
    flow = play.journeys.transfers
    assert flow.allowed_by(staff(play), "", "") == ""
    assert refusal(lambda: flow.allowed_by(staff(play), "a-zhou", "135790")) == "supervisor.needed"
    assert refusal(lambda: flow.allowed_by(staff(play), "s-chen", "000000")) == "pin.wrong"
    assert refusal(lambda: brought(play, goods="cash", by="a-lin", why="no")) == "supervisor.needed"
    assert refusal(lambda: brought(play, goods="cash", by="s-chen", why="")) == "transfer.goods.cash"
    allowed = flow.allowed_by(staff(play), "s-chen", CHEN_PIN)
    name = brought(play, goods="valuables", by=allowed, why="insured by both, sealed here")
    one = transfer(play, name)
    assert (one.goods, one.allowed_by, one.stage) == ("valuables", "s-chen", Stage.TAKEN_IN)
    assert one.why.startswith("words:why:")  # what was typed is in the vault, not in the log


def test_somebody_whom_no_message_reaches_is_telephoned(play: Play) -> None:
    name = brought(play)
    notice = Notice("tr-x", "r-zhang", "transfer_waiting", name, play.journeys.clock.now())
    play.journeys.ledger.execute(lambda house: untold(house, notice))
    assert codes(play).count("transfer.phone") == 1
    play.journeys.transfers.phoned(name, staff(play))
    play.journeys.transfers.phoned(name, staff(play))
    assert "transfer.phone" not in codes(play)


def test_what_nobody_fetches_goes_back_to_its_giver(play: Play) -> None:
    name = brought(play)
    one, now = transfer(play, name), play.journeys.clock.now()
    house = play.journeys.ledger.house
    assert w.time_passes(house, now) == []
    first = w.time_passes(house, now + timedelta(days=1, minutes=1))
    assert vars(first[0])["reminders"] == 1 and vars(first[1])["person"] == "r-zhang"
    back = w.time_passes(house, now + timedelta(days=8))
    assert vars(back[1])["person"] == one.visitor and vars(back[1])["template"] == w.BACK
    assert "transfer.back" in [one.code for one in w.pending(house, now + timedelta(days=8))]
    hand(play, name, back=True)
    done = transfer(play, name)
    assert (done.stage, done.taken_by) == (Stage.GIVEN_BACK, one.visitor)
    assert play.journeys.ledger.house.parcels[one.item].custodian == with_person(one.visitor)


def test_one_that_is_missing_is_settled_by_the_supervisor(play: Play) -> None:
    name = brought(play)
    play.journeys.item_counts.missing(name, staff(play))
    assert codes(play) == ["transfer.missing"]
    assert refusal(lambda: hand(play, name)) == "deposit.missing"
    flow = play.journeys.transfers
    assert refusal(lambda: flow.settle(name, staff(play), "paid for")) == "supervisor.needed"
    assert refusal(lambda: flow.settle(name, staff(play, "s-chen"), "")) == "reason.missing"
    flow.settle(name, staff(play, "s-chen"), "paid for")
    one = transfer(play, name)
    assert one.stage is Stage.SETTLED and codes(play) == ["alarm.item_missing"]
    item = play.journeys.ledger.house.parcels[one.item]
    assert item.stage is ParcelStage.NOT_TAKEN_IN and item.custodian == UNKNOWN


def test_guests_without_name_or_telephone_are_asked_for_them(play: Play) -> None:
    assert refusal(lambda: brought(play, guest=("", "13900000000"))) == "guest.name"
    assert refusal(lambda: brought(play, guest=("陈大伟", "12"))) == "guest.phone"
    assert refusal(lambda: brought(play, count=0)) == "deposit.count"
    assert refusal(lambda: brought(play, goods="")) == "deposit.goods.unasked"
    assert play.journeys.ledger.house.transfers == {}
