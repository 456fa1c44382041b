"""A picture is taken of what the desk takes in, where the site asks for it; a guest reads their own slip."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.domain import events as e
from kiosk.domain.deposits.deposit import Deposit, Stage
from kiosk.domain.deposits.events import DepositPictured
from kiosk.flows.items.deposits import Left
from kiosk.ports.devices import Unavailable
from kiosk.ports.register import LogLine
from tests.flows.test_deposits import (
    claim,
    deposit,
    described,
    fresh,
    refusal,
    staff,
    stub,
    taken_in,
    with_shelves,
)  # fmt: skip
from tests.lobby import SIGNATURE, Play, Site
from tests.wire.waiting import until


def of_value(settings: str) -> str:
    """Return a site's settings that ask for a picture of what has a value, and forget it at once."""
    return with_shelves(settings) + '\n[deposits]\npicture = "of_value"\npicture_days = 0\n'


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("pictures"), opens_within_s="1.0", amend=of_value)
    played = Play(site)
    until(lambda: played.journeys.devices.is_up("camera"), 10)
    yield played
    played.close()
    site.close()


def sign(play: Play, name: str) -> Deposit:
    play.journeys.deposits.take_in(name, fresh(), SIGNATURE, SIGNATURE, "shelf:A", staff(play))
    return deposit(play, name)


def lines(play: Play, kind: str, about: str) -> list[LogLine]:
    """Return the newest events of a kind that tell of something."""
    found = play.journeys.register.events(most=80)
    return [one for one in found if one.kind == kind and about in str(one.body)]


def test_one_that_was_taken_by_hand_goes_with_the_item_and_after_it(play: Play) -> None:
    pictures = play.journeys.deposits.pictures
    name = described(play, cents=90_000)
    act = fresh()
    pictures.take(name, act, staff(play))
    pictures.take(name, act, staff(play))  # a double tap
    first = deposit(play, name).photo
    assert len(lines(play, DepositPictured.stored_as, name)) == 1
    pictures.take(name, fresh(), staff(play))  # the first was blurred
    one = deposit(play, name)
    assert one.photo != first and play.journeys.ledger.opened(first) is None
    before = pictures.look(name, staff(play))
    assert before[:2] == b"\xff\xd8" and not lines(play, e.EvidenceSeen.stored_as, name)
    one = sign(play, name)
    assert len(lines(play, DepositPictured.stored_as, name)) == 2  # none was taken anew as both have signed
    assert refusal(lambda: pictures.take(name, fresh(), staff(play))) == "deposit.taken_in"
    assert pictures.look(name, staff(play)) == pictures.look(name, staff(play)) == before
    assert len(lines(play, e.EvidenceSeen.stored_as, name)) == 1  # the same page, loaded again
    pictures.sweep()
    assert pictures.there(one)  # its item is here
    play.power_cycle()
    pictures = play.journeys.deposits.pictures
    play.journeys.claims.shown(stub(play, name))
    claim(play, name)
    assert deposit(play, name).stage is Stage.CLAIMED
    pictures.sweep()
    assert not pictures.there(one) and refusal(lambda: pictures.look(name, staff(play))) == "evidence.gone"
    assert len(lines(play, e.EvidenceRemoved.stored_as, name)) == 1


def test_nobody_has_to_think_of_it_and_what_is_worth_nothing_has_none(play: Play) -> None:
    until(lambda: play.journeys.devices.is_up("camera"), 10)
    named = deposit(play, taken_in(play, cents=100))
    assert play.journeys.deposits.pictures.there(named)
    assert deposit(play, taken_in(play)).photo == ""
    off = described(play, cents=100)
    play.journeys.deposits.pictures.take(off, fresh(), staff(play))
    play.journeys.deposits.call_off(off, staff(play))
    play.journeys.deposits.pictures.sweep()
    assert not play.journeys.deposits.pictures.there(deposit(play, off))
    assert refusal(lambda: play.journeys.deposits.pictures.take(off, fresh(), staff(play))) == "deposit.over"


def test_without_a_camera_it_is_taken_in_and_the_record_says_why(play: Play) -> None:
    play.bench.pull("camera")
    until(lambda: not play.journeys.devices.is_up("camera"), 8)
    name = described(play, cents=100)
    with pytest.raises(Unavailable):
        play.journeys.deposits.pictures.take(name, fresh(), staff(play))
    one = sign(play, name)
    assert (one.stage, one.photo) == (Stage.TAKEN_IN, "")
    assert [line.body["missing"] for line in lines(play, DepositPictured.stored_as, name)] == ["camera_down"]
    play.bench.plug("camera")


@pytest.mark.parametrize("language", ["en", "zh_Hant"])
def test_a_guest_s_slip_is_in_the_guest_s_language(play: Play, language: str) -> None:
    name = fresh()
    left = Left("bag", 1, "none", guest=("Ann Guest", "13812345678"), language=language)
    play.journeys.deposits.describe(name, "r-zhang", left, staff(play))
    one = sign(play, name)
    house = play.journeys.ledger.house
    assert house.people[one.person].language == language
    paper = next(paper for paper in house.papers.values() if paper.id == f"d-{one.slip}")
    assert paper.language == language
