"""What a site may choose about its doors: whether they are shared, what couriers are asked, whose fee is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.domain.items import ParcelStage
from kiosk.domain.refusal import Refused
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.flows.test_waiting import HOUR, staff
from tests.lobby import WANG, Play, Site
from tests.passing import goes_on

OWN_DOORS = (
    '\n[parcels]\nshare_doors = false\nmarked_at_drop = ["registered"]\nsignature_for = ["registered"]\n'
)
FEES = "\n[parcels.fee]\ncents_a_day = 100\nfree_hours = 48\n"
WIFE = """
[[people]]
id = "r-chen"
role = "resident"
name = "陈静"
unit = "1-1-0802"
phone = "13857130899"
language = "zh_Hans"
"""


def test_each_parcel_has_a_door_of_its_own_and_its_courier_says_what_it_is(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + OWN_DOORS)
    play = Play(site)
    try:
        first = waiting_parcel(play, "SF1")
        play.tap(WANG)
        place = play.journeys.ledger.house.parcels[first].custodian.id
        assert play.journeys.drop.beside("r-zhang") is None
        play.bench.bring_parcel("SF2")
        play.scan("SF2")
        drop = play.journeys.drop.start
        with pytest.raises(Refused, match=r"share\.not_now"):
            drop(os.urandom(16).hex(), "SF2", "r-zhang", "S", beside=place)
        said = drop(os.urandom(16).hex(), "SF2", "r-zhang", "S", category="registered")
        assert said.place != place
        assert play.journeys.ledger.house.parcels[said.item].wait.category == "registered"
        play.comes_to(said, "open")
        other = play.journeys.drop.too_small(said.id, os.urandom(16).hex(), "M")
        assert play.journeys.ledger.house.parcels[other.item].wait.category == "registered"  # it goes with it
        play.bench.push_shut(said.place)
        play.comes_to(other, "open")
        play.bench.put_parcel(other.place, "SF2")
        play.bench.push_shut(other.place)
        if not play.journeys.furniture.places[other.place].senses_presence:
            play.comes_to(other, "ask")
            play.journeys.doors.say(other.id, "it_is_in")
        play.comes_to(other, "done")
        play.journeys.visits.end()
        with pytest.raises(Refused, match=r"proof\.sign"):
            play.journeys.collect.by_slip(slip_text(play, other.item))
    finally:
        play.close()
        site.close()


def test_what_a_courier_is_not_asked_nobody_says(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + OWN_DOORS)
    play = Play(site)
    try:
        play.tap(WANG)
        play.bench.bring_parcel("SF3")
        play.scan("SF3")
        begun = play.journeys.drop.start(os.urandom(16).hex(), "SF3", "r-zhang", "S", category="valuable")
        assert play.journeys.ledger.house.parcels[begun.item].wait.category == "ordinary"
    finally:
        play.close()
        site.close()


def test_the_fee_of_whoever_shares_the_door_is_said_agreed_to_and_owed_by_them(tmp_path: Path) -> None:
    site = Site(
        tmp_path / "s",
        opens_within_s="1.0",
        amend=lambda text: text + FEES,
        amend_people=lambda text: text + WIFE,
    )
    play = Play(site)
    try:
        mine = waiting_parcel(play, "SF1", "0802")
        play.tap(WANG)
        play.scan("SF2")
        place = play.journeys.drop.beside("r-chen")
        assert place is not None
        play.bench.bring_parcel("SF2")
        begun = play.journeys.drop.start(
            os.urandom(16).hex(), "SF2", "r-chen", place.size or "", beside=place.id
        )
        play.comes_to(begun, "open")
        play.bench.put_parcel(begun.place, "SF2")
        play.bench.push_shut(begun.place)
        play.comes_to(begun, "ask")
        play.journeys.drop.next_parcel(begun.id)
        play.journeys.visits.end()
        goes_on(play, 60 * HOUR)
        with pytest.raises(Refused, match=r"fee\.due"):
            play.journeys.collect.by_slip(slip_text(play, mine))
        asked = play.journeys.fees.asked()
        assert asked is not None and (asked.cents, asked.along) == (200, (begun.item,))
        movement = play.journeys.pickups.agree(asked.token)
        play.comes_to(movement, "open")
        for _ in range(2):
            play.bench.take_parcel(movement.place)
        play.bench.push_shut(movement.place)
        play.comes_to(movement, "done")
        parcels = play.journeys.ledger.house.parcels
        assert {parcels[one].stage for one in (mine, begun.item)} == {ParcelStage.COLLECTED}
        assert {(one.person, one.cents) for one in play.journeys.fees.owed()} == {
            ("r-zhang", 100),
            ("r-chen", 100),
        }
        play.journeys.fees.settle(begun.item, "V-2", staff(play))
        assert [one.person for one in play.journeys.fees.owed()] == ["r-zhang"]
    finally:
        play.close()
        site.close()
