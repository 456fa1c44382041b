"""Somebody can't sign with a finger: one of the staff stands by at the lobby screen, and that is on record as such."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.items import ParcelStage
from kiosk.domain.movements import Stage
from kiosk.domain.refusal import Refused
from kiosk.domain.sending.sending import Stage as How
from kiosk.flows.registers.finding import Asked
from kiosk.language.messages import Language
from kiosk.ports.register import LogLine
from tests.flows.pickup_verbs import take
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_sending import left, sending
from tests.flows.test_waiting import PROOF
from tests.lobby import LIN, LIN_PIN, WANG, Play, Site
from tests.wire.waiting import until

LI = "04F60718293A80"


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + PROOF)
    played = Play(site)
    yield played
    played.close()
    site.close()


def lays_down(play: Play, badge: str) -> str:
    """Lay a badge on the reader while a witness is wanted; returns the name of that tap."""
    witnessing = play.journeys.witnessing
    wanted = witnessing.wanted()
    assert wanted is not None
    before = wanted.id
    play.bench.tap(badge, kind="ntag")
    until(lambda: (now := witnessing.wanted()) is not None and now.id != before, 8)
    play.bench.lift()
    play._until_looked("badge-reader", 4)
    now = witnessing.wanted()
    assert now is not None
    return now.id


def recorded(play: Play, kind: str) -> list[LogLine]:
    return [one for one in play.journeys.register.events(most=200) if one.kind == kind]


def test_a_courier_who_cannot_sign_has_a_witness(play: Play) -> None:
    name = left(play)
    play.tap(WANG)
    sweep, witnessing = os.urandom(16).hex(), play.journeys.witnessing
    witnessing.ask("sweep", sweep)
    assert [one.code for one in witnessing.tasks()] == ["witness_wanted"]
    for badge, why in ((LI, "witness.staff"), (WANG, "witness.staff"), ("04FFFFFFFFFF80", "badge.unknown")):
        seen = lays_down(play, badge)
        wanted = witnessing.wanted()
        assert wanted is not None and (wanted.seen, wanted.problem) == ("", why)
        with pytest.raises(Refused, match=r"witness\.again"):
            witnessing.confirm(seen, LIN_PIN)
    seen = lays_down(play, LIN)
    assert play.journeys.visits.need().person.id == "c-wang"  # the witness's badge begins no visit
    with pytest.raises(Refused, match=r"pin\.wrong"):
        witnessing.confirm(seen, "000000")
    assert sweep not in play.journeys.ledger.house.sweeps
    assert witnessing.confirm(seen, LIN_PIN) == f"/courier/outgoing/{sweep}"
    head = play.kiosk.ledger.seq
    assert witnessing.confirm(seen, LIN_PIN) == f"/courier/outgoing/{sweep}"  # a double tap
    assert play.kiosk.ledger.seq == head and witnessing.tasks() == ()
    movement = play.journeys.sendings.take_next(sweep, os.urandom(16).hex())
    assert movement is not None
    take(play, movement)
    assert sending(play, name).stage is How.LEFT
    (line,) = play.journeys.registers.page(Asked("sent"), Language.ENGLISH).entries
    assert line.fields[5].text == "witnessed by 林晓梅" and not line.fields[5].pen
    told = recorded(play, "signature.witnessed/1")
    assert [(one.body["person"], one.body["witness"], one.body["how"]) for one in told] == [
        ("c-wang", "a-lin", "badge and pin")
    ]


def test_who_collects_and_cannot_sign_has_a_witness(play: Play) -> None:
    play.journeys.deliveries.from_table("运单号,房号,类别\nSF2,1-1-0802,挂号\n".encode(), "s-chen")
    parcel = waiting_parcel(play, "SF2", "0802")
    with pytest.raises(Refused, match=r"proof\.sign"):
        play.journeys.collect.by_slip(slip_text(play, parcel))
    asked, witnessing = play.journeys.proofs.asked(), play.journeys.witnessing
    assert asked is not None
    witnessing.ask("collect", asked.token)
    seen = lays_down(play, LIN)
    assert play.journeys.visits.current is None
    movement = play.journeys.doors.need(witnessing.confirm(seen, LIN_PIN).rpartition("/")[2])
    take(play, movement)
    ended = play.journeys.doors.need(movement.id)
    assert ended.stage is Stage.CONFIRMED and not ended.signature
    assert play.journeys.ledger.house.parcels[parcel].stage is ParcelStage.COLLECTED
    (told,) = recorded(play, "signature.witnessed/1")
    (basis,) = recorded(play, "policy.satisfied/1")
    assert str(told.body["act"]) in str(basis.body["evidence"])


def test_once_they_are_gone_a_badge_is_a_visit_again(play: Play) -> None:
    left(play)
    play.tap(WANG)
    play.journeys.witnessing.ask("sweep", os.urandom(16).hex())
    play.journeys.visits.end()
    assert play.journeys.witnessing.wanted() is None
    play.tap(LIN)
    assert play.journeys.visits.need().person.id == "a-lin"
    with pytest.raises(Refused, match=r"visit\.other_role"):
        play.journeys.witnessing.ask("sweep", os.urandom(16).hex())
    with pytest.raises(Refused, match=r"fee\.over"):
        play.journeys.witnessing.ask("collect", "nobody's")
    with pytest.raises(Refused, match=r"witness\.again"):
        play.journeys.witnessing.confirm("", LIN_PIN)
