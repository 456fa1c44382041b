"""Passes for works in a home: given out on paper, shown to the camera, counted back in all at once, forgotten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import claim_slip
from kiosk.domain.contractors.events import ContractorBlocked, ContractorUnblocked
from kiosk.domain.money.account import cash
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.passes.deciding import to_forget
from kiosk.domain.passes.permit import Permit, PermitStage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.passes.passes import Worker, Works
from kiosk.flows.registers.finding import Asked
from kiosk.flows.shifts.tasks import tasks
from kiosk.language.messages import Language
from tests.lobby import SIGNATURE, Play, Site
from tests.wire.waiting import until

WORKS = Works("鸿运独特装饰", "包工头独特", "13877770000")
WORKERS = (
    Worker("陈师傅独特", "passport", "E12345678"),
    Worker("李师傅独特", "passport", "E87654321"),
    Worker("Bob the Builder", "other", "AB 1234"),
)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("passes"), opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


def staff(play: Play, name: str = "a-lin") -> Person:
    return play.journeys.ledger.house.people[name]


def give_out(play: Play, act: str = "", days: tuple[int, int] = (0, 9), cents: int = 5_000) -> Permit:
    today = play.journeys.passes.today()
    first, last = (today + timedelta(days=one) for one in days)
    return play.journeys.passes.give_out(
        staff(play), act or os.urandom(16).hex(), "r-zhang", WORKS, WORKERS, (first, last), cents, SIGNATURE, SIGNATURE
    )  # fmt: skip


def qr_of(play: Play, permit: Permit, number: int) -> str:
    slip = permit.passes[number - 1].slip
    key, site = play.kiosk._storage.keys.slips, play.journeys.settings.site.id
    return claim_slip.write(key, site, slip, claim_slip.PASS)


def test_given_out_shown_and_counted_in_with_one_missing(play: Play) -> None:
    printed = len(play.bench.printed())
    act = os.urandom(16).hex()
    permit = give_out(play, act)
    assert give_out(play, act) == permit, "a double tap gives nothing out twice"
    until(lambda: len(play.bench.printed()) == printed + 4, 20)  # the deposit's receipt and three passes
    assert standing_cents(play.journeys.ledger.house, cash()) == 15_000
    play.journeys.presented.code(qr_of(play, permit, 2))
    (seen,) = play.journeys.passes.last_shown()
    assert (seen.permit, seen.number, seen.verdict) == (permit.id, 2, "valid")
    with pytest.raises(Refused, match=r"signature\.own_missing"):
        play.journeys.passes.count_in(staff(play), permit.id, [1, 3], SIGNATURE, [])
    play.power_cycle()
    over = play.journeys.passes.count_in(staff(play), permit.id, [1, 3], [], SIGNATURE)
    assert (over.stage, over.missing, over.kept_cents, over.returned_cents) == (
        PermitStage.OVER, (2,), 5_000, 10_000,
    )  # fmt: skip
    play.journeys.passes.count_in(staff(play), permit.id, [1, 2, 3], [], SIGNATURE)
    assert standing_cents(play.journeys.ledger.house, cash()) == 5_000
    until(lambda: len(play.bench.printed()) == printed + 5, 20)  # the refund voucher
    play.journeys.presented.code(qr_of(play, permit, 2))
    assert play.journeys.passes.last_shown()[0].verdict == "missing"
    page = play.journeys.registers.page(Asked("passes"), Language.ENGLISH)
    (line,) = [one for one in page.entries if one.id == permit.id]
    assert (
        line.fields[1].text == WORKS.company and line.fields[4].pen and line.fields[5].text == "2 of 3 back"
    )


def test_no_name_no_number_stands_in_the_record(play: Play) -> None:
    give_out(play)
    raw = b"".join(path.read_bytes() for path in (play.site.root / "var").glob("ledger.db*"))
    for secret in ("独特", "13877770000", "E12345678", "AB1234", "Bob the Builder"):
        assert secret.encode() not in raw, secret


def test_a_blocked_document_gets_no_pass(play: Play) -> None:
    digest = play.kiosk._storage.keys.digest("document", "passport:E12345678")
    until_ = play.journeys.clock.now() + timedelta(days=3)
    play.kiosk.ledger.append(ContractorBlocked(digest, until_, "s-chen", f"block:{digest}"))
    with pytest.raises(Refused, match=r"contractor\.blocked"):
        give_out(play)
    play.kiosk.ledger.append(ContractorUnblocked(digest, "s-chen"))


def test_a_wrong_number_or_no_name_is_said_before_anything_is_printed(play: Play) -> None:
    today, before = play.journeys.passes.today(), play.journeys.ledger.head
    for worker, code in (
        (Worker("陈", "id_card", "330106198001010011"), "document.check_digit"),
        (Worker("", "passport", "E12345678"), "pass.name_needed"),
    ):
        with pytest.raises(Refused) as said:
            play.journeys.passes.give_out(
                staff(play), os.urandom(16).hex(), "r-zhang", WORKS, [worker], (today, today), 0, SIGNATURE, SIGNATURE
            )  # fmt: skip
        assert said.value.code == code or code.startswith("document"), said.value.code
    assert play.journeys.ledger.head == before


def test_expired_passes_are_a_task_and_may_be_extended(play: Play) -> None:
    permit = give_out(play, days=(0, 0), cents=0)
    later = permit.until + timedelta(seconds=1)
    codes = [(one.code, one.matter) for one in tasks(play.journeys.ledger.house, (), later)]
    assert ("pass.expired", permit.id) in codes
    play.journeys.passes.extend(staff(play), permit.id, play.journeys.passes.today() + timedelta(days=3))
    codes = [(one.code, one.matter) for one in tasks(play.journeys.ledger.house, (), later)]
    assert ("pass.expired", permit.id) not in codes
    with pytest.raises(Refused, match=r"pass\.until"):
        play.journeys.passes.extend(staff(play), permit.id, date(1970, 1, 2))


def test_its_people_are_forgotten_and_the_chain_stays_whole(play: Play) -> None:
    permit = give_out(play, cents=0)
    play.journeys.passes.count_in(staff(play), permit.id, [1, 2, 3], SIGNATURE, SIGNATURE)
    assert play.journeys.passes.works(permit) == WORKS
    now = play.journeys.clock.now() + timedelta(days=31)
    play.kiosk.ledger.execute(lambda house: to_forget(house, now, timedelta(days=30)))
    assert play.journeys.passes.works(permit) is None
    assert [play.journeys.passes.worker(one) for one in permit.passes] == [None, None, None]
    play.kiosk.ledger.rebuild()
    assert play.journeys.passes.need(permit.id).forgotten


def test_a_forged_pass_is_told_so_and_a_parcels_slip_is_none(play: Play) -> None:
    permit = give_out(play, cents=0)
    site = play.journeys.settings.site.id
    forged = claim_slip.write(Ed25519PrivateKey.generate(), site, permit.passes[0].slip, claim_slip.PASS)
    with pytest.raises(Refused, match=r"slip\.forged"):
        play.journeys.passes.shown(forged)
    key = play.kiosk._storage.keys.slips
    other = claim_slip.write(key, site, permit.passes[0].slip)
    assert play.journeys.passes.shown(other) is None, "signed as a parcel's: it is no pass"


def test_a_missing_pass_that_turns_up_brings_its_money_back_once(play: Play) -> None:
    permit = give_out(play)
    before = standing_cents(play.journeys.ledger.house, cash())
    play.journeys.passes.count_in(staff(play), permit.id, [1, 3], [], SIGNATURE)
    printed = len(play.bench.printed())
    play.journeys.passes.found(staff(play), permit.id, 2)
    play.power_cycle()
    play.journeys.passes.found(staff(play), permit.id, 2)  # a double tap
    assert standing_cents(play.journeys.ledger.house, cash()) == before - 15_000
    assert play.journeys.passes.need(permit.id).missing == ()
    until(lambda: len(play.bench.printed()) > printed, 20)  # the voucher anew
    play.journeys.presented.code(qr_of(play, permit, 2))
    assert play.journeys.passes.last_shown()[0].verdict == "handed_in"
