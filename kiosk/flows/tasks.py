"""What waits for somebody at the desk: every task with what happened and since when, made anew from the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key, ParcelStage
from kiosk.domain.keeping.keeping import recalled
from kiosk.domain.outgoing import Paper, PaperStage
from kiosk.ports import DeviceState

TOLD_WITHIN_S = 90
"""A notice that waits for longer is a task: it is tried again every half minute."""
RECEIPT_MATTERS_S = 24 * 3600
"""A receipt that did not come out stays a task for a day; a claim slip as long as its parcel waits."""


@dataclass(frozen=True)
class Task:
    """Something for a person to do. `code` has its words in every language; one of the ids says what it is about."""

    code: str
    since: datetime
    urgent: bool = True
    place: str = ""
    item: str = ""
    paper: str = ""
    notice: str = ""
    device: str = ""
    movement: str = ""

    @property
    def id(self) -> str:
        """A name for this task that stays while it does."""
        about = self.paper or self.notice or self.device or self.movement or self.item or self.place
        return f"{self.code.replace('.', '-')}-{about}"


def tasks(house: House, devices: Sequence[DeviceState], now: datetime) -> list[Task]:
    """Return everything that waits, urgent first, then oldest first."""
    found = [
        *_doubts(house, now),
        *_open_doors(house),
        *_keys(house, now),
        *_parcels(house),
        *_papers(house, now),
        *_notices(house, now),
        *_devices(devices),
        *_emergencies(house),
        *_reports(house),
    ]
    return sorted(found, key=lambda task: (not task.urgent, task.since))


def _doubts(house: House, now: datetime) -> Iterator[Task]:
    for door in house.doors.values():
        if door.doubt:
            yield Task(f"doubt.{door.doubt}", door.doubt_since or now, place=door.place)


def _open_doors(house: House) -> Iterator[Task]:
    for door in house.doors.values():
        if door.forced_at and not door.doubt:
            yield Task("forced", door.forced_at, place=door.place)
        if not door.seen_open or door.since is None or door.forced_at:
            continue
        if house.under_way(door.place) is None:
            yield Task("open", door.since, place=door.place)
        elif door.ajar_told:
            yield Task("ajar", door.since, place=door.place)


def _keys(house: House, now: datetime) -> Iterator[Task]:
    """A key's trouble is told once: a doubt about the place where it shows says the same."""
    for key in house.keys.values():
        since = key.since or now
        if key.custodian.kind is CustodianKind.NOBODY_KNOWS and not house.door(key.place).doubt:
            yield Task("key_gone", since, item=key.id, place=key.place)
        elif recalled(house, key, now):
            yield Task("key_recalled", since, item=key.id)
        elif key.due and key.due <= now and key.custodian.kind is CustodianKind.PERSON:
            yield Task("key_overdue", key.due, urgent=key.overdue_step > 1, item=key.id)
        elif _elsewhere(key) and not house.door(key.custodian.id).doubt:
            yield Task("key_elsewhere", since, urgent=False, item=key.id, place=key.custodian.id)


def _elsewhere(key: Key) -> bool:
    return key.custodian.kind is CustodianKind.PLACE and key.custodian.id != key.place


def _parcels(house: House) -> Iterator[Task]:
    for parcel in house.parcels.values():
        if parcel.stage is ParcelStage.MISSING:
            yield Task("parcel_missing", parcel.since, item=parcel.id)
        elif parcel.disputed and parcel.stage is ParcelStage.WAITING:
            place = parcel.custodian.id
            if not house.door(place).doubt:  # the doubt is the task
                yield Task(f"disputed.{parcel.disputed}", parcel.since, item=parcel.id, place=place)


def _papers(house: House, now: datetime) -> Iterator[Task]:
    newest: dict[tuple[str, str], Paper] = {}
    for paper in house.papers.values():  # in the order of their last change
        newest[paper.movement, paper.what] = paper
    slips = {f"s-{p.slip}": p for p in house.parcels.values() if p.stage is ParcelStage.WAITING}
    for paper in newest.values():
        if paper.stage not in (PaperStage.NOT_SENT, PaperStage.UNKNOWN):
            continue
        state = "unknown" if paper.stage is PaperStage.UNKNOWN else "not_sent"
        if paper.what == "claim slip" and (parcel := slips.get(paper.id)):
            place = parcel.custodian.id
            yield Task(f"slip.{state}", paper.since, False, place, parcel.id, paper.id)
        elif paper.what != "claim slip" and now - paper.since < timedelta(seconds=RECEIPT_MATTERS_S):
            movement = house.movements.get(paper.movement)
            about = {"place": movement.place, "item": movement.item} if movement else {}
            yield Task(
                f"receipt.{state}",
                paper.since,
                urgent=False,
                paper=paper.id,
                movement=paper.movement,
                **about,
            )


def _notices(house: House, now: datetime) -> Iterator[Task]:
    for notice in house.notices.values():
        if now - notice.since > timedelta(seconds=TOLD_WITHIN_S):
            parcel = house.parcels.get(notice.item)
            place = parcel.custodian.id if parcel and parcel.stage is ParcelStage.WAITING else ""
            yield Task("notice", notice.since, urgent=False, place=place, item=notice.item, notice=notice.id)


def _emergencies(house: House) -> Iterator[Task]:
    for emergency in house.emergencies.values():
        code = "stocktake_due" if emergency.ended else "emergency"
        yield Task(code, emergency.ended or emergency.begun, item=emergency.id)


def _reports(house: House) -> Iterator[Task]:
    for movement in house.movements.values():
        if movement.report_due:
            yield Task("report_due", movement.begun, item=movement.item, movement=movement.id)


def _devices(devices: Sequence[DeviceState]) -> Iterator[Task]:
    for device in devices:
        if device.condition != "up":
            urgent = device.condition == "down"
            yield Task(f"device.{device.condition}", device.since, urgent=urgent, device=device.name)
