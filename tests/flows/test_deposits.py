"""An item is left at the desk and goes back to its owner: by its stub, without one, in part, through a power cut."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import claim_slip
from kiosk.domain.deposits.deposit import Deposit, Stage
from kiosk.domain.items import ParcelStage, with_person
from kiosk.domain.movements import Movement
from kiosk.domain.movements import Stage as Progress
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.comparing import judgement_of
from kiosk.flows.items.claims import ClaimForm
from kiosk.flows.items.deposits import Left
from kiosk.flows.registers.finding import Asked
from kiosk.flows.shifts.tasks import tasks
from kiosk.language.messages import Language
from tests.flows.test_consents import visit_of
from tests.lobby import SIGNATURE, Play, Site
from tests.passing import goes_on
from tests.ui.test_desk import Desk
from tests.wire.waiting import until

OTHER_HAND = [[(300 - 3 * step, 20 + (step * step) % 90, 30 * step) for step in range(40)]]
CHEN_PIN = "864200"
OLD = "Unclaimed for 30 days"


def with_shelves(settings: str) -> str:
    """Return a site's settings with a storeroom of two shelves."""
    return settings + '\n[storeroom]\nshelves = ["A", "B"]\n'


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=with_shelves)
    played = Play(site)
    yield played
    played.close()
    site.close()


def fresh() -> str:
    return os.urandom(16).hex()


def staff(play: Play, name: str = "a-lin") -> Person:
    return play.journeys.ledger.house.people[name]


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def deposit(play: Play, name: str) -> Deposit:
    return play.journeys.deposits.need(name)


def described(play: Play, count: int = 1, **more: object) -> str:
    """Return the id of what the desk has written down for a resident."""
    name = fresh()
    left = Left("bag", count, "none", **more)  # type: ignore[arg-type]
    play.journeys.deposits.describe(name, "r-zhang", left, staff(play))
    return name


def taken_in(play: Play, count: int = 1, where: str = "shelf:A", **more: object) -> str:
    name = described(play, count, **more)
    play.journeys.deposits.take_in(name, fresh(), SIGNATURE, SIGNATURE, where, staff(play))
    return name


def stub(play: Play, name: str, slip: str = "") -> str:
    """Return the text of a deposit's stub, as its QR code says it."""
    return written(play, slip or deposit(play, name).slip, claim_slip.DEPOSIT)


def written(play: Play, number: str, kind: int) -> str:
    """Return the text of a slip as this site signs it."""
    keys = play.kiosk._storage.keys
    return claim_slip.write(keys.slips, play.site.settings.site.id, number, kind)


def claim(play: Play, name: str, written: object = SIGNATURE, count: int = 1, **more: object) -> Movement:
    second = more.pop("second", ("", ""))
    form = ClaimForm(more.pop("movement", fresh()), name, count, **more)  # type: ignore[arg-type]
    return play.journeys.claims.claim(staff(play), form, written, second)  # type: ignore[arg-type]


def codes(play: Play) -> list[str]:
    return [one.code for one in tasks(play.journeys.ledger.house, (), play.journeys.clock.now())]


def test_from_the_form_to_the_claim_by_the_stub(play: Play) -> None:
    name = described(play, 2, words="blue, with a strap", cents=12_000)
    assert codes(play) == ["deposit.asked"]
    movement = fresh()
    begun = play.journeys.deposits.take_in(name, movement, SIGNATURE, SIGNATURE, "shelf:A", staff(play))
    again = play.journeys.deposits.take_in(name, movement, SIGNATURE, SIGNATURE, "shelf:A", staff(play))
    other = play.journeys.deposits.take_in(name, fresh(), SIGNATURE, SIGNATURE, "shelf:A", staff(play))
    assert begun.id == again.id == other.id and begun.stage is Progress.CONFIRMED
    one = deposit(play, name)
    item = play.journeys.ledger.house.parcels[one.item]
    assert (one.stage, item.custodian.id, item.stage) == (Stage.TAKEN_IN, "shelf:A", ParcelStage.WAITING)
    assert play.journeys.deposits.words(one) == "blue, with a strap"
    until(lambda: len(play.bench.printed()) == 2, 15)  # both parts, cut apart
    assert codes(play) == []
    play.journeys.presented.code(stub(play, name))
    assert codes(play) == ["deposit.claimed"]
    claimed = claim(play, name, count=2)
    assert claimed.stage is Progress.CONFIRMED
    done = deposit(play, name)
    assert done.stage is Stage.CLAIMED and done.claims[0].how == "slip"
    assert play.journeys.ledger.house.parcels[done.item].custodian == with_person("r-zhang")
    assert refusal(lambda: play.journeys.claims.shown(stub(play, name))) == "deposit.stub_used"
    assert refusal(lambda: claim(play, name, count=2)) == "deposit.stub_used"
    page = play.journeys.registers.page(Asked("deposits"), Language.ENGLISH)
    assert page.entries[0].fields[4].pen and page.entries[0].fields[5].pen
    found = play.journeys.registers.page(Asked("deposits", words=done.number), Language.ENGLISH)
    assert [entry.id for entry in found.entries] == [name]


def test_a_stub_opens_nothing_that_it_is_no_right_to(play: Play) -> None:
    name = taken_in(play)
    good = stub(play, name)
    forged = good[:-4] + ("0000" if good[-4:] != "0000" else "1111")
    assert refusal(lambda: play.journeys.claims.shown(forged)) == "slip.forged"
    as_parcel = written(play, deposit(play, name).slip, claim_slip.PARCEL)
    assert refusal(lambda: play.journeys.claims.shown(as_parcel)) == "slip.forged"
    assert refusal(lambda: play.journeys.collect.by_slip(good)) == "slip.forged"
    assert refusal(lambda: play.journeys.claims.shown(stub(play, name, "ab" * 8))) == "deposit.stub_unknown"
    play.journeys.claims.new_stub(name, staff(play))
    assert refusal(lambda: play.journeys.claims.shown(good)) == "deposit.stub_void"
    assert play.journeys.claims.shown(stub(play, name)).id == name


def test_without_the_stub_a_document_and_a_second_person_are_needed(play: Play) -> None:
    name = taken_in(play)
    assert refusal(lambda: claim(play, name)) == "claim.document"
    assert refusal(lambda: claim(play, name, document="id_card")) == "claim.second"
    assert refusal(lambda: claim(play, name, document="id_card", second=("s-chen", "000000"))) == "pin.wrong"
    assert deposit(play, name).stage is Stage.TAKEN_IN
    claim(play, name, document="id_card", second=("s-chen", CHEN_PIN))
    done = deposit(play, name)
    assert done.stage is Stage.CLAIMED and (done.claims[0].how, done.claims[0].second) == ("lost", "s-chen")


def test_what_is_refused_stands_on_record(play: Play) -> None:
    for goods in ("cash", "valuables", "perishable", "hazardous"):
        name = fresh()
        again = lambda name=name, goods=goods: play.journeys.deposits.describe(  # noqa: E731
            name, "r-zhang", Left("box", 1, goods), staff(play)
        )
        assert refusal(again) == f"deposit.goods.{goods}" == refusal(again)
        assert deposit(play, name).stage is Stage.REFUSED
    page = play.journeys.registers.page(Asked("deposits"), Language.ENGLISH)
    assert [entry.fields[5].text for entry in page.entries] == ["refused"] * 4


def test_another_hand_waits_for_the_attendant_s_word(play: Play) -> None:
    name = taken_in(play, 3)
    play.journeys.claims.shown(stub(play, name))
    movement = fresh()
    assert refusal(lambda: claim(play, name, OTHER_HAND, 2, movement=movement)) == "signature.judge"
    assert deposit(play, name).stage is Stage.TAKEN_IN and "signature_judge" in codes(play)
    play.power_cycle()
    word = judgement_of(staff(play), movement, SIGNATURE, accepted=True, reason="document_seen")
    begun = play.journeys.claims.judge(staff(play), movement, word)
    assert begun is not None and begun.stage is Progress.CONFIRMED
    again = play.journeys.claims.judge(staff(play), movement, word)
    assert again is not None and again.id == begun.id
    one = deposit(play, name)
    assert (one.count, one.claims[0].count, one.claims[0].left) == (1, 2, 1)


def test_the_attendant_may_say_that_it_is_another_hand(play: Play) -> None:
    name = taken_in(play)
    play.journeys.claims.shown(stub(play, name))
    movement = fresh()
    assert refusal(lambda: claim(play, name, OTHER_HAND, movement=movement)) == "signature.judge"
    word = judgement_of(staff(play), movement, SIGNATURE, accepted=False, reason="not_alike")
    assert play.journeys.claims.judge(staff(play), movement, word) is None
    assert deposit(play, name).stage is Stage.TAKEN_IN and not deposit(play, name).claims


def test_a_part_is_claimed_and_the_rest_has_a_stub_of_its_own(play: Play) -> None:
    name = taken_in(play, 3)
    first = stub(play, name)
    play.journeys.claims.shown(first)
    assert refusal(lambda: claim(play, name, count=4)) == "deposit.count"
    assert refusal(lambda: claim(play, name, count=0)) == "deposit.count"
    claim(play, name, count=2)
    one = deposit(play, name)
    here = play.journeys.ledger.house.parcels[one.item]
    assert one.count == 1 and here.stage is ParcelStage.WAITING and here.custodian.id == "shelf:A"
    assert refusal(lambda: play.journeys.claims.shown(first)) == "deposit.stub_void"
    play.journeys.claims.shown(stub(play, name))
    claim(play, name)
    assert deposit(play, name).stage is Stage.CLAIMED


def test_behind_a_door_and_through_a_power_cut(play: Play) -> None:
    name = described(play, 2)
    play.bench.bring_parcel("BAG1")
    begun = play.journeys.deposits.take_in(name, fresh(), SIGNATURE, SIGNATURE, "M", staff(play))
    play.comes_to(begun, "open")
    play.power_cycle()
    play.bench.put_parcel(begun.place, "BAG1")
    play.bench.push_shut(begun.place)
    if not play.journeys.furniture.places[begun.place].senses_presence:
        play.comes_to(begun, "ask")
        play.journeys.doors.say(begun.id, "it_is_in")
    until(lambda: play.journeys.doors.need(begun.id).stage is Progress.CONFIRMED, 8)
    one = deposit(play, name)
    assert play.journeys.ledger.house.parcels[one.item].custodian.id == begun.place
    play.journeys.claims.shown(stub(play, name))
    out = claim(play, name, count=1, shelf="shelf:B")
    assert deposit(play, name).stage is Stage.TAKEN_IN and not deposit(play, name).claims
    assert refusal(lambda: claim(play, name, count=1)) == "deposit.claiming"
    play.comes_to(out, "open")
    play.power_cycle()
    play.bench.take_parcel(out.place, "BAG1")
    play.bench.push_shut(out.place)
    play.comes_to(out, "ask")
    play.journeys.doors.say(out.id, "i_took_it")
    done = deposit(play, name)
    rest = play.journeys.ledger.house.parcels[done.item]
    assert (done.count, rest.custodian.id) == (1, "shelf:B") and rest.id != one.item
    assert play.journeys.ledger.house.parcels[one.item].custodian == with_person("r-zhang")


def test_a_resident_starts_it_and_the_desk_nods(play: Play) -> None:
    visit_of(play, "r-zhang")
    name = fresh()
    play.journeys.deposits.describe_own(name, Left("suitcase", 1, "none"))
    assert codes(play) == ["deposit.asked"]
    assert [one.id for one in play.journeys.deposits.mine()] == [name]
    assert deposit(play, name).item == "" and play.journeys.item_counts.to_tick() == []
    play.journeys.visits.end()
    visit_of(play, "r-li")
    assert play.journeys.deposits.mine() == []
    assert refusal(lambda: play.journeys.deposits.call_off(name)) == "keep.not_yours"
    play.journeys.visits.end()
    play.journeys.deposits.take_in(name, fresh(), SIGNATURE, SIGNATURE, "", staff(play))
    assert refusal(lambda: play.journeys.deposits.call_off(name, staff(play))) == "deposit.taken_in"


def test_a_guest_leaves_something_and_is_known_by_name(play: Play) -> None:
    name = taken_in(play, guest=("王大伯", "13812345678"))
    one = deposit(play, name)
    assert one.named_by == "r-zhang" and play.journeys.directory.name(one.person) == "王大伯"
    raw = b"".join(path.read_bytes() for path in (play.site.root / "var").glob("ledger.db*"))
    assert "王大伯".encode() not in raw and b"13812345678" not in raw
    play.power_cycle()
    assert play.journeys.directory.name(one.person) == "王大伯"


def test_the_daily_count_and_what_is_missing(play: Play) -> None:
    first, second = taken_in(play), taken_in(play)
    counts = play.journeys.item_counts
    assert refusal(lambda: counts.count(fresh(), {first}, set(), staff(play))) == "item.count_open"
    act = fresh()
    counts.count(act, {first}, {second}, staff(play))
    counts.count(act, {first}, {second}, staff(play))
    house = play.journeys.ledger.house
    assert house.parcels[deposit(play, second).item].stage is ParcelStage.MISSING
    assert [one.kind for one in house.alarms.values()] == ["item_missing"]
    assert codes(play) == ["deposit.missing"]
    told = {one.person for one in house.notices.values() if one.template == "item_missing"}
    assert told <= {one.id for one in house.people.values() if one.role.value == "supervisor"}
    assert refusal(lambda: claim(play, second)) == "deposit.missing"
    counts.found(second, "shelf:B", staff(play))
    assert codes(play) == ["alarm.item_missing"]  # over, and yet to be acknowledged
    assert all(one.ended for one in play.journeys.ledger.house.alarms.values())
    play.journeys.claims.shown(stub(play, second))
    claim(play, second)


def test_what_nobody_claims_for_a_month_stands_before_the_desk(play: Play) -> None:
    name = taken_in(play)
    desk = Desk(play)
    desk.enter()
    fresh_shift, fresh_map = desk.page("/desk/shift"), desk.page("/desk/map")
    assert OLD not in fresh_shift and OLD not in fresh_map
    goes_on(play, timedelta(days=30, minutes=1))
    until(lambda: deposit(play, name).reported, 25)
    desk.enter()
    assert "deposit.unclaimed" in codes(play)
    assert OLD in desk.page("/desk/map") and OLD in desk.page("/desk/shift")
    assert deposit(play, name).number in desk.page("/desk/deposits?show=old")
    sent = [one.body for one in play.journeys.register.events(words="notice.queued", most=40)]
    assert [one["person"] for one in sent if one.get("template") == "deposit_unclaimed"] == ["s-chen"]
