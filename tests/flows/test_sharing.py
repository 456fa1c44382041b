"""Several parcels of one home behind one door; expired ones taken along; doors out of use; reach and weight."""

from __future__ import annotations

import os

import pytest

from kiosk.domain.items import ParcelStage
from kiosk.domain.movements import Movement
from kiosk.domain.parcels.allocation import within_reach
from kiosk.domain.parcels.events import ReachAsked
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting.events import ParcelExpired
from kiosk.flows.shifts.tasks import tasks
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.lobby import WANG, WANG_PIN, Play
from tests.wire.waiting import until


def beside(play: Play, number: str, recipient: str = "r-zhang") -> Movement:
    """Return the drop of a parcel into the door behind which another one for that home lies; it is open."""
    if play.journeys.visits.current is None:
        play.journeys.visits.by_pin(WANG_PIN)
    place = play.journeys.drop.beside(recipient)
    assert place is not None
    play.bench.bring_parcel(number)
    movement = play.journeys.drop.start(
        os.urandom(16).hex(), number, recipient, place.size or "", beside=place.id
    )
    play.comes_to(movement, "open")
    return movement


def laid_beside(play: Play, number: str) -> str:
    """Return the id of a parcel that lies behind one door with another one."""
    movement = beside(play, number)
    play.bench.put_parcel(movement.place, number)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "ask")  # a sensor sees the first one all the same
    play.journeys.drop.next_parcel(movement.id)
    return movement.item


def stage(play: Play, parcel: str) -> ParcelStage:
    """Return how a parcel stands."""
    return play.journeys.ledger.house.parcels[parcel].stage


def codes_of(play: Play) -> list[str]:
    """Return the codes of what waits at the desk."""
    return [task.code for task in tasks(play.journeys.ledger.house, (), play.journeys.clock.now())]


def expired(play: Play, *parcels: str) -> None:
    """Have the time of parcels be over."""
    play.kiosk.ledger.execute(lambda house: [ParcelExpired(one) for one in parcels])


def test_two_for_one_home_share_a_door_and_one_slip_gives_both_out(play: Play) -> None:
    first = waiting_parcel(play, "SF1")
    assert play.journeys.drop.beside("r-li") is None and play.journeys.drop.beside("r-qian") is None
    second = laid_beside(play, "SF2")
    play.journeys.visits.end()
    movement = play.journeys.collect.by_slip(slip_text(play, second))
    assert play.journeys.pickups.ahead_of(movement.id) is None  # one door, one opening
    play.comes_to(movement, "open")
    assert (
        play.journeys.collect.by_code(code(play, first)).id == movement.id
    )  # the other slip: the same opening
    play.bench.take_parcel(movement.place, "SF1")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "some_left")
    play.journeys.doors.again(movement.id)
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place, "SF2")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    assert [stage(play, one) for one in (first, second)] == [ParcelStage.COLLECTED] * 2
    with pytest.raises(Refused, match=r"slip\.used"):
        play.journeys.collect.by_slip(slip_text(play, first))
    assert codes_of(play) == []
    play.kiosk.ledger.rebuild()
    assert [stage(play, one) for one in (first, second)] == [ParcelStage.COLLECTED] * 2


def test_what_is_left_behind_is_seen_to_by_the_desk_and_lost_by_nobody(play: Play) -> None:
    first = waiting_parcel(play, "SF1")
    second = laid_beside(play, "SF2")
    play.journeys.visits.end()
    movement = play.journeys.collect.by_slip(slip_text(play, first))
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place, "SF1")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "some_left")
    play.journeys.doors.say(movement.id, "some_left")
    assert "doubt.some_left" in codes_of(play)
    assert [stage(play, one) for one in (first, second)] == [ParcelStage.WAITING] * 2
    lin = play.journeys.ledger.house.people["a-lin"]
    play.journeys.desk.settle(movement.place, lin, "as_recorded", "looked", gone=(first,))
    assert stage(play, first) is ParcelStage.COLLECTED and stage(play, second) is ParcelStage.WAITING
    again = play.journeys.collect.by_slip(slip_text(play, second))
    play.comes_to(again, "open")


def test_the_undo_of_the_second_leaves_the_first(play: Play) -> None:
    first = waiting_parcel(play, "SF1")
    second = laid_beside(play, "SF2")
    drop = play.journeys.ledger.house.parcels[second].movement
    undone = play.journeys.drop.undo(drop, os.urandom(16).hex())
    play.comes_to(undone, "open")
    play.bench.take_parcel(undone.place, "SF2")
    play.bench.push_shut(undone.place)
    play.comes_to(undone, "ask")
    play.journeys.doors.say(undone.id, "i_took_it")
    assert stage(play, second) is ParcelStage.NOT_TAKEN_IN and stage(play, first) is ParcelStage.WAITING
    assert codes_of(play) == []


def test_a_power_cut_at_a_shared_door_asks_and_guesses_nothing(play: Play) -> None:
    first = waiting_parcel(play, "SF1")
    movement = beside(play, "SF2")
    play.bench.put_parcel(movement.place, "SF2")
    play.power_cycle()
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "ask")
    assert stage(play, movement.item) is ParcelStage.ARRIVING and stage(play, first) is ParcelStage.WAITING


def test_what_has_changed_meanwhile_is_refused_and_no_latch_fires(play: Play) -> None:
    parcel = waiting_parcel(play, "SF1")
    place = play.journeys.ledger.house.parcels[parcel].custodian.id
    going = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(going, "open")
    play.journeys.visits.by_pin(WANG_PIN)
    fired = len(play.bench.firings())
    for recipient in ("r-zhang", "r-li"):
        with pytest.raises(Refused, match=r"share\.not_now"):
            play.journeys.drop.start(os.urandom(16).hex(), "SF2", recipient, "S", beside=place)
    assert len(play.bench.firings()) == fired


def test_a_colleague_takes_all_that_is_expired_along_door_after_door(play: Play) -> None:
    parcels = [waiting_parcel(play, f"SF{number}") for number in (1, 2, 3)]
    expired(play, *parcels[:2])
    play.journeys.visits.by_pin(WANG_PIN)
    assert [one.id for one in play.journeys.sweeps.due()] == parcels[:2]
    act = os.urandom(16).hex()
    movement = play.journeys.sweeps.start(act)
    assert play.journeys.sweeps.start(act).id == movement.id  # a double tap
    for number in (1, 2):
        play.comes_to(movement, "open")
        seen = play.journeys.sweeps.standing(movement.id)
        assert seen is not None and (seen.number, seen.of) == (number, 2)
        play.bench.take_parcel(movement.place)
        play.bench.push_shut(movement.place)
        play.comes_to(movement, "done")
        if number == 1:
            movement = play.journeys.doors.need(after(play, movement.id))
    assert [stage(play, one) for one in parcels] == [ParcelStage.RETURNED] * 2 + [ParcelStage.WAITING]
    assert play.journeys.sweeps.due() == []
    with pytest.raises(Refused, match=r"sweep\.none"):
        play.journeys.sweeps.start(os.urandom(16).hex())
    with pytest.raises(Refused, match=r"slip\."):
        play.journeys.collect.by_slip(slip_text(play, parcels[0]))
    until(lambda: not play.journeys.ledger.house.notices, 8)
    told = [one.read_text(encoding="utf-8") for one in (play.site.root / "outbox").glob("*.json")]
    assert len(told) >= 5  # three that came, two that went


def test_a_sweep_ends_with_its_visit_and_a_rival_finds_nothing(play: Play) -> None:
    parcels = [waiting_parcel(play, f"SF{number}") for number in (1, 2)]
    expired(play, *parcels)
    play.journeys.visits.by_pin(WANG_PIN)
    movement = play.journeys.sweeps.start(os.urandom(16).hex())
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.journeys.visits.end()
    fired = len(play.bench.firings())
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    until(
        lambda: play.journeys.sweeps.standing(movement.id) is None, 8
    )  # the ring was over, and nobody there
    assert len(play.bench.firings()) == fired
    lin, couriers = play.journeys.ledger.house.people["a-lin"], play.journeys.couriers
    couriers.set_company("co-x", lin, "A rival", 3)
    rival = couriers.let_in(
        os.urandom(16).hex(), lin, name="X", phone="", company="co-x", hours="", until=None,
        language="en", with_pin=True,
    )  # fmt: skip
    play.journeys.visits.by_pin(couriers.just_made(rival, lin))
    assert play.journeys.sweeps.due() == []
    with pytest.raises(Refused, match=r"sweep\.none"):
        play.journeys.sweeps.start(os.urandom(16).hex())


def after(play: Play, movement: str) -> str:
    """Return the movement of the door that has opened by itself after this one."""

    def then() -> str:
        seen = play.journeys.sweeps.standing(movement)
        return seen.then if seen else ""

    return until(then, 8)


@pytest.mark.parametrize("why", ["something_inside", "damaged", "does_not_shut"])
def test_a_door_that_can_t_be_used_is_a_task_and_the_parcel_goes_elsewhere(play: Play, why: str) -> None:
    play.tap(WANG)
    first = play.start_drop("SF1")
    play.comes_to(first, "open")
    second = play.journeys.drop.unfit(first.id, os.urandom(16).hex(), why)
    assert second.place != first.place and f"doubt.{why}" in codes_of(play)
    play.bench.push_shut(first.place)
    play.comes_to(second, "open")
    play.bench.put_parcel(second.place, "SF1")
    play.bench.push_shut(second.place)
    play.comes_to(second, "done")
    until(lambda: play.journeys.doors.need(first.id).ended, 8)
    assert play.journeys.ledger.house.door(first.place).doubt == why  # nobody else is sent there
    assert stage(play, second.item) is ParcelStage.WAITING


def test_a_resident_who_asked_gets_doors_in_reach_and_what_is_heavy_lies_low(play: Play) -> None:
    places = play.journeys.furniture.places
    play.kiosk.ledger.execute(lambda house: [ReachAsked("r-zhang", True, "r-zhang")])
    play.tap(WANG)
    movement = play.start_drop("SF1")
    assert within_reach(places[movement.place])
    play.comes_to(movement, "open")
    play.bench.put_parcel(movement.place, "SF1")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    play.bench.bring_parcel("SF2")
    play.scan("SF2")
    heavy = play.journeys.drop.start(os.urandom(16).hex(), "SF2", "r-li", "S", heavy=True)
    free = [one for one in places.values() if one.size == "S" and one.id != movement.place]
    assert places[heavy.place].bottom_mm == min(one.bottom_mm for one in free)
