"""Couriers: let in by the desk, registered alone with a company's code, stopped; and nobody sees another's visit."""

from __future__ import annotations

import os
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.couriers.courier import Standing
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.enrolment import enrol, read
from kiosk.flows.shifts.tasks import tasks
from kiosk.settings import furniture_of
from tests.lobby import WANG, WANG_PIN, Play
from tests.wire.waiting import until

PHONE = "13911112222"


def desk(play: Play, name: str = "a-lin") -> Person:
    """Return an attendant."""
    return play.journeys.ledger.house.people[name]


def company(play: Play, first_drops: int = 2) -> str:
    """Return the code that a company has just been given."""
    couriers = play.journeys.couriers
    couriers.set_company("co-sf", desk(play), "SF Express", first_drops)
    couriers.give_code("co-sf", desk(play))
    return couriers.just_made("co-sf", desk(play))


def codes_of(play: Play) -> list[str]:
    """Return the codes of what waits at the desk."""
    return [task.code for task in tasks(play.journeys.ledger.house, (), play.journeys.clock.now())]


def let_in(play: Play, **changes: object) -> str:
    """Return a courier whom the desk has let in."""
    asked = {"name": "Sun Li", "phone": "139 0000 1234", "company": "co-sf", "hours": "", "until": None}
    more = {"language": "zh_Hans", "with_pin": True}
    return play.journeys.couriers.let_in(os.urandom(16).hex(), desk(play), **{**asked, **more, **changes})  # type: ignore[arg-type]


def drop_in(play: Play, number: str, last_four: str = "0802") -> None:
    """Leave a parcel, its door shut again."""
    movement = play.drop(number, last_four)
    play.comes_to(movement, "done")


def test_the_desk_lets_a_courier_in_whose_pin_is_shown_once(play: Play) -> None:
    company(play)
    courier = let_in(play)
    pin = play.journeys.couriers.just_made(courier, desk(play))
    assert len(pin) == 8 and pin.isdigit()
    assert play.journeys.couriers.just_made(courier, desk(play, "a-zhou")) == ""  # to nobody but who made it
    assert play.journeys.visits.by_pin(pin).person.id == courier
    play.power_cycle()
    assert play.journeys.couriers.just_made(courier, desk(play)) == ""
    assert play.journeys.visits.by_pin(pin).person.company == "SF Express"
    raw = (play.site.root / "var" / "ledger.db").read_bytes() if (play.site.root / "var").exists() else b""
    assert b"Sun Li" not in raw and pin.encode() not in raw


def test_hours_and_the_last_day_count_when_a_visit_begins(play: Play) -> None:
    company(play)
    now = play.journeys.clock.now().astimezone(ZoneInfo(play.site.settings.site.time_zone))
    span = [(now + timedelta(hours=ahead)).strftime("%H:00") for ahead in (2, 3)]
    courier = let_in(play, hours="-".join(span))
    pin = play.journeys.couriers.just_made(courier, desk(play))
    with pytest.raises(Refused, match=r"courier\.hours"):
        play.journeys.visits.by_pin(pin)
    assert play.journeys.visits.current is None
    play.journeys.couriers.renew(courier, desk(play), "", now.date() - timedelta(days=1))
    with pytest.raises(Refused, match=r"courier\.over"):
        play.journeys.visits.by_pin(pin)
    play.journeys.couriers.renew(courier, desk(play), "", now.date())
    assert play.journeys.visits.by_pin(pin).person.id == courier


def test_a_courier_registers_alone_leaves_a_few_and_the_desk_confirms(play: Play) -> None:
    registering = play.journeys.registering
    assert not registering.offered
    code = company(play)
    assert registering.offered
    name = registering.begin(f"{code[:4]} {code[4:]}")
    visit = registering.finish(name, PHONE, "en")
    pin = registering.pin(name, visit)
    assert registering.finish(name, PHONE, "en").id == visit.id  # posted twice
    assert codes_of(play) == ["courier_new"]
    for number in ("SF1", "SF2"):
        drop_in(play, number)
    with pytest.raises(Refused, match=r"courier\.unconfirmed"):
        play.start_drop("SF3")
    with pytest.raises(Refused, match=r"courier\.unconfirmed"):
        play.journeys.storeroom.start(os.urandom(16).hex(), "SF3", "r-zhang", "XL")
    play.power_cycle()
    assert play.journeys.visits.by_pin(pin).person.id == visit.person.id
    with pytest.raises(Refused, match=r"courier\.unconfirmed"):
        play.start_drop("SF4")  # the count survives
    play.journeys.couriers.confirm(visit.person.id, desk(play), "Sun Li")
    assert codes_of(play) == [] and play.journeys.directory.name(visit.person.id) == "Sun Li"
    drop_in(play, "SF5")


def test_guessing_at_a_company_s_code_is_paused_also_after_a_power_cut(play: Play) -> None:
    code = company(play)
    for _ in range(5):
        with pytest.raises(Refused, match=r"company\.code"):
            play.journeys.registering.begin("0000000000")
    for _ in range(2):
        with pytest.raises(Refused, match=r"company\.paused"):
            play.journeys.registering.begin(code)
        play.power_cycle()
    assert play.journeys.visits.by_pin(WANG_PIN).person.id == "c-wang"  # who is known goes on


def test_a_registration_can_t_take_another_s_number_or_go_on_without_the_code(play: Play) -> None:
    code = company(play)
    registering = play.journeys.registering
    with pytest.raises(Refused, match=r"company\.code"):
        registering.finish("0" * 32, PHONE, "en")
    first = registering.begin(code)
    with pytest.raises(Refused, match=r"courier\.phone"):
        registering.finish(first, "12", "en")
    visit = registering.finish(first, PHONE, "en")
    second = registering.begin(code)
    with pytest.raises(Refused, match=r"courier\.phone_known"):
        registering.finish(second, f"{PHONE[:3]} {PHONE[3:]}", "en")
    play.journeys.couriers.block(visit.person.id, desk(play), "unknown")
    with pytest.raises(Refused, match=r"courier\.phone_known"):
        registering.finish(second, PHONE, "en")  # a blocked one does not come in by the other door


def test_a_new_code_voids_the_old_one(play: Play) -> None:
    old = company(play)
    play.journeys.couriers.give_code("co-sf", desk(play))
    with pytest.raises(Refused, match=r"company\.code"):
        play.journeys.registering.begin(old)
    assert play.journeys.registering.begin(play.journeys.couriers.just_made("co-sf", desk(play)))
    play.journeys.couriers.end_code("co-sf", desk(play))
    assert not play.journeys.registering.offered


def test_who_is_blocked_is_out_at_once_and_stays_out_when_the_file_of_people_is_read_again(
    play: Play,
) -> None:
    play.tap(WANG)
    play.scan("SF9")
    play.journeys.couriers.block("c-wang", desk(play), "misconduct")
    assert play.journeys.visits.current is None
    ledger, site = play.kiosk.ledger, play.site
    enrol(
        read(site.people, furniture_of(site.settings)),
        ledger,
        play.kiosk._storage.keys.digest,
        play.journeys.directory.card,
    )
    assert not play.journeys.ledger.house.people["c-wang"].active
    with pytest.raises(Refused, match=r"courier\.blocked"):
        play.journeys.visits.by_pin(WANG_PIN)
    play.bench.tap(WANG)
    until(lambda: play.journeys.ledger.house.couriers["c-wang"].standing is Standing.BLOCKED, 4)
    assert play.journeys.visits.current is None
    play.bench.lift()
    play.journeys.couriers.renew("c-wang", desk(play), "", None)
    assert play.journeys.visits.by_pin(WANG_PIN).person.id == "c-wang"


def test_a_new_pin_voids_the_old_one_for_good(play: Play) -> None:
    play.journeys.couriers.give_pin("c-wang", desk(play))
    pin = play.journeys.couriers.just_made("c-wang", desk(play))
    with pytest.raises(Refused, match=r"pin\.wrong"):
        play.journeys.visits.by_pin(WANG_PIN)
    play.power_cycle()
    ledger, site = play.kiosk.ledger, play.site
    enrol(
        read(site.people, furniture_of(site.settings)),
        ledger,
        play.kiosk._storage.keys.digest,
        play.journeys.directory.card,
    )
    play.power_cycle()
    assert play.journeys.visits.by_pin(pin).person.id == "c-wang"
    with pytest.raises(Refused, match=r"pin\.wrong"):
        play.journeys.visits.by_pin(WANG_PIN)


def test_two_couriers_in_turn_never_meet_each_other_s_visit(play: Play) -> None:
    company(play)
    other = let_in(play)
    pin = play.journeys.couriers.just_made(other, desk(play))
    play.tap(WANG)
    movement = play.start_drop("SF1")
    play.comes_to(movement, "open")
    wang = play.journeys.visits.need()
    play.journeys.visits.note(barcode="SF-OF-WANG")
    second = play.journeys.visits.by_pin(pin)  # the next one does not wait for the first to leave
    assert second.id != wang.id and (second.barcode, second.drops) == ("", ())
    assert not play.journeys.drop.undoable(movement)
    drop, act = play.journeys.drop, os.urandom(16).hex()
    with pytest.raises(Refused, match=r"undo\.too_late"):
        drop.undo(movement.id, act)
    with pytest.raises(Refused, match=r"courier\.needed"):
        drop.too_small(movement.id, act, "M")
    with pytest.raises(Refused, match=r"courier\.needed"):
        drop.unfit(movement.id, act, "damaged")
    with pytest.raises(Refused, match=r"courier\.needed"):
        drop.other_door(movement.id, act)
    assert not play.journeys.ledger.house.door(movement.place).doubt
    play.bench.put_parcel(movement.place, "SF1")
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    assert play.journeys.visits.need().drops == ()  # what the first one left is none of the second's
    assert play.journeys.ledger.house.parcels[movement.item].courier == "c-wang"
