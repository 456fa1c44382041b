"""Goods leave with their owner's word: signed at desk or lobby, by telephone, or decided; seen at the camera."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from kiosk import claim_slip
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.releases.deciding import lapses
from kiosk.domain.releases.release import Release, ReleaseStage
from kiosk.flows.items.loan_forms import Leave
from kiosk.flows.passes.releases import Goods
from kiosk.flows.registers.finding import Asked
from kiosk.language.messages import Language
from tests.flows.test_consents import visit_of
from tests.lobby import SIGNATURE, Play, Site
from tests.wire.waiting import until

GOODS = Goods.typed("三人沙发独特\n\n  oak   table \n", "搬家独特公司", "浙a·12345")
CHEN_PIN = "864200"


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("releases"), opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def staff(play: Play, name: str = "a-lin") -> Person:
    return play.journeys.ledger.house.people[name]


def ask(play: Play, person: str = "r-zhang", act: str = "", last: int = 0) -> Release:
    today = play.journeys.passes.today()
    return play.journeys.releases.ask(
        staff(play), act or os.urandom(16).hex(), person, GOODS, today, today + timedelta(days=last)
    )


def show(play: Play, release: Release) -> bool:
    """Hold a release's paper to the camera; return whether the goods may leave."""
    key, site = play.kiosk._storage.keys.slips, play.journeys.settings.site.id
    play.journeys.presented.code(claim_slip.write(key, site, release.slip, claim_slip.RELEASE))
    seen = play.journeys.releases.last_shown()[0]
    assert seen.release == release.id
    return seen.lets_go


def test_signed_at_the_desk_shown_and_gone_over_a_power_cut(play: Play) -> None:
    printed = len(play.bench.printed())
    act = os.urandom(16).hex()
    asked = ask(play, act=act)
    assert ask(play, act=act) == asked and asked.stage is ReleaseStage.ASKED
    assert play.journeys.releases.goods(asked) == Goods(
        ("三人沙发独特", "oak table"), "搬家独特公司", "浙A·12345"
    )
    with pytest.raises(Refused, match=r"release\.not_released"):
        play.journeys.releases.gone(staff(play), asked.id)
    released = play.journeys.releases.signed(staff(play), asked.id, "r-zhang", SIGNATURE)
    until(lambda: len(play.bench.printed()) == printed + 1, 15)
    play.power_cycle()
    assert show(play, released)
    play.journeys.releases.gone(staff(play), asked.id)
    play.journeys.releases.gone(staff(play), asked.id)
    assert not show(play, released), "they are gone: nobody carries a second load out with it"
    page = play.journeys.registers.page(Asked("releases"), Language.ENGLISH)
    (line,) = [one for one in page.entries if one.id == asked.id]
    assert line.fields[1].text == "三人沙发独特; oak table" and line.fields[3].pen
    assert line.fields[5].text == "Left"


def test_called_back_under_the_number_on_record_alone(play: Play) -> None:
    asked = ask(play)
    (number,) = play.journeys.releases.numbers(asked)
    for wrong in ("", "10086", number + "1"):
        with pytest.raises(Refused, match=r"release\.number"):
            play.journeys.releases.called(staff(play), asked.id, wrong)
    released = play.journeys.releases.called(staff(play), asked.id, number)
    assert (released.word, released.served) == ("phone", "a-lin")
    assert play.journeys.releases.called_number(released) == number
    play.journeys.releases.call_off(staff(play), asked.id)
    assert not show(play, released)


def test_a_resident_signs_at_the_lobby_and_nobody_elses(play: Play) -> None:
    asked = ask(play)
    visit_of(play, "r-li")
    assert play.journeys.releases.own() == []
    with pytest.raises(Refused, match=r"release\.not_yours"):
        play.journeys.releases.sign_own(asked.id, SIGNATURE)
    with pytest.raises(Refused, match=r"release\.not_yours"):
        play.journeys.releases.call_off_own(asked.id)
    visit_of(play, "r-zhang")
    assert [one.id for one in play.journeys.releases.own()] == [asked.id]
    with pytest.raises(Refused, match=r"signature\.missing"):
        play.journeys.releases.sign_own(asked.id, [])
    released = play.journeys.releases.sign_own(asked.id, SIGNATURE)
    assert (released.stage, released.word, released.served) == (ReleaseStage.RELEASED, "signed", "")
    play.journeys.visits.end()
    play.journeys.releases.call_off(staff(play), asked.id)


def test_a_supervisor_decides_with_pin_and_reason(play: Play) -> None:
    asked = ask(play)
    for leave, code in (
        (Leave("s-chen", CHEN_PIN, " "), "reason.missing"),
        (Leave("a-zhou", CHEN_PIN, "eviction"), "supervisor.needed"),
        (Leave("s-chen", "111111", "eviction"), "pin.wrong"),
    ):
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            play.journeys.releases.decided(staff(play), asked.id, leave)
    released = play.journeys.releases.decided(
        staff(play), asked.id, Leave("s-chen", CHEN_PIN, "Gerichtsbeschluss-geheim 12")
    )
    assert (released.word, released.word_by, released.served) == ("supervisor", "s-chen", "a-lin")
    raw = b"".join(path.read_bytes() for path in (play.site.root / "var").glob("ledger.db*"))
    for secret in ("独特", "12345", "oak table", "Gerichtsbeschluss"):
        assert secret.encode() not in raw, secret
    play.journeys.releases.call_off(staff(play), asked.id)


def test_its_time_ends_it_and_the_paper_says_so(play: Play) -> None:
    asked = ask(play)
    released = play.journeys.releases.signed(staff(play), asked.id, "r-zhang", SIGNATURE)
    late = released.until + timedelta(seconds=1)
    play.kiosk.ledger.execute(lambda house: lapses(house, late))
    assert not show(play, released)
    assert play.journeys.releases.need(asked.id).stage is ReleaseStage.LAPSED
