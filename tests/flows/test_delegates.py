"""Somebody else collects: once by a slip, or a neighbour for good."""

from __future__ import annotations

import os

import pytest

from kiosk import claim_slip
from kiosk.domain.items import ParcelStage, with_person
from kiosk.domain.parcels.delegation import Delegation
from kiosk.domain.refusal import Refused
from tests.flows.pickup_verbs import following, take
from tests.flows.test_collect import waiting_parcel
from tests.flows.test_consents import visit_of
from tests.lobby import Play
from tests.wire.waiting import until


def slip_of(play: Play, named: Delegation) -> str:
    """Return the text of a delegate's QR code."""
    return claim_slip.write(play.kiosk._storage.keys.slips, play.site.settings.site.id, named.slip)


def once(play: Play, parcel: str = "", days: int = 3, *, on_paper: bool = False) -> Delegation:
    """Return what the resident at the screen has given out."""
    return play.journeys.delegates.name_once(os.urandom(16).hex(), parcel, days, "Xiao Li", on_paper=on_paper)


def refusal(play: Play, text: str) -> str:
    """Return why a delegate's slip is refused."""
    with pytest.raises(Refused) as refused:
        play.journeys.delegates.by_slip(text)
    return refused.value.code


def test_a_slip_for_one_parcel_opens_that_one_alone(play: Play) -> None:
    first, second = waiting_parcel(play, "SF1"), waiting_parcel(play, "SF2")
    visit_of(play, "r-zhang")
    named = once(play, first, on_paper=True)
    play.journeys.visits.end()
    until(lambda: play.journeys.ledger.house.papers[f"d-{named.slip}"].stage.value == "printed", 15)
    play.bench.show_piece()  # the very paper that came out
    movement = until(lambda: play.journeys.ledger.house.moving(first), 8)
    play.bench.clear()
    assert movement is not None
    take(play, movement)
    assert play.journeys.pickups.ahead_of(movement.id) is None
    assert play.journeys.ledger.house.parcels[second].stage is ParcelStage.WAITING
    done = play.journeys.doors.need(movement.id)
    assert (done.how, done.delegation) == ("slip", named.id)
    assert play.journeys.ledger.opened(named.called) == b"Xiao Li"
    assert refusal(play, slip_of(play, named)) == "slip.used"


def test_a_slip_for_all_opens_door_after_door_and_is_used_up_with_the_last(play: Play) -> None:
    parcels = [waiting_parcel(play, "SF1"), waiting_parcel(play, "SF2")]
    visit_of(play, "r-zhang")
    named = once(play)
    play.journeys.visits.end()
    later = waiting_parcel(play, "SF3")  # came after the slip was given out: not on it
    movement = play.journeys.delegates.by_slip(slip_of(play, named))
    assert movement is not None
    take(play, movement)
    second = following(play, movement)
    assert play.journeys.delegates.by_slip(slip_of(play, named)).id == second.id  # type: ignore[union-attr]
    take(play, second)
    house = play.journeys.ledger.house
    assert all(house.parcels[one].stage is ParcelStage.COLLECTED for one in parcels)
    assert house.parcels[later].stage is ParcelStage.WAITING
    until(lambda: play.journeys.ledger.house.delegations[named.id].ended == "used", 8)


def test_what_was_taken_back_opens_nothing_from_that_moment_on(play: Play) -> None:
    parcels = [waiting_parcel(play, "SF1"), waiting_parcel(play, "SF2")]
    visit_of(play, "r-zhang")
    named = once(play)
    text = slip_of(play, named)
    movement = play.journeys.delegates.by_slip(text)
    assert movement is not None
    play.comes_to(movement, "open")
    play.journeys.delegates.end(named.id)  # while the first door stands open
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    assert play.journeys.pickups.next_now(movement.id).id == movement.id
    assert play.journeys.ledger.house.parcels[parcels[1]].stage is ParcelStage.WAITING
    assert refusal(play, text) == "delegate.revoked"
    play.power_cycle()
    assert refusal(play, text) == "delegate.revoked"


def test_forged_foreign_and_made_up_slips_open_nothing(play: Play) -> None:
    waiting_parcel(play)
    visit_of(play, "r-zhang")
    named = once(play)
    good = slip_of(play, named)
    assert refusal(play, good[:-1] + ("A" if good[-1] != "A" else "B")) == "slip.forged"
    keys = play.kiosk._storage.keys
    assert refusal(play, claim_slip.write(keys.slips, "elsewhere", named.slip)) == "slip.other_site"
    unknown = claim_slip.write(keys.slips, play.site.settings.site.id, claim_slip.new_number())
    assert play.journeys.delegates.by_slip(unknown) is None
    assert len(play.bench.firings()) == 1


def test_a_neighbour_for_good_collects_with_the_own_card_and_it_is_on_record(play: Play) -> None:
    parcel = waiting_parcel(play)
    visit_of(play, "r-zhang")
    named = play.journeys.delegates.name_for_good(os.urandom(16).hex(), "r-li")
    with pytest.raises(Refused, match=r"delegate\.known"):
        play.journeys.delegates.name_for_good(os.urandom(16).hex(), "r-li")
    with pytest.raises(Refused, match=r"delegate\.whom"):
        play.journeys.delegates.name_for_good(os.urandom(16).hex(), "r-zhang")
    visit_of(play, "r-li")
    ((seen, who, waiting),) = play.journeys.delegates.received()
    assert seen.id == named.id and "*" in who and [one.id for one in waiting] == [parcel]
    movement = play.journeys.delegates.collect_for(named.id)
    take(play, movement)
    done, taken = play.journeys.doors.need(movement.id), play.journeys.ledger.house.parcels[parcel]
    assert (done.bearer, done.delegation) == ("r-li", named.id)
    assert taken.recipient == "r-zhang" and taken.custodian == with_person("r-li")


def test_a_delegate_names_no_delegate_and_others_collect_nothing(play: Play) -> None:
    parcel = waiting_parcel(play)
    visit_of(play, "r-zhang")
    named = play.journeys.delegates.name_for_good(os.urandom(16).hex(), "r-li")
    visit_of(play, "r-li")
    with pytest.raises(Refused, match=r"delegate\.nothing"):
        once(play, parcel)  # it is not theirs
    play.journeys.delegates.name_for_good(os.urandom(16).hex(), "r-huang")  # for their own parcels alone
    visit_of(play, "r-huang")
    with pytest.raises(Refused, match=r"delegate\.revoked"):
        play.journeys.delegates.collect_for(named.id)
    with pytest.raises(Refused, match=r"delegate\.unknown"):
        play.journeys.delegates.end(named.id)
    play.journeys.visits.end()
    with pytest.raises(Refused, match=r"visit\.ended"):
        play.journeys.delegates.collect_for(named.id)
    assert len(play.bench.firings()) == 1


def test_either_ends_it_and_it_counts_at_once(play: Play) -> None:
    waiting_parcel(play)
    visit_of(play, "r-zhang")
    named = play.journeys.delegates.name_for_good(os.urandom(16).hex(), "r-li")
    visit_of(play, "r-li")
    play.journeys.delegates.end(named.id)  # given back
    assert play.journeys.delegates.received() == []
    with pytest.raises(Refused, match=r"delegate\.revoked"):
        play.journeys.delegates.collect_for(named.id)
    visit_of(play, "r-zhang")
    assert play.journeys.delegates.given() == []
    assert named.id not in play.journeys.ledger.house.delegations  # nothing stays in the running state
