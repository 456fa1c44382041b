"""A parcel that waits long: reminded, kept, over, paid for, and given back to its carrier."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.house import House
from kiosk.domain.items import ParcelStage, with_person
from kiosk.domain.movements import Stage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.shifts.tasks import tasks
from tests.flows.pickup_verbs import take
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.flows.test_consents import visit_of
from tests.flows.test_storeroom import stored
from tests.lobby import SIGNATURE, WANG, Play, Site
from tests.passing import goes_on
from tests.wire.waiting import until

HOUR = timedelta(hours=1)
MORE = """
[storeroom]
shelves = ["A1"]

[parcels]
expiry_hours = 72
away = "storeroom"

[parcels.fee]
cents_a_day = 100
free_hours = 48
most_cents = 500
settle = "SETTLE"
"""


def played(root: Path, settle: str) -> Iterator[Play]:
    """Yield a site that asks for a fee."""
    site = Site(root, opens_within_s="1.0", amend=lambda text: text + MORE.replace("SETTLE", settle))
    play = Play(site)
    yield play
    play.close()
    site.close()


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    yield from played(tmp_path / "s", "owed")


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Play]:
    yield from played(tmp_path / "s", "desk")


def house_of(play: Play) -> House:
    return play.journeys.ledger.house


def staff(play: Play, name: str = "a-lin") -> Person:
    return house_of(play).people[name]


def told(play: Play) -> str:
    """Return everything that people were told, once the outbox is empty."""
    until(lambda: not house_of(play).notices, 8)
    return "\n".join(one.read_text(encoding="utf-8") for one in (play.site.root / "outbox").glob("*.json"))


def test_it_is_reminded_of_then_over_then_taken_back_against_a_signature(play: Play) -> None:
    parcel = waiting_parcel(play)
    goes_on(play, 25 * HOUR)
    until(lambda: house_of(play).parcels[parcel].wait.reminded == 1, 8)
    assert "仍在" in told(play) or "still waits" in told(play)
    goes_on(play, 73 * HOUR)
    until(lambda: house_of(play).parcels[parcel].wait.expired, 8)
    codes = [one.code for one in tasks(house_of(play), (), play.journeys.clock.now())]
    assert codes.count("parcel_expired") == 1
    (row,) = play.journeys.waiting.all()
    assert (row.state, row.fee_cents) == ("expired", 200)
    act = os.urandom(16).hex()
    asked = (parcel, staff(play), "expired", "顺丰速运", "c-wang")
    with pytest.raises(Refused, match=r"signature\.missing"):
        play.journeys.waiting.give_back(act, *asked, [])
    movement = play.journeys.waiting.give_back(act, *asked, SIGNATURE)
    assert play.journeys.waiting.give_back(act, *asked, SIGNATURE).id == movement.id
    take(play, movement)
    gone = house_of(play).parcels[parcel]
    assert gone.stage is ParcelStage.RETURNED and gone.custodian == with_person("c-wang")
    assert play.journeys.ledger.opened(f"signature:{act}") is not None
    assert "退回寄件人" in told(play) or "back to its sender" in told(play)
    with pytest.raises(Refused, match=r"slip\.void"):
        play.journeys.collect.by_slip(slip_text(play, parcel))


def test_nothing_is_over_by_a_clock_that_is_not_believed(play: Play) -> None:
    parcel = waiting_parcel(play)
    play.kiosk.clock.not_before(play.journeys.clock.now() + 100 * HOUR)
    assert not play.kiosk.clock.trusted
    play.journeys.waiting.tick()
    assert house_of(play).parcels[parcel].wait.expired is None
    assert play.journeys.waiting.all()[0].fee_cents == 0
    play.kiosk.clock._wall = lambda: datetime.now(UTC) + 100 * HOUR
    until(lambda: house_of(play).parcels[parcel].wait.expired, 8)


def test_a_resident_keeps_it_by_card_or_by_code_and_no_door_opens(play: Play) -> None:
    first, second = waiting_parcel(play), waiting_parcel(play, "SF2")
    waiting, fired = play.journeys.waiting, len(play.bench.firings())
    with pytest.raises(Refused, match=r"visit\.ended"):
        waiting.asker()
    days = waiting.days_to_keep(first)
    token = waiting.type_code(code(play, first))
    assert [one.id for one in waiting.asker(token)[1]] == [first]
    with pytest.raises(Refused, match=r"keep\.not_yours"):
        waiting.keep_own(second, days[3], token)
    waiting.keep_own(first, days[3], token)
    visit_of(play, "r-li")
    with pytest.raises(Refused, match=r"keep\.not_yours"):
        waiting.keep_own(second, days[3])
    play.journeys.visits.end()
    visit_of(play, "r-zhang")
    waiting.keep_own(second, days[4])
    goes_on(play, 73 * HOUR)
    until(lambda: [one.state for one in waiting.all()] == ["kept", "kept"], 8)
    with pytest.raises(Refused, match=r"visit\.ended"):
        waiting.asker(token)  # it served for two minutes
    assert len(play.bench.firings()) == fired
    with pytest.raises(Refused, match=r"code\.unknown"):
        waiting.type_code(_wrong(play, first))


def _wrong(play: Play, parcel: str) -> str:
    from kiosk.domain.parcels.codes import check_digit

    digits = code(play, parcel).replace(" ", "")[:-1]
    other = str((int(digits[0]) + 1) % 10) + digits[1:]
    return other + check_digit(other)


def test_who_is_away_gets_new_parcels_into_the_storeroom_and_time_stands_still(play: Play) -> None:
    parcel, waiting = waiting_parcel(play), play.journeys.waiting
    today = waiting.today()
    visit_of(play, "r-zhang")
    waiting.away_own(today, today + timedelta(days=6))
    play.journeys.visits.end()
    goes_on(play, 80 * HOUR)
    waiting.tick()
    assert [one.state for one in waiting.all()] == ["away"] and waiting.all()[0].fee_cents == 0
    play.tap(WANG)
    with pytest.raises(Refused, match=r"recipient\.away"):
        play.start_drop("SF9")
    play.bench.clear()
    play.journeys.visits.end()
    stored(play, "SF10")
    waiting.back("r-zhang", staff(play))
    assert waiting.all()[0].state in ("new", "reminded")
    assert house_of(play).parcels[parcel].wait.paused_s >= 80 * 3600 - 60


def test_the_fee_is_shown_agreed_to_owed_and_settled_with_a_receipt(play: Play) -> None:
    parcel = waiting_parcel(play)
    goes_on(play, 60 * HOUR)
    with pytest.raises(Refused, match=r"fee\.due"):
        play.journeys.collect.by_slip(slip_text(play, parcel))
    asked = play.journeys.fees.asked()
    assert asked is not None and asked.cents == 100
    with pytest.raises(Refused, match=r"fee\.over"):
        play.journeys.pickups.agree("another")
    movement = play.journeys.pickups.agree(asked.token)
    take(play, movement)
    (owed,) = play.journeys.fees.owed()
    assert (owed.cents, owed.person) == (100, "r-zhang")
    before = len(play.bench.printed())
    play.journeys.fees.settle(parcel, "V-0017", staff(play))
    play.journeys.fees.settle(parcel, "V-0017", staff(play))
    assert play.journeys.fees.owed() == []
    until(lambda: len(play.bench.printed()) == before + 1, 15)
    play.power_cycle()
    assert house_of(play).storage_fees[parcel].voucher == "V-0017"


def test_where_it_is_paid_first_the_others_come_and_this_one_waits(strict: Play) -> None:
    old = waiting_parcel(strict)
    goes_on(strict, 60 * HOUR)
    fresh = waiting_parcel(strict, "SF2")
    with pytest.raises(Refused, match=r"fee\.due"):
        strict.journeys.collect.by_code(code(strict, old))
    asked = strict.journeys.fees.asked()
    assert asked is not None
    with pytest.raises(Refused, match=r"fee\.desk"):
        strict.journeys.pickups.agree(asked.token)
    movement = strict.journeys.collect.by_code(code(strict, fresh))
    ahead = strict.journeys.pickups.ahead_of(movement.id)
    assert ahead is not None and [why for _, why in ahead.left_out] == ["fee"]
    take(strict, movement)
    strict.journeys.fees.settle(old, "V-1", staff(strict))
    take(strict, strict.journeys.collect.by_code(code(strict, old)))
    assert house_of(strict).parcels[old].stage is ParcelStage.COLLECTED


def test_from_the_desk_it_is_owed_as_well(play: Play) -> None:
    parcel = stored(play)
    goes_on(play, 60 * HOUR)
    play.journeys.storeroom._saw(parcel, "slip", "", "")
    done = play.journeys.storeroom.hand_out(os.urandom(16).hex(), parcel, staff(play))
    assert done.stage is Stage.CONFIRMED
    assert [one.cents for one in play.journeys.fees.owed()] == [100]


def test_off_a_shelf_it_goes_back_by_a_word(play: Play) -> None:
    parcel, act = stored(play), os.urandom(16).hex()
    done = play.journeys.waiting.give_back(act, parcel, staff(play), "refused", "中通快递", "", SIGNATURE)
    assert done.stage is Stage.CONFIRMED and play.bench.firings() == []
    assert house_of(play).parcels[parcel].stage is ParcelStage.RETURNED


PROOF = '\n[parcels]\nsignature_for = ["registered", "valuable"]\ncard_for = ["valuable"]\n'


def test_an_announced_valuable_parcel_asks_for_the_card_and_a_signature(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + PROOF)
    play = Play(site)
    try:
        table = "运单号,房号,类别\nSF1,1-1-0802,贵重\nSF2,1-1-0802,挂号\nSF3,1-1-0802,黄金\n"
        made = play.journeys.deliveries.from_table(table.encode(), "s-chen")
        assert (made.taken, dict(made.wrong)) == (2, {4: "delivery.category"})
        valuable, registered = waiting_parcel(play, "SF1"), waiting_parcel(play, "SF2", "0802")
        assert house_of(play).parcels[valuable].wait.category == "valuable"
        assert house_of(play).parcels[valuable].custodian != house_of(play).parcels[registered].custodian
        with pytest.raises(Refused, match=r"proof\.more"):
            play.journeys.collect.by_slip(slip_text(play, valuable))
        with pytest.raises(Refused, match=r"proof\.sign"):
            play.journeys.collect.by_slip(slip_text(play, registered))
        asked = play.journeys.proofs.asked()
        assert asked is not None and asked.signed_for == 1
        with pytest.raises(Refused, match=r"signature\.missing"):
            play.journeys.pickups.sign(asked.token, [])
        movement = play.journeys.pickups.sign(asked.token, SIGNATURE)
        ahead = play.journeys.pickups.ahead_of(movement.id)
        assert ahead is not None and [why for _, why in ahead.left_out] == ["proof"]
        take(play, movement)
        signed = play.journeys.doors.need(movement.id)
        assert signed.signature == f"signature:{movement.id}"
        assert play.journeys.ledger.opened(signed.signature) is not None
        visit_of(play, "r-zhang")
        with pytest.raises(Refused, match=r"proof\.sign"):
            play.journeys.homes.collect_all()
        asked = play.journeys.proofs.asked()
        assert asked is not None
        take(play, play.journeys.pickups.sign(asked.token, SIGNATURE))
        assert house_of(play).parcels[valuable].stage is ParcelStage.COLLECTED
    finally:
        play.close()
        site.close()


def test_three_parcels_are_one_message_and_who_has_no_phone_gets_a_letter(tmp_path: Path) -> None:
    site = Site(
        tmp_path / "s",
        opens_within_s="1.0",
        amend=lambda text: text + "\n[parcels]\ngather_s = 3\n",
        amend_people=lambda text: text.replace(
            'phone = "13857130802"\nemail = "zhang.wei@example.org"\n', ""
        ),
    )
    play = Play(site)
    try:
        numbers = ("SF1", "SF2")
        for number in numbers:
            play.tap(WANG)
            resident = next(one.person for one in play.journeys.drop.find_recipients(unit="1-1-0802"))
            play.bench.bring_parcel(number)
            play.scan(number)
            movement = play.journeys.drop.start(os.urandom(16).hex(), number, resident, "S")
            play.comes_to(movement, "open")
            play.bench.put_parcel(movement.place, number)
            play.bench.push_shut(movement.place)
            if play.journeys.furniture.places[movement.place].senses_presence:
                play.comes_to(movement, "done")
            else:
                play.comes_to(movement, "ask")
                play.journeys.doors.say(movement.id, "it_is_in")
            play.journeys.visits.end()
        until(lambda: not house_of(play).notices, 20)
        (message,) = (site.root / "outbox").glob("*.json")
        assert all(number in message.read_text(encoding="utf-8") for number in numbers)
        until(lambda: len(play.bench.printed()) == 2, 15)  # their claim slips
        printed = 2
        goes_on(play, 25 * HOUR)
        until(lambda: all(one.wait.reminded for one in house_of(play).parcels.values()), 8)
        until(lambda: len(play.bench.printed()) == printed + 2, 15)  # the letters
    finally:
        play.close()
        site.close()
