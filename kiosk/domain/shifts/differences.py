"""What is not as it should be when a shift ends. Each part of the desk tells its own; a shift closes on all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from kiosk.domain.alarms.alarm import Alarm
from kiosk.domain.entrusted.counting import matter_of
from kiosk.domain.house import House
from kiosk.domain.incidents.reminding import overdue
from kiosk.domain.items import CustodianKind, ParcelStage
from kiosk.domain.loans.waiting import loans_unsettled
from kiosk.domain.money.waiting import cash_differences
from kiosk.domain.parcels.storing import arriving_at_shelf
from kiosk.domain.passes.deciding import passes_out_late
from kiosk.domain.places import Furniture, Reading
from kiosk.domain.shifts.shift import Counted, Difference
from kiosk.domain.stocktake.counting import count
from kiosk.domain.stocktake.stocktake import Finding, SlotCount
from kiosk.domain.upkeep.knowing import is_lost
from kiosk.domain.workorders.explaining import orders


@dataclass(frozen=True)
class Scene:
    """Everything that the parts look at. `trusted`: the clock can be believed; otherwise nothing is late."""

    house: House
    furniture: Furniture
    readings: Mapping[str, Reading]
    now: datetime
    trusted: bool = True

    @cached_property
    def counts(self) -> list[SlotCount]:
        """What each slot shows where nobody is at work just now."""
        found = count(self.house, self.furniture, self.readings)
        return [one for one in found if self.house.under_way(one.place) is None]


Part = Callable[[Scene], Iterator[Difference]]


def differences(scene: Scene, parts: Sequence[Part] | None = None) -> list[Difference]:
    """Return everything that has to be settled or explained, each thing once, in the order of the parts."""
    found: dict[str, Difference] = {}
    for part in PARTS if parts is None else parts:
        for one in part(scene):
            found.setdefault(one.id, one)
    return list(found.values())


def counted(scene: Scene, tasks: tuple[int, int, int] = (0, 0, 0)) -> Counted:
    """Return the count as numbers, beside those of the `tasks` (urgent, ordinary, long-running)."""
    counts = scene.counts
    right = sum(one.finding is Finding.AS_RECORDED for one in counts)
    blind = sum(one.finding is Finding.NOT_SENSED for one in counts)
    return Counted(len(counts), right, blind, *tasks)


def doors(scene: Scene) -> Iterator[Difference]:
    """Doubts that nobody has settled, and doors that were forced."""
    overridden = _overridden(scene.house)
    for door in scene.house.doors.values():
        if door.doubt:
            yield Difference(f"doubt.{door.doubt}", door.doubt_since, place=door.place)
        elif door.forced_at and door.place not in overridden:
            yield Difference("forced", door.forced_at, place=door.place)


def alarms(scene: Scene) -> Iterator[Difference]:
    """Alarms that nobody has acknowledged, where nothing else here says the same; an override not counted after."""
    for one in scene.house.alarms.values():
        key = next(iter(one.keys), "")
        if one.stocktake_due:
            since = one.acknowledged_at or one.last
            yield Difference("alarm.override_count", since, one.place, key, movement=one.id)
        elif one.open and not _said_otherwise(scene.house, one):
            device = one.device
            yield Difference(f"alarm.{one.kind}", one.begun, one.place, key, movement=one.id, device=device)


def _said_otherwise(house: House, alarm: Alarm) -> bool:
    if alarm.kind == "item_missing":
        items = [house.parcels.get(name) for name in alarm.keys]
        return any(one is not None and one.stage is ParcelStage.MISSING for one in items)
    door, key = house.door(alarm.place), house.keys.get(next(iter(alarm.keys), ""))
    unknown = key is not None and key.custodian.kind is CustodianKind.NOBODY_KNOWS
    if alarm.kind == "override":
        return False
    return bool(alarm.place and (door.doubt or door.forced_at)) or (alarm.kind == "key_gone" and unknown)


def _overridden(house: House) -> set[str]:
    """Return the doors that a mechanical override has opened, as far as it waits for its explanation."""
    return {
        place for one in house.alarms.values() if one.open and one.kind == "override" for place in one.places
    }


def cabinet(scene: Scene) -> Iterator[Difference]:
    """The cabinet's count by its sensors against the record."""
    for one in scene.counts:
        door = scene.house.door(one.place)
        if one.finding in (Finding.AS_RECORDED, Finding.DOUBT) or door.forced_at:
            continue
        if one.finding is not Finding.NOT_SENSED:
            yield Difference(f"slot.{one.finding.value.replace(' ', '_')}", door.since, place=one.place)
            continue
        place = scene.furniture.places[one.place]
        if place.senses_door and place.senses_tags:  # it could tell, were its line in order
            yield Difference("unsensed", device=place.device)


def keys(scene: Scene) -> Iterator[Difference]:
    """Keys that nobody knows of, that hang elsewhere, that are late, that found no slot."""
    for key in scene.house.keys.values():
        kind, doubted = key.custodian.kind, scene.house.door(key.custodian.id or key.place).doubt
        if kind is CustodianKind.NOBODY_KNOWS and not doubted and not is_lost(scene.house, key.id):
            yield Difference("key_gone", key.since, place=key.place, item=key.id)
        elif kind is CustodianKind.PLACE and key.custodian.id != key.place and not doubted:
            yield Difference("key_elsewhere", key.since, place=key.custodian.id, item=key.id)
        elif kind is CustodianKind.PERSON and key.due and key.due <= scene.now and scene.trusted:
            yield Difference("key_overdue", key.due, item=key.id)
    for stray in scene.house.strays.values():
        yield Difference("key_at_desk" if stray.taken_by else "key_no_slot", stray.since, item=stray.key)
    for one in scene.house.found_keys.values():
        code = "key_unknown" if one.taken_by else "key_brought"
        yield Difference(code, one.since, item=one.key, movement=one.id)


def reports(scene: Scene) -> Iterator[Difference]:
    """Emergencies that nobody has counted after or reported on."""
    for emergency in scene.house.emergencies.values():
        code = "stocktake_due" if emergency.ended else "emergency"
        yield Difference(code, emergency.ended or emergency.begun, item=emergency.id)
    for movement in scene.house.movements.values():
        if movement.report_due:
            yield Difference("report_due", movement.begun, item=movement.item, movement=movement.id)


def findings(scene: Scene) -> Iterator[Difference]:
    """What was found in an empty home and wants somebody now."""
    for one in scene.house.inspection_findings.values():
        yield Difference("inspection_urgent", one.since, movement=one.id)


def parcels(scene: Scene) -> Iterator[Difference]:
    """Parcels of which nobody knows where they are."""
    for parcel in scene.house.parcels.values():
        if parcel.stage is ParcelStage.MISSING:
            code = "item_missing" if matter_of(scene.house, parcel.id) else "parcel_missing"
            yield Difference(code, parcel.since, item=parcel.id)


def storeroom(scene: Scene) -> Iterator[Difference]:
    """What couriers have brought for a shelf and nobody has counted in."""
    for movement in arriving_at_shelf(scene.house):
        yield Difference("storeroom_coming", movement.begun, item=movement.item, movement=movement.id)


def incidents(scene: Scene) -> Iterator[Difference]:
    """Reports that should be with the company by now."""
    if scene.trusted:
        yield from overdue(scene.house, scene.now)


def tallies(scene: Scene) -> Iterator[Difference]:
    """What was counted by hand and is not so many as the record says, until a later count comes out right."""
    for one in scene.house.tallies.values():
        if one.off:
            yield Difference(f"count.{one.code}", one.at, item=one.about, off=one.off, money=one.money)


PARTS: tuple[Part, ...] = (
    doors,
    cabinet,
    alarms,
    keys,
    reports,
    findings,
    parcels,
    storeroom,
    incidents,
    tallies,
    cash_differences,
    loans_unsettled,
    passes_out_late,
    orders,
)
"""Who tells of differences; what is counted by hand is told of by `countables.COUNTS`."""
