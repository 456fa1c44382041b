"""What waits for somebody at the desk: every task with what happened and since when, made anew from the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain.alarms.alarm import Alarm
from kiosk.domain.bookings.booking import BookingStage
from kiosk.domain.contractors.errands import is_out
from kiosk.domain.couriers.enrolling import newcomers
from kiosk.domain.deposits.waiting import pending as deposits_pending
from kiosk.domain.entrusted.counting import matter_of
from kiosk.domain.entrusted.counting import pending as items_pending
from kiosk.domain.followups.deciding import pending as follow_ups_pending
from kiosk.domain.grievances.lateness import pending as grievances_pending
from kiosk.domain.house import House
from kiosk.domain.incidents.reminding import waiting as incidents_pending
from kiosk.domain.inspections import waiting as inspections
from kiosk.domain.items import CustodianKind, Key, Parcel, ParcelStage
from kiosk.domain.keeping.keeping import recalled
from kiosk.domain.keymap import issuing as keymaps
from kiosk.domain.keys.pairs import apart
from kiosk.domain.loans.waiting import loans_waiting
from kiosk.domain.money.waiting import money_pending
from kiosk.domain.outgoing import Paper, PaperStage
from kiosk.domain.parcels.storing import arriving_at_shelf
from kiosk.domain.passes.deciding import passes_waiting
from kiosk.domain.pending import Pending
from kiosk.domain.releases.deciding import releases_waiting
from kiosk.domain.sending.sending import DESK_PLACE
from kiosk.domain.sending.taking import here as lies_here
from kiosk.domain.sending.taking import left_to_take
from kiosk.domain.services.waiting import services_pending
from kiosk.domain.shifts.notes import waiting as notes_pending
from kiosk.domain.shifts.shift import Stage as ShiftStage
from kiosk.domain.transfers.waiting import pending as transfers_pending
from kiosk.domain.upkeep.knowing import is_lost
from kiosk.domain.upkeep.waiting import waiting
from kiosk.domain.workorders.waiting import pending as orders_pending
from kiosk.domain.workorders.waiting import unwritten
from kiosk.ports import DeviceState

TOLD_WITHIN_S = 90
"""A notice that waits for longer is a task: it is tried again every half minute."""
PAIR_WITHIN_S = 120
"""So long two keys that belong together may be apart: one is taken, or brought back, after the other."""
SHIFT_LASTS_H = 16
"""Whoever is on duty for longer has most likely left without clocking off."""
UNUSED_DEPOSIT_H = 12
"""A deposit for a key that never left is asked about after so long."""
RECEIPT_MATTERS = timedelta(hours=24)
"""A receipt that did not come out stays a task for a day; a claim slip as long as its parcel waits."""


Part = Callable[[House, datetime], Iterator[Pending]]
PARTS: tuple[Part, ...] = (
    services_pending,
    money_pending,
    notes_pending,
    incidents_pending,
    deposits_pending,
    transfers_pending,
    items_pending,
    loans_waiting,
    passes_waiting,
    releases_waiting,
    orders_pending,
    unwritten,
    grievances_pending,
    follow_ups_pending,
)
"""Who tells of what waits, beside what is told here."""


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
    alarm: str = ""
    booking: str = ""
    inspection: str = ""
    """A plan, an inspection, or an urgent finding of one."""
    person: str = ""
    """Whose it is; "": anybody's at the desk."""
    keymap: str = ""
    """The number of a printed key map."""
    matter: str = ""
    """What of the desk's own it is about: `code` begins with whose."""

    @property
    def id(self) -> str:
        """A name for this task that stays while it does."""
        ways = (
            self.alarm,
            self.inspection,
            self.booking,
            self.paper,
            self.notice,
            self.device,
            self.movement,
            self.item,
            self.place,
            self.matter,
        )
        about = next((one for one in ways if one), "")
        return f"{self.code.replace('.', '-')}-{about or self.keymap}"


def tasks(
    house: House,
    devices: Sequence[DeviceState],
    now: datetime,
    *,
    keymap_after: int = 1,
    asked: Sequence[tuple[Parcel, datetime]] = (),
    clock_ahead: bool = False,
    proofs: Sequence[tuple[str, datetime]] = (),
) -> list[Task]:
    """Return everything that waits, urgent first, then oldest first.

    `clock_ahead`: the record's time lies ahead of the machine's clock, so that nothing expires.
    `keymap_after`: after how many changes a printed key map is due for renewal; 0: never. `asked`: parcels on shelves
    whose right was shown at the lobby just now, and when. `proofs`: parcels whose owner can show no more, and when.
    """
    found = [
        *_doubts(house, now),
        *_open_doors(house),
        *_keys(house, now),
        *_pairs(house, now),
        *_bookings(house),
        *_upkeep(house, now),
        *_parcels(house),
        *_storeroom(house),
        *_complaints(house),
        *_signatures(house),
        *(Task("storeroom_asked", at, item=one.id, place=one.custodian.id) for one, at in asked),
        *(Task("proof_asked", at, person="", item=name) for name, at in proofs),
        *_couriers(house),
        *_expired(house),
        *_sendings(house),
        *_papers(house, now),
        *_notices(house, now),
        *_devices(devices),
        *_emergencies(house),
        *_deposits(house, now),
        *_reports(house),
        *_alarms(house, devices),
        *_inspections(house, now),
        *_shifts(house, now),
        *_move_ins(house, now),
        *_strays(house),
        *_brought(house),
        *_keymaps(house, keymap_after),
        *_matters(house, now),
    ]
    if clock_ahead:
        found.append(Task("clock", now, device="clock"))
    return sorted(found, key=lambda task: (not task.urgent, task.since))


def _doubts(house: House, now: datetime) -> Iterator[Task]:
    for door in house.doors.values():
        if door.doubt:
            once = _once_of(house, door.place) if door.doubt == "retired_tag" else ""
            yield Task(f"doubt.{door.doubt}", door.doubt_since or now, place=door.place, item=once)


def _once_of(house: House, place: str) -> str:
    """The key whose retired tag was seen last at a place."""
    seen = [one for one in house.retired_tags.values() if one.seen_at == place and one.seen]
    return max(seen, key=lambda one: one.seen or one.since).key if seen else ""


def _open_doors(house: House) -> Iterator[Task]:
    together = {place for one in house.alarms.values() if _is_override(one) for place in one.places}
    for door in house.doors.values():
        if door.place in together:
            continue  # the override is the task
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
            if not is_lost(house, key.id):  # of which the lock change is the task
                yield Task("key_gone", since, item=key.id, place=key.place)
        elif recalled(house, key, now):
            yield Task("key_recalled", since, item=key.id)
        elif key.due and key.due <= now and key.custodian.kind is CustodianKind.PERSON:
            yield Task("key_overdue", key.due, urgent=key.overdue_step > 1, item=key.id)
        elif _elsewhere(key) and not house.door(key.custodian.id).doubt:
            yield Task("key_elsewhere", since, urgent=False, item=key.id, place=key.custodian.id)


def _pairs(house: House, now: datetime) -> Iterator[Task]:
    """A key that goes only with another one is out without it: the other door did not open, or it came back alone."""
    for key, other in apart(house):
        since = max(key.since or now, other.since or now)
        if not house.moving(other.id) and now - since > timedelta(seconds=PAIR_WITHIN_S):
            yield Task("key_alone", since, urgent=False, item=key.id, place=other.place)


def _bookings(house: House) -> Iterator[Task]:
    for booking in house.bookings.values():
        if booking.stage is BookingStage.DISPLACED and not booking.seen:
            since = booking.ended or booking.made
            yield Task("booking_displaced", since, urgent=False, item=booking.key, booking=booking.id)


def _upkeep(house: House, now: datetime) -> Iterator[Task]:
    for one in waiting(house, now):
        yield Task(one.code, one.since, urgent=one.urgent, item=one.key, movement=one.about)


def _elsewhere(key: Key) -> bool:
    return key.custodian.kind is CustodianKind.PLACE and key.custodian.id != key.place


def _parcels(house: House) -> Iterator[Task]:
    for parcel in house.parcels.values():
        if matter_of(house, parcel.id):
            continue  # told as what it was entrusted for
        if parcel.stage is ParcelStage.MISSING:
            yield Task("parcel_missing", parcel.since, item=parcel.id)
        elif parcel.disputed and parcel.stage is ParcelStage.WAITING:
            place = parcel.custodian.id
            if not house.door(place).doubt:  # the doubt is the task
                yield Task(f"disputed.{parcel.disputed}", parcel.since, item=parcel.id, place=place)


def _complaints(house: House) -> Iterator[Task]:
    """Something is wrong with a parcel that is in somebody's hands."""
    for one in house.complaints.values():
        yield Task(
            f"complaint.{one.kind}", one.at, urgent=False, item=one.parcel, place=one.place, movement=one.id
        )


def _signatures(house: House) -> Iterator[Task]:
    """A signature was not found the same: somebody is to look at both."""
    for one in house.comparisons.values():
        yield Task("signature_judge", one.at, item=one.item, movement=one.id)


def _storeroom(house: House) -> Iterator[Task]:
    """A courier has brought something for a shelf, and nobody has said that it lies there."""
    for movement in arriving_at_shelf(house):
        yield Task(
            "storeroom_coming", movement.begun, item=movement.item, place=movement.place, movement=movement.id
        )


def _expired(house: House) -> Iterator[Task]:
    """Parcels whose time is over wait for their carrier: one task for all of them."""
    over = [
        one.wait.expired
        for one in house.parcels.values()
        if one.wait.expired and one.stage is ParcelStage.WAITING
    ]
    if over:
        yield Task("parcel_expired", min(over), urgent=False)


def _couriers(house: House) -> Iterator[Task]:
    """A courier has registered alone, and nobody at the desk knows them."""
    for one in newcomers(house):
        yield Task("courier_new", one.since, urgent=False, item=one.id)


def _sendings(house: House) -> Iterator[Task]:
    """Nobody knows where a parcel goes; a courier has signed for what lies at the desk; a fee is not settled."""
    for swept in house.sweeps.values():
        if any(house.parcels[one.parcel].custodian.id == DESK_PLACE for one in left_to_take(house, swept.id)):
            yield Task("sending_handover", swept.at, item=swept.id, person="")
    for one in house.sendings.values():
        if one.unaddressed:
            yield Task("sending_where", one.made, urgent=lies_here(house, one) is not None, item=one.id)
        if one.owed and one.over and one.ended:
            yield Task("sending_fee", one.ended, urgent=False, item=one.id)


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
        elif paper.what not in ("claim slip", keymaps.PAPER) and now - paper.since < RECEIPT_MATTERS:
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


def _deposits(house: House, now: datetime) -> Iterator[Task]:
    """A contractor's key is back, and the money that was left for it is not."""
    for stay in house.stays.values():
        for errand in stay.errands.values():
            deposit, key = errand.deposit, house.keys.get(errand.key)
            if deposit is None or not errand.holds_money or is_out(house, stay, errand):
                continue
            if errand.movement or now - deposit.at > timedelta(hours=UNUSED_DEPOSIT_H):
                since = key.since if key and key.since else deposit.at
                yield Task("contractor_deposit", since, urgent=False, item=errand.key, movement=stay.id)


def _reports(house: House) -> Iterator[Task]:
    for movement in house.movements.values():
        if movement.report_due:
            yield Task("report_due", movement.begun, item=movement.item, movement=movement.id)


def _strays(house: House) -> Iterator[Task]:
    """A key that found no free slot: somebody stands there with it, or the desk has it in hand."""
    for stray in house.strays.values():
        code = "key_at_desk" if stray.taken_by else "key_no_slot"
        yield Task(code, stray.since, urgent=not stray.taken_by, item=stray.key)


def _brought(house: House) -> Iterator[Task]:
    """Keys that somebody brought and nothing can open for, and those at the desk that nobody knows."""
    for one in house.found_keys.values():
        code = "key_unknown" if one.taken_by else "key_brought"
        yield Task(code, one.since, urgent=not one.taken_by, item=one.key, movement=one.id)


def _keymaps(house: House, after_changes: int) -> Iterator[Task]:
    known = keymaps.newest(house)
    if known and keymaps.not_on_paper(house):  # nobody is to destroy the only map there is
        yield Task("keymap_unprinted", known.issued, keymap=str(known.number))
        return
    if known and keymaps.renewal_due(house, after_changes):
        yield Task("keymap_due", known.issued, urgent=False, keymap=str(known.number))
    for one in house.keymaps.values():
        if one.superseded and known:
            yield Task("keymap_destroy", known.issued, keymap=str(one.number))


def _move_ins(house: House, now: datetime) -> Iterator[Task]:
    """What an owner was promised, and a list that waits for its signatures."""
    for one in house.move_ins.values():
        if one.under_way:
            yield Task("movein_open", one.begun, urgent=False, movement=one.id)
        elif one.owed_by and one.ended:
            yield Task("movein_owed", one.ended, urgent=one.owed_by <= now.date(), movement=one.id)


def _shifts(house: House, now: datetime) -> Iterator[Task]:
    for shift in house.shifts.values():
        if shift.stage is ShiftStage.LEFT:
            yield Task("handover_open", shift.ended or shift.begun, item=shift.id)
        elif shift.stage is ShiftStage.ON and now - shift.begun > timedelta(hours=SHIFT_LASTS_H):
            yield Task("shift_long", shift.begun, urgent=False, item=shift.id)


def _inspections(house: House, now: datetime) -> Iterator[Task]:
    for one in inspections.waiting(house, now):
        yield Task(one.code, one.since, urgent=one.urgent, inspection=one.about, person=one.person)


def _alarms(house: House, devices: Sequence[DeviceState]) -> Iterator[Task]:
    """Alarms that nothing else here tells of: over by themselves and yet to be acknowledged, or an override."""
    told = {state.name for state in devices if state.condition != "up"}
    for one in house.alarms.values():
        if one.stocktake_due:
            since = one.acknowledged_at or one.last
            yield Task("alarm.override_count", since, alarm=one.id)
        elif one.open and one.explained:
            yield Task("alarm.override_second", one.explained.at, alarm=one.id)
        elif _is_override(one):
            yield Task("alarm.override", one.begun, alarm=one.id)
        elif one.open and one.device not in told and not _is_told(house, one):
            urgent = one.ended is None
            yield Task(
                f"alarm.{one.kind}", one.begun, urgent, one.place, next(iter(one.keys), ""), alarm=one.id
            )


def _is_override(alarm: Alarm) -> bool:
    return alarm.open and (alarm.kind == "override" or alarm.explained is not None)


def _is_told(house: House, alarm: Alarm) -> bool:
    """Whether another task says the same: of the place, or of its key."""
    door = house.door(alarm.place)
    if alarm.kind == "ajar" and door.seen_open:
        return True
    key = house.keys.get(next(iter(alarm.keys), ""))
    gone = alarm.kind == "key_gone" and key is not None and key.custodian.kind is CustodianKind.NOBODY_KNOWS
    items = [house.parcels.get(name) for name in alarm.keys] if alarm.kind == "item_missing" else []
    missing = any(one is not None and one.stage is ParcelStage.MISSING for one in items)
    return bool(alarm.place and (door.doubt or door.forced_at)) or gone or missing


def _matters(house: House, now: datetime) -> Iterator[Task]:
    for part in PARTS:
        for one in part(house, now):
            yield Task(one.code, one.since, urgent=one.urgent, matter=one.about, person=one.person)


def _devices(devices: Sequence[DeviceState]) -> Iterator[Task]:
    for device in devices:
        if device.condition != "up":
            urgent = device.condition == "down"
            yield Task(f"device.{device.condition}", device.since, urgent=urgent, device=device.name)
