"""The storeroom: brought by a courier, laid on a shelf, given out by an attendant."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.items import ParcelStage, at_place, with_person
from kiosk.domain.movements import Movement, Stage
from kiosk.domain.refusal import Refused
from kiosk.flows.shifts.tasks import tasks
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.flows.test_consents import visit_of
from tests.lobby import WANG, Play, Site
from tests.wire.waiting import until

SHELVES = '\n[storeroom]\nshelves = ["A1", "A2"]\n'
ZHOU_PIN = "135790"


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    site = Site(tmp_path / "s", opens_within_s="1.0", amend=lambda text: text + SHELVES)
    played = Play(site)
    yield played
    played.close()
    site.close()


def brought(play: Play, number: str = "SF1", recipient: str = "r-zhang") -> Movement:
    """Return the movement of a parcel that a courier is to put onto its shelf."""
    if play.journeys.visits.current is None:
        play.tap(WANG)
    return play.journeys.storeroom.start(os.urandom(16).hex(), number, recipient, "XL")


def stored(play: Play, number: str = "SF1", recipient: str = "r-zhang") -> str:
    """Return the id of a parcel that lies on its shelf."""
    movement = brought(play, number, recipient)
    play.journeys.storeroom.put(movement.id, there=True)
    play.journeys.visits.end()
    return movement.item


def codes_of(play: Play) -> list[str]:
    """Return the codes of what waits at the desk."""
    return [task.code for task in tasks(play.journeys.ledger.house, (), play.journeys.clock.now())]


def attendant(play: Play, name: str = "a-lin"):  # type: ignore[no-untyped-def]
    """Return an attendant."""
    return play.journeys.ledger.house.people[name]


def test_a_parcel_goes_onto_its_shelf_with_a_tag_and_no_latch_fires(play: Play) -> None:
    movement = brought(play)
    assert (movement.place, movement.stage) == ("shelf:A1", Stage.INTENDED)
    until(lambda: play.bench.printed(), 15)  # the tag, at once
    assert codes_of(play) == ["storeroom_coming"]
    play.journeys.storeroom.put(movement.id, there=True)
    parcel = play.journeys.ledger.house.parcels[movement.item]
    assert parcel.stage is ParcelStage.WAITING and parcel.custodian == at_place("shelf:A1")
    assert codes_of(play) == []
    until(lambda: not play.journeys.ledger.house.notices, 8)
    (notice,) = (play.site.root / "outbox").glob("*.json")
    assert "desk" in notice.read_text(encoding="utf-8") or "前台" in notice.read_text(encoding="utf-8")
    assert play.bench.firings() == []
    second = brought(play, "SF2", "r-li")
    assert second.place == "shelf:A2"  # the emptier one
    assert brought(play, "SF3").place == "shelf:A1"  # to what lies there for the same home


def test_it_is_given_out_against_its_slip_and_the_slip_is_used_up(play: Play) -> None:
    parcel = stored(play)
    slip = slip_text(play, parcel)
    with pytest.raises(Refused, match=r"handing\.right"):
        play.journeys.storeroom.hand_out(os.urandom(16).hex(), parcel, attendant(play))
    play.journeys.presented.code(slip)
    act = os.urandom(16).hex()
    done = play.journeys.storeroom.hand_out(act, parcel, attendant(play))
    assert play.journeys.storeroom.hand_out(act, parcel, attendant(play)) == done  # a double tap
    assert (done.how, done.authorisers, done.stage) == ("desk:slip", ("a-lin",), Stage.CONFIRMED)
    taken = play.journeys.ledger.house.parcels[parcel]
    assert taken.stage is ParcelStage.COLLECTED and taken.custodian == with_person("r-zhang")
    with pytest.raises(Refused, match=r"slip\.used"):
        play.journeys.collect.by_slip(slip)
    assert play.bench.firings() == []


def test_its_code_and_its_resident_s_card_serve_as_well(play: Play) -> None:
    first = stored(play)
    with pytest.raises(Refused, match=r"parcel\.at_desk"):
        play.journeys.collect.by_code(code(play, first))
    right = play.journeys.storeroom.shown(first)
    assert right is not None and right.how == "code"
    second = stored(play, "SF2", "r-li")
    visit_of(play, "r-huang")
    assert play.journeys.storeroom.shown(second) is None  # somebody else's card
    visit_of(play, "r-li")
    right = play.journeys.storeroom.shown(second)
    assert right is not None and right.how == "badge"
    play.power_cycle()
    assert play.journeys.storeroom.shown(second) is None  # it has to be shown again


def test_without_any_right_it_takes_an_id_card_and_a_second_member_of_the_staff(play: Play) -> None:
    parcel, by = stored(play), attendant(play)
    storeroom = play.journeys.storeroom
    for second, pin in ((None, ""), (by, "246810"), (attendant(play, "c-wang"), "31415926")):
        with pytest.raises(Refused, match=r"handing\.right"):
            storeroom.hand_out(os.urandom(16).hex(), parcel, by, second=second, pin=pin)
    zhou = attendant(play, "a-zhou")
    with pytest.raises(Refused, match=r"pin\.wrong"):
        storeroom.hand_out(os.urandom(16).hex(), parcel, by, second=zhou, pin="000000")
    done = storeroom.hand_out(os.urandom(16).hex(), parcel, by, second=zhou, pin=ZHOU_PIN)
    assert (done.how, done.authorisers) == ("desk:id", ("a-lin", "a-zhou"))


def test_a_power_cut_on_the_way_to_the_shelf_leaves_a_task_that_an_attendant_ends(play: Play) -> None:
    movement = brought(play)
    play.power_cycle()
    assert codes_of(play) == ["storeroom_coming"]
    with pytest.raises(Refused, match=r"visit\.ended"):
        play.journeys.storeroom.put(movement.id, there=True)
    with pytest.raises(Refused, match=r"movement\.unknown"):
        play.journeys.doors.again(movement.id)  # there is no door to be fired
    play.journeys.storeroom.take_in(movement.id, attendant(play), there=False)
    kept = play.journeys.ledger.house.parcels[movement.item]
    assert kept.stage is ParcelStage.NOT_TAKEN_IN and kept.custodian == with_person("c-wang")
    assert codes_of(play) == [] and play.bench.firings() == []


def test_one_missing_from_its_shelf_is_looked_for_and_its_slip_gives_nothing(play: Play) -> None:
    parcel = stored(play)
    with pytest.raises(Refused, match=r"reason\.missing"):
        play.journeys.storeroom.not_here(parcel, attendant(play), " ")
    play.journeys.storeroom.not_here(parcel, attendant(play), "looked on both shelves")
    assert codes_of(play) == ["parcel_missing"]
    play.journeys.presented.code(slip_text(play, parcel))
    with pytest.raises(Refused, match=r"handing\.right"):
        play.journeys.storeroom.hand_out(os.urandom(16).hex(), parcel, attendant(play))


def test_a_locker_and_a_shelf_by_one_slip_the_door_opens_and_the_desk_is_named(play: Play) -> None:
    shelved, behind = stored(play), waiting_parcel(play, "SF2")
    movement = play.journeys.collect.by_slip(slip_text(play, behind))
    play.comes_to(movement, "open")
    ahead = play.journeys.pickups.ahead_of(movement.id)
    assert ahead is not None and ahead.of == 1 and ahead.left_out == (("shelf:A1", "at_desk"),)
    assert play.journeys.ledger.house.parcels[shelved].stage is ParcelStage.WAITING


def test_the_drop_onto_a_shelf_is_undone_by_a_word_and_nobody_is_told_twice(play: Play) -> None:
    movement = brought(play)
    play.journeys.storeroom.put(movement.id, there=True)
    undone = play.journeys.drop.undo(movement.id, os.urandom(16).hex())
    assert undone.stage is Stage.CONFIRMED and play.bench.firings() == []
    kept = play.journeys.ledger.house.parcels[movement.item]
    assert kept.stage is ParcelStage.NOT_TAKEN_IN and kept.custodian == with_person("c-wang")

    def told() -> list[str]:
        return [one.read_text(encoding="utf-8") for one in (play.site.root / "outbox").glob("*.json")]

    # either nobody heard of it at all, or of both, also where the first word was on its way just then
    until(lambda: not play.journeys.ledger.house.notices and len(told()) in (0, 2), 8)
