"""Six weeks of the invented estate: all that a desk deals with happens, is dealt with, and leaves little at hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from kiosk.assembly.alarms import duties_of
from kiosk.domain import events as e
from kiosk.domain.alarms import events as a
from kiosk.domain.bookings import events as b
from kiosk.domain.contractors import events as c
from kiosk.domain.couriers.events import CompanySet
from kiosk.domain.deliveries.events import DeliveryAnnounced, DeliveryWithdrawn
from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.id_numbers import id_number
from kiosk.domain.inspections import events as i
from kiosk.domain.keys.events import ConsentGiven, ConsentWithdrawn, KeyEmergencyReported, KeyIssueGranted
from kiosk.domain.movein import events as m
from kiosk.domain.parcels.allocation import free_by_size
from kiosk.domain.places import PlaceKind, Reading
from kiosk.domain.shifts import events as sh
from kiosk.domain.stocktake.events import StocktakeEnded
from kiosk.domain.upkeep import events as u
from kiosk.enrolment import Enrolment
from kiosk.estate.alarms import DUTIES
from kiosk.estate.deliveries import KEPT_FREE
from kiosk.estate.history import history
from kiosk.estate.households import withdrawn
from kiosk.estate.lobby import Lobby, Step
from kiosk.estate.people import enrolment
from kiosk.estate.site import site_text
from kiosk.estate.visitors import MEN, SETTINGS, man
from kiosk.rules_recording import differences
from kiosk.settings import Settings, furniture_of, load

WEEKS = 6
FIRST = date(2026, 3, 2)


@dataclass
class Weeks:
    """What is on record: the house, and every event since the estate was enrolled."""

    house: House
    recorded: list[Recorded] = field(default_factory=list)

    @property
    def kinds(self) -> Counter[type[e.Event]]:
        """How often each kind of event was recorded."""
        return Counter(type(entry.event) for entry in self.recorded)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    file = tmp_path_factory.mktemp("estate") / "site.toml"
    file.write_text(site_text(), encoding="utf-8")
    return load(file)


def enrolled(estate: Enrolment) -> House:
    """Return the house of the estate before its history."""
    house, at = House(), datetime(2026, 3, 1, tzinfo=UTC)
    first: list[e.Event] = [
        e.PersonEnrolled(
            one.id, one.role, one.groups, one.unit, one.company, one.language, one.badge, one.active
        )
        for one in estate.people
    ]
    first += [
        e.KeyRegistered(one.id, one.kind, one.label, one.tag, one.place, one.groups, one.unit)
        for one in estate.keys
    ]
    for event in (*first, *differences(estate, house, [])):
        house = evolve(house, Recorded(0, at, event))
    return house


@pytest.fixture(scope="module")
def told(settings: Settings) -> Weeks:
    """Six weeks, as a ledger records them."""
    weeks = Weeks(enrolled(enrolment()))
    for batch in history(lambda: weeks.house, furniture_of(settings), days=7 * WEEKS, first=FIRST):
        for event in batch.events:
            entry = Recorded(len(weeks.recorded) + 1, batch.at, event)
            weeks.recorded.append(entry)
            weeks.house = evolve(weeks.house, entry)
    return weeks


def test_everything_that_a_desk_deals_with_comes_up(told: Weeks) -> None:
    wanted = {
        b.KeyBooked, b.BookingTaken, b.BookingOver, b.BookingReleased, b.BookingCancelled, b.BookingChanged,
        c.ContractorAdmitted, c.ContractorSponsored, c.ContractorTakes, c.ContractorKeyBrought, c.DepositTaken,
        c.DepositReturned, c.ContractorLeft, c.PersonForgotten, m.MoveInBegun, m.MoveInListed, m.MoveInEnded,
        u.KeyFaultReported, u.KeyFaultMended, u.KeyReplaced, a.AlarmTaken, a.AlarmAcknowledged, a.AlarmEscalated,
        e.DoorAjar, e.DeviceLost, i.PlanMade, i.InspectionDue, i.InspectionBegun, i.InspectionReported,
        ConsentGiven, KeyEmergencyReported, CompanySet, DeliveryAnnounced, DeliveryWithdrawn, sh.ShiftBegun,
        sh.ShiftSigned, sh.ShiftTaken, sh.ShiftKeyLeft, sh.DifferenceExplained, sh.DifferenceSettled, StocktakeEnded,
    }  # fmt: skip
    assert wanted - set(told.kinds) == set()


def test_an_agreement_is_withdrawn_with_or_without_a_signature(settings: Settings, told: Weeks) -> None:
    lobby = Lobby(lambda: told.house, furniture_of(settings), Random(7), settings.site.time_zone)
    lobby.at = told.recorded[-1].at
    steps = [next(withdrawn(lobby), Step()) for _ in range(30)]
    over = [step for step in steps if any(isinstance(one, ConsentWithdrawn) for one in step.events)]
    assert len(over) > 20
    assert {len(step.sealed) for step in over} == {0, 1}


def test_most_bookings_are_come_for(told: Weeks) -> None:
    kinds = told.kinds
    assert kinds[b.KeyBooked] > 60
    assert kinds[b.BookingTaken] > 0.6 * kinds[b.KeyBooked]
    assert 0 < kinds[b.BookingReleased] < 0.25 * kinds[b.KeyBooked]


def test_no_alarm_waits_long_and_each_is_answered_by_somebody(told: Weeks) -> None:
    house, recorded = told.house, told.recorded
    last = recorded[-1].at
    assert all(last - one.begun < timedelta(days=1) for one in house.alarms.values() if one.open)
    assert told.kinds[a.AlarmAcknowledged] > 10


def test_an_emergency_is_reported_within_the_day(told: Weeks) -> None:
    house, recorded = told.house, told.recorded
    due = {
        one.event.movement for one in recorded if isinstance(one.event, KeyIssueGranted) and one.event.report
    }
    written = {one.event.movement for one in recorded if isinstance(one.event, KeyEmergencyReported)}
    given_up = {one.event.movement for one in recorded if isinstance(one.event, e.KeyIssueAbandoned)}
    assert len(due) > 5
    assert len(due - written - given_up) <= 1
    assert sum(one.report_due for one in house.movements.values()) <= 1


def test_contractors_of_earlier_days_are_gone_with_key_and_money(told: Weeks) -> None:
    house, recorded, kinds = told.house, told.recorded, told.kinds
    today = recorded[-1].at - timedelta(days=1)
    assert kinds[c.ContractorTakes] >= 20
    for stay in house.stays.values():
        if stay.begun < today:
            assert stay.left is not None
            assert not house.keys_with(stay.person)
            assert not any(errand.holds_money for errand in stay.errands.values())
    oldest = min(stay.begun for stay in house.stays.values())
    forgotten = kinds[c.PersonForgotten]
    assert forgotten and recorded[-1].at - oldest < timedelta(days=SETTINGS.keep_days + WEEKS * 7)


def test_the_homes_that_are_looked_after_are_looked_after(told: Weeks) -> None:
    house, kinds = told.house, told.kinds
    assert 8 <= sum(plan.ended is None for plan in house.inspection_plans.values()) <= 20
    assert kinds[i.InspectionReported] > 0.9 * kinds[i.InspectionBegun] - 2
    assert kinds[i.InspectionMissed] < 0.2 * kinds[i.InspectionDue]


def test_the_running_state_stays_small(told: Weeks) -> None:
    house = told.house
    open_faults = [one for one in house.conditions.values() if one.faults or one.withdrawn or one.replacing]
    assert len(open_faults) < 8
    assert len(house.bookings) < 150 and len(house.inspections) < 150 and len(house.alarms) < 60
    assert len(house.notices) < 10 and len(house.losses) < 3


def test_a_history_records_the_duties_of_its_own_site(settings: Settings, told: Weeks) -> None:
    assert duties_of(settings) == DUTIES == told.house.alarm_duties["site"]
    assert settings.contractors == SETTINGS


def test_contractors_have_numbers_that_can_be(told: Weeks) -> None:
    for number in range(MEN):
        said = id_number(man(number).number, FIRST)
        assert said.born.year < 2005 and not said.female


def test_every_shift_is_handed_over_and_no_difference_goes_with_it_unsaid(told: Weeks) -> None:
    shifts = [one.event for one in told.recorded if isinstance(one.event, sh.ShiftEvent)]
    signed = [one for one in shifts if isinstance(one, sh.ShiftSigned)]
    taken = [one for one in shifts if isinstance(one, sh.ShiftTaken)]
    assert 3 * 7 * WEEKS - 4 <= len(signed) <= 3 * 7 * WEEKS and len(signed) - len(taken) <= 1
    assert sum(isinstance(one, sh.ShiftKeyLeft) for one in shifts) < len(signed) / 4


def test_what_was_announced_comes_mostly_and_else_is_crossed_out(told: Weeks) -> None:
    announced = {one.event.barcode for one in told.recorded if isinstance(one.event, DeliveryAnnounced)}
    came = {one.event.barcode for one in told.recorded if isinstance(one.event, e.ParcelDropIntended)}
    assert len(announced & came) > len(announced) / 4 and len(told.house.deliveries) < 400


def test_a_door_of_each_size_is_free_for_whoever_comes_by(settings: Settings, told: Weeks) -> None:
    furniture = furniture_of(settings)
    shut = {place.id: Reading(place.id, True) for place in furniture.of(PlaceKind.COMPARTMENT)}
    assert min(free_by_size(told.house, furniture, shut).values()) >= KEPT_FREE
