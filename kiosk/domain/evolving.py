"""How each recorded event changes the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import singledispatch
from typing import Any, TypeVar

from kiosk.domain import events as e
from kiosk.domain.alarms.events import AlarmEvent
from kiosk.domain.alarms.evolving import with_alarm
from kiosk.domain.alarms.raising import with_alarms
from kiosk.domain.bookings.events import BookingEvent
from kiosk.domain.bookings.evolving import with_booking
from kiosk.domain.bringing.events import BringingEvent, KeyBrought
from kiosk.domain.bringing.evolving import called_off, with_bringing
from kiosk.domain.complaints.events import ComplaintEvent
from kiosk.domain.complaints.evolving import with_complaint
from kiosk.domain.contractors.events import ContractorEvent
from kiosk.domain.contractors.evolving import with_contractor
from kiosk.domain.couriers.events import CourierEvent
from kiosk.domain.couriers.evolving import with_courier, with_drop_counted
from kiosk.domain.deliveries.events import DeliveryEvent
from kiosk.domain.deliveries.evolving import awaited_again, with_delivery, without_delivery
from kiosk.domain.doubting import left_after_all
from kiosk.domain.emergency.events import EmergencyEvent
from kiosk.domain.emergency.evolving import with_emergency
from kiosk.domain.guesses import Guesses
from kiosk.domain.hanging.events import HangingEvent
from kiosk.domain.hanging.evolving import answered_for, with_hanging
from kiosk.domain.house import House, Recorded
from kiosk.domain.inspections.events import InspectionEvent
from kiosk.domain.inspections.evolving import with_inspection, without_consent
from kiosk.domain.items import (
    UNKNOWN,
    Custodian,
    CustodianKind,
    Key,
    KeyKind,
    Parcel,
    ParcelStage,
    at_place,
    with_person,
)
from kiosk.domain.keeping.events import KeepingEvent, KeyLeaveIntended, KeyTakeBackIntended
from kiosk.domain.keeping.evolving import with_keeping, without_key
from kiosk.domain.keymap.events import KeyMapEvent
from kiosk.domain.keymap.evolving import with_key_map
from kiosk.domain.keys.events import (
    ConsentWithdrawn,
    KeyEmergencyReported,
    KeyIssueGranted,
    KeyOverdue,
    KeyReturnSigned,
    RuleEvent,
)
from kiosk.domain.keys.evolving import with_rule
from kiosk.domain.movein.events import MoveInEvent
from kiosk.domain.movein.evolving import with_move_in
from kiosk.domain.movements import REPORT_DUE, Kind, Movement, Stage
from kiosk.domain.outgoing import Notice, Paper, PaperStage
from kiosk.domain.parcels.due_back import SWEEP
from kiosk.domain.parcels.events import (
    DelegateCollectIntended,
    DelegateEvent,
    ParcelHandOutIntended,
    ParcelRecallIntended,
    ParcelSweepIntended,
    ReachAsked,
)
from kiosk.domain.parcels.evolving import with_delegate, with_reach
from kiosk.domain.people import Person, Role
from kiosk.domain.sending.events import SendingDropIntended, SendingEvent, SendingTakeIntended
from kiosk.domain.sending.evolving import left_here, with_sending
from kiosk.domain.shifts.events import KeyHandOverIntended, ShiftEvent
from kiosk.domain.shifts.evolving import told_of_late, with_shift
from kiosk.domain.stocktake.events import StocktakeEvent
from kiosk.domain.stocktake.evolving import with_stocktake
from kiosk.domain.timekeeping.events import ClockSetRight
from kiosk.domain.timekeeping.setting_right import with_time_set_right
from kiosk.domain.upkeep.events import UpkeepEvent
from kiosk.domain.upkeep.evolving import with_upkeep
from kiosk.domain.waiting.events import CollectSigned, ParcelReturnIntended, WaitingEvent
from kiosk.domain.waiting.evolving import with_waiting

V = TypeVar("V")

RECENT = 64
"""How many ended movements, parcels, papers and notices stay at hand; the rest is in the register."""


def evolve(house: House, recorded: Recorded) -> House:
    """Return the house after one recorded event. Total: an event it does not know changes nothing."""
    return with_alarms(house, _evolve(recorded.event, house, recorded.at), recorded)


def put(entities: Mapping[str, V], name: str, entity: V) -> dict[str, V]:
    """Return `entities` with one of them set, as the newest."""
    changed = dict(entities)
    changed.pop(name, None)
    changed[name] = entity
    return changed


def _put_movement(house: House, movement: Movement) -> House:
    movements = put(house.movements, movement.id, movement)
    if movement.ended and len(movements) > RECENT:
        ended = [n for n, other in movements.items() if other.ended and not _still_needed(house, other)]
        _forget(movements, ended)
    return house.having(movements=movements)


def _still_needed(house: House, movement: Movement) -> bool:
    """Whether an attendant still needs it: to settle the doubt that it left, or to report on it."""
    if movement.report_due:
        return True
    return movement.stage is Stage.DOUBTED and house.door(movement.place).doubt is not None


def _put_parcel(house: House, parcel: Parcel) -> House:
    parcels = put(house.parcels, parcel.id, parcel)
    kept = (ParcelStage.ARRIVING, ParcelStage.WAITING, ParcelStage.MISSING)
    if parcel.stage not in kept and len(parcels) > RECENT:
        _forget(parcels, [name for name, other in parcels.items() if other.stage not in kept])
    return house.having(parcels=parcels)


def _forget(entities: dict[str, V], ended: list[str]) -> None:
    for name in ended[:-RECENT]:
        del entities[name]


def _change_door(house: House, place: str, **changes: object) -> House:
    door = replace(house.door(place), **changes)  # type: ignore[arg-type]
    return house.having(doors=put(house.doors, place, door))


@singledispatch
def _evolve(event: e.Event, house: House, at: datetime) -> House:
    return house


@_evolve.register
def _(event: e.PersonEnrolled, house: House, at: datetime) -> House:
    known = house.people.get(event.person)
    same = known is not None and known.badge == event.badge
    person = Person(
        id=event.person,
        role=Role(event.role),
        groups=event.groups,
        unit=event.unit,
        company=event.company,
        language=event.language,
        badge=event.badge,
        badge_proves=known is not None and same and known.badge_proves,
        badge_by_desk=known is not None and same and known.badge_by_desk,
        active=event.active,
        told_of_keys=known.told_of_keys if known else None,
        in_reach=known is not None and known.in_reach,
    )
    return house.having(people=put(house.people, person.id, person))


@_evolve.register
def _(event: e.BadgeGiven, house: House, at: datetime) -> House:
    return _change_badge(house, event.person, event.badge, event.proves)


@_evolve.register
def _(event: e.BadgeRevoked, house: House, at: datetime) -> House:
    known = house.people.get(event.person)
    kept = known.badge if known and known.badge != event.badge else None  # revoked was another one
    return _change_badge(house, event.person, kept, proves=bool(kept and known and known.badge_proves))


def _change_badge(house: House, person: str, badge: str | None, proves: bool) -> House:
    known = house.people.get(person)
    if known is None:
        return house
    changed = replace(known, badge=badge, badge_proves=proves, badge_by_desk=True)
    return house.having(people=put(house.people, person, changed))


@_evolve.register
def _(event: RuleEvent, house: House, at: datetime) -> House:
    if isinstance(event, ConsentWithdrawn):
        house = without_consent(house, event.consent, event.by, at)
    return with_rule(house, event, at)


@_evolve.register
def _(event: DeliveryEvent, house: House, at: datetime) -> House:
    return with_delivery(house, event, at)


@_evolve.register
def _(event: CourierEvent, house: House, at: datetime) -> House:
    return with_courier(house, event, at)


@_evolve.register
def _(event: SendingEvent, house: House, at: datetime) -> House:
    return with_sending(house, event, at)


@_evolve.register
def _(event: WaitingEvent, house: House, at: datetime) -> House:
    return with_waiting(house, event, at)


@_evolve.register
def _(event: ComplaintEvent, house: House, at: datetime) -> House:
    return with_complaint(house, event, at)


@_evolve.register
def _(event: ReachAsked, house: House, at: datetime) -> House:
    return with_reach(house, event)


@_evolve.register
def _(event: DelegateEvent, house: House, at: datetime) -> House:
    return with_delegate(house, event, at)


@_evolve.register
def _(event: StocktakeEvent, house: House, at: datetime) -> House:
    return with_stocktake(house, event, at)


@_evolve.register
def _(event: KeepingEvent, house: House, at: datetime) -> House:
    return with_keeping(house, event)


@_evolve.register
def _(event: EmergencyEvent, house: House, at: datetime) -> House:
    return with_emergency(house, event, at)


@_evolve.register
def _(event: HangingEvent, house: House, at: datetime) -> House:
    return with_hanging(house, event, at)


@_evolve.register
def _(event: BringingEvent, house: House, at: datetime) -> House:
    return with_bringing(house, event, at)


@_evolve.register
def _(event: ClockSetRight, house: House, at: datetime) -> House:
    return with_time_set_right(house, event)


@_evolve.register
def _(event: KeyMapEvent, house: House, at: datetime) -> House:
    return with_key_map(house, event, at)


@_evolve.register
def _(event: InspectionEvent, house: House, at: datetime) -> House:
    return with_inspection(house, event, at)


@_evolve.register
def _(event: BookingEvent, house: House, at: datetime) -> House:
    return with_booking(house, event, at)


@_evolve.register
def _(event: ContractorEvent, house: House, at: datetime) -> House:
    return with_contractor(house, event, at)


@_evolve.register
def _(event: UpkeepEvent, house: House, at: datetime) -> House:
    return with_upkeep(house, event, at)


@_evolve.register
def _(event: ShiftEvent, house: House, at: datetime) -> House:
    return with_shift(house, event, at)


@_evolve.register
def _(event: AlarmEvent, house: House, at: datetime) -> House:
    return with_alarm(house, event, at)


@_evolve.register
def _(event: e.GuessRefused, house: House, at: datetime) -> House:
    guesses = house.guesses.get(event.bucket, Guesses()).failed(at)
    return house.having(guesses=put(house.guesses, event.bucket, guesses))


@_evolve.register
def _(event: e.CodeGuessRefused, house: House, at: datetime) -> House:
    guesses = house.guesses.get(event.bucket, Guesses()).failed(at, event.chance_e15 / 1e15)
    return house.having(guesses=put(house.guesses, event.bucket, guesses))


@_evolve.register
def _(event: e.KeyRegistered, house: House, at: datetime) -> House:
    known = house.keys.get(event.key)
    key = Key(
        id=event.key,
        kind=KeyKind(event.kind),
        label=event.label,
        tag=event.tag,
        place=event.place,
        groups=event.groups,
        unit=event.unit,
        custodian=known.custodian if known else at_place(event.place),
        since=known.since if known else at,
        due=known.due if known else None,
        overdue_step=known.overdue_step if known else 0,
        told=known.told if known else (),
    )
    return house.having(keys=put(house.keys, key.id, key))


@_evolve.register
def _(event: e.DoorCommanded, house: House, at: datetime) -> House:
    door = house.door(event.place)
    whose = event.movement or f"desk:{event.by}"
    house = _change_door(house, event.place, commanded_by=whose, commanded_at=at, pulses=door.pulses + 1)
    movement = house.movements.get(event.movement)
    if movement is None or movement.ended or movement.stage is Stage.OPENED:
        return house
    again = replace(
        movement,
        stage=Stage.INTENDED,
        commanded=at,
        changed=at,
        pulses=movement.pulses + 1,
        note="",
        evidence="",
    )
    return _put_movement(house, again)


@_evolve.register
def _(event: e.DoorUnreached, house: House, at: datetime) -> House:
    if house.door(event.place).commanded_by == event.movement:
        house = _change_door(
            house, event.place, commanded_by=None
        )  # should it open now, nobody commanded that
    return _note(house, event.movement, at, "unreachable", only=Stage.INTENDED)


@_evolve.register
def _(event: e.DoorPulsed, house: House, at: datetime) -> House:
    return _note(house, event.movement, at, "pulsed", only=Stage.INTENDED)


def _note(house: House, name: str, at: datetime, note: str, *, only: Stage) -> House:
    movement = house.movements.get(name)
    if movement is None or movement.stage is not only:
        return house
    return _put_movement(house, replace(movement, note=note))


@_evolve.register
def _(event: e.DoorOpened, house: House, at: datetime) -> House:
    house = _change_door(house, event.place, seen_open=True, since=at, commanded_by=None, ajar_told=False)
    movement = house.movements.get(event.movement)
    if movement is None or movement.ended:
        return house
    opened = replace(movement, stage=Stage.OPENED, changed=at, note="", was_open=True, unwatched=False)
    return _put_movement(house, opened)


@_evolve.register
def _(event: e.DoorStayedShut, house: House, at: datetime) -> House:
    return _change_door(house, event.place, commanded_by=None)


@_evolve.register
def _(event: e.DoorForced, house: House, at: datetime) -> House:
    first = house.door(event.place).forced_at or at
    return _change_door(house, event.place, seen_open=True, since=at, ajar_told=False, forced_at=first)


@_evolve.register
def _(event: e.DoorShut, house: House, at: datetime) -> House:
    return _change_door(house, event.place, seen_open=False, since=at, ajar_told=False)


@_evolve.register
def _(event: e.DoorAjar, house: House, at: datetime) -> House:
    return _change_door(house, event.place, ajar_told=True)


@_evolve.register
def _(event: e.DoorDoubted, house: House, at: datetime) -> House:
    return _change_door(house, event.place, doubt=event.reason, doubt_since=at)


@_evolve.register
def _(event: e.DoorSettled, house: House, at: datetime) -> House:
    return _change_door(house, event.place, doubt=None, doubt_since=None, commanded_by=None, forced_at=None)


@_evolve.register
def _(event: e.CustodySettled, house: House, at: datetime) -> House:
    if key := house.keys.get(event.item):
        issue = left_after_all(house, key.id, event.custodian)
        return _give_key(house, key, event.custodian, at, due=issue.due if issue else None)
    if parcel := house.parcels.get(event.item):
        stage = _settled_stage(parcel, event.custodian)
        settled = replace(parcel, custodian=event.custodian, stage=stage, since=at, disputed=None)
        return _put_parcel(house, replace(settled, wait=parcel.wait.anew()))
    return house


def _settled_stage(parcel: Parcel, custodian: Custodian) -> ParcelStage:
    if custodian.kind is CustodianKind.PLACE:
        return ParcelStage.WAITING
    if custodian.kind is CustodianKind.NOBODY_KNOWS:
        return ParcelStage.MISSING
    return ParcelStage.COLLECTED if custodian.id == parcel.recipient else ParcelStage.NOT_TAKEN_IN


def _give_key(
    house: House, key: Key, custodian: Custodian, at: datetime, due: datetime | None = None
) -> House:
    given = replace(key, custodian=custodian, since=at, due=due, overdue_step=0, told=())
    house = called_off(answered_for(house, key.id, custodian), key.id)
    return house.having(keys=put(house.keys, key.id, given))


@_evolve.register
def _(event: e.KeyGone, house: House, at: datetime) -> House:
    key = house.keys.get(event.key)
    return _give_key(house, key, UNKNOWN, at) if key else house


@_evolve.register
def _(event: KeyOverdue, house: House, at: datetime) -> House:
    key = house.keys.get(event.key)
    return house.having(keys=put(house.keys, key.id, replace(key, overdue_step=event.step))) if key else house


@_evolve.register
def _(event: e.KeyBack, house: House, at: datetime) -> House:
    key = house.keys.get(event.key)
    return _give_key(house, key, at_place(event.place), at) if key else house


@_evolve.register
def _(event: e.ParcelDisputed, house: House, at: datetime) -> House:
    parcel = house.parcels.get(event.parcel)
    return _put_parcel(house, replace(parcel, disputed=event.statement)) if parcel else house


@_evolve.register
def _(event: e.SlipReplaced, house: House, at: datetime) -> House:
    parcel = house.parcels.get(event.parcel)
    return _put_parcel(house, replace(parcel, slip=event.slip, code_mac=event.code_mac)) if parcel else house


@_evolve.register
def _(event: e.KioskStarted, house: House, at: datetime) -> House:
    for movement in [movement for movement in house.movements.values() if not movement.ended]:
        house = _put_movement(house, replace(movement, unwatched=True, changed=at))
    return house


# ---- movements -----------------------------------------------------------------------------------


def _begin(house: House, kind: Kind, event: e.MovementEvent, at: datetime, **known: Any) -> House:
    movement = Movement(
        id=event.movement,
        kind=kind,
        stage=Stage.INTENDED,
        begun=at,
        commanded=at,
        changed=at,
        pulses=0,
        was_open=False,
        unwatched=False,
        **known,
    )
    return _put_movement(house, movement)


@_evolve.register
def _(event: e.ParcelDropIntended, house: House, at: datetime) -> House:
    parcel = Parcel(
        id=event.parcel,
        recipient=event.recipient,
        barcode=event.barcode,
        size=event.size,
        stage=ParcelStage.ARRIVING,
        custodian=with_person(event.courier),
        slip=event.slip,
        code_mac=event.code_mac,
        since=at,
        movement=event.movement,
        courier=event.courier,
    )
    known = {"item": event.parcel, "place": event.place, "bearer": event.courier, "unit": event.unit}
    return _begin(_put_parcel(house, parcel), Kind.DROP, event, at, **known)


@_evolve.register
def _(event: e.ParcelCollectIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.recipient, "unit": event.unit}
    return _begin(house, Kind.COLLECT, event, at, how=event.how, **known)


@_evolve.register
def _(event: DelegateCollectIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.taker or event.recipient}
    more = {"unit": event.unit, "how": event.how, "delegation": event.delegation}
    return _begin(house, Kind.COLLECT, event, at, **known, **more)


@_evolve.register
def _(event: ParcelHandOutIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.taker or event.recipient}
    more = {"unit": event.unit, "how": event.how, "delegation": event.delegation}
    there = tuple(one for one in (event.by, event.second) if one)
    return _begin(house, Kind.COLLECT, event, at, **known, **more, authorisers=there)


@_evolve.register
def _(event: ParcelRecallIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.courier, "unit": event.unit}
    how = SWEEP if isinstance(event, ParcelSweepIntended) else "undo"
    return _begin(house, Kind.RECALL, event, at, **known, how=how)


@_evolve.register
def _(event: CollectSigned, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    return _put_movement(house, replace(movement, signature=event.signature)) if movement else house


@_evolve.register
def _(event: SendingDropIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.person, "unit": event.unit}
    there = (event.by,) if event.by else ()
    return _begin(left_here(house, event, at), Kind.DROP, event, at, **known, how="send", authorisers=there)


@_evolve.register
def _(event: SendingTakeIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.bearer, "unit": event.unit}
    how = {"how": "sent" if event.sweep else "unsent", "work_order": event.sweep}
    return _begin(house, Kind.RECALL, event, at, **known, **how, signature=event.signature)


@_evolve.register
def _(event: ParcelReturnIntended, house: House, at: datetime) -> House:
    known = {"item": event.parcel, "place": event.place, "bearer": event.courier or event.by}
    more = {"unit": event.unit, "reason": event.reason, "work_order": event.carrier}
    signed = {"signature": event.signature, "authorisers": (event.by,), "how": "return"}
    return _begin(house, Kind.RECALL, event, at, **known, **more, **signed)


@_evolve.register
def _(event: e.KeyIssueIntended, house: House, at: datetime) -> House:
    known = {"item": event.key, "place": event.place, "bearer": event.bearer, "unit": event.unit}
    more = {"reason": event.reason, "work_order": event.work_order, "signature": event.signature}
    return _begin(house, Kind.ISSUE, event, at, **known, **more)


@_evolve.register
def _(event: KeyIssueGranted, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    granted = replace(
        movement,
        due=event.due,
        note_reference=event.note,
        authorisers=event.authorisers,
        consent=event.consent,
        report=REPORT_DUE if event.report else "",
    )
    return _put_movement(house, granted)


@_evolve.register
def _(event: KeyEmergencyReported, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    return _put_movement(house, replace(movement, report=event.report))


@_evolve.register
def _(event: e.KeyReturnIntended, house: House, at: datetime) -> House:
    known = {"item": event.key, "place": event.place, "bearer": event.bearer, "unit": event.unit}
    if isinstance(event, KeyBrought):
        known |= {"brought": event.how, "brought_by": event.by}
    return _begin(house, Kind.RETURN, event, at, **known)


@_evolve.register
def _(event: KeyHandOverIntended, house: House, at: datetime) -> House:
    known = {"item": event.key, "place": event.place, "bearer": event.bearer, "unit": event.unit}
    why = {"reason": event.reason, "work_order": event.work_order, "note_reference": event.note}
    grounds = {"consent": event.consent, "due": event.due, "signature": event.signature}
    giver = {"giver": event.giver, "giver_signature": event.giver_signature}
    return _begin(house, Kind.HAND_OVER, event, at, **known, **why, **grounds, **giver)


@_evolve.register
def _(event: KeyLeaveIntended, house: House, at: datetime) -> House:
    if key := house.keys.get(event.key):
        house = _give_key(house, key, with_person(event.bearer), at)  # the resident's until it hangs here
    return _begin_own(house, Kind.LEAVE, event, at)


@_evolve.register
def _(event: KeyTakeBackIntended, house: House, at: datetime) -> House:
    return _begin_own(house, Kind.TAKE_BACK, event, at)


def _begin_own(
    house: House, kind: Kind, event: KeyLeaveIntended | KeyTakeBackIntended, at: datetime
) -> House:
    known = {"item": event.key, "place": event.place, "bearer": event.bearer, "unit": event.unit}
    there = (event.by,)
    return _begin(
        house,
        kind,
        event,
        at,
        **known,
        how=event.document,
        signature=event.signature,
        authorisers=there,
    )


@_evolve.register
def _(event: KeyReturnSigned, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    return _put_movement(house, replace(movement, signature=event.signature))


@_evolve.register
def _(event: MoveInEvent, house: House, at: datetime) -> House:
    return with_move_in(house, event, at)


@_evolve.register
def _(event: e.MovementUnwatched, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None or movement.ended:
        return house
    return _put_movement(house, replace(movement, unwatched=True, changed=at))


@_evolve.register
def _(event: e.MovementStated, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None or movement.ended:
        return house
    return _put_movement(house, replace(movement, note=event.statement, changed=at))


def _end(house: House, event: e.MovementEvent, stage: Stage, at: datetime, note: str, evidence: str) -> House:
    movement = house.movements[event.movement]
    return _put_movement(house, replace(movement, stage=stage, changed=at, note=note, evidence=evidence))


@_evolve.register
def _(event: e.Unclear, house: House, at: datetime) -> House:
    if event.movement not in house.movements:
        return house
    return _end(house, event, Stage.UNCLEAR, at, event.note, event.found)


@_evolve.register
def _(event: e.Confirmed, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    house = _end(house, event, Stage.CONFIRMED, at, "", event.evidence)
    if parcel := house.parcels.get(movement.item):
        if movement.kind is Kind.DROP:
            moved = replace(parcel, stage=ParcelStage.WAITING, custodian=at_place(movement.place), since=at)
            moved = replace(moved, announced=house.deliveries.get(parcel.barcode))
            house = with_drop_counted(without_delivery(house, parcel.barcode), movement.bearer)
        elif movement.kind is Kind.RECALL:
            back = with_person(movement.bearer)
            moved = replace(parcel, stage=ParcelStage.NOT_TAKEN_IN, custodian=back, since=at)
            house = awaited_again(house, parcel.announced) if movement.how == "undo" else house
        else:
            taker = with_person(movement.bearer)
            moved = replace(parcel, stage=ParcelStage.COLLECTED, custodian=taker, since=at)
        return _put_parcel(house, moved)
    if movement.kind is Kind.TAKE_BACK:
        return without_key(house, movement.item)
    if key := house.keys.get(movement.item):
        issued = movement.kind in (Kind.ISSUE, Kind.HAND_OVER)
        custodian = with_person(movement.bearer) if issued else at_place(movement.place)
        return _give_key(house, key, custodian, at, due=movement.due if issued else None)
    return house


@_evolve.register
def _(event: e.Abandoned, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    house = _end(house, event, Stage.ABANDONED, at, event.reason, "")
    if movement.kind is Kind.LEAVE:
        return without_key(house, movement.item)
    parcel = house.parcels.get(movement.item)
    if movement.kind is Kind.DROP and parcel is not None:
        return _put_parcel(house, replace(parcel, stage=ParcelStage.NOT_TAKEN_IN, since=at))
    return house


@_evolve.register
def _(event: e.Doubted, house: House, at: datetime) -> House:
    movement = house.movements.get(event.movement)
    if movement is None:
        return house
    house = _end(house, event, Stage.DOUBTED, at, event.reason, event.found)
    return _change_door(house, movement.place, doubt=event.reason, doubt_since=at)


# ---- paper and notices ---------------------------------------------------------------------------


def _put_paper(house: House, paper: Paper) -> House:
    papers = put(house.papers, paper.id, paper)
    under_way = (PaperStage.QUEUED, PaperStage.BEGUN)
    if paper.stage not in under_way and len(papers) > RECENT:
        _forget(papers, [name for name, other in papers.items() if other.stage not in under_way])
    return house.having(papers=papers)


@_evolve.register
def _(event: e.PaperQueued, house: House, at: datetime) -> House:
    return _put_paper(
        house, Paper(event.paper, event.what, event.movement, event.language, PaperStage.QUEUED, at)
    )


@_evolve.register
def _(event: e.PaperBegun, house: House, at: datetime) -> House:
    paper = house.papers.get(event.paper)
    return _put_paper(house, replace(paper, stage=PaperStage.BEGUN, since=at)) if paper else house


@_evolve.register
def _(event: e.PaperEnded, house: House, at: datetime) -> House:
    paper = house.papers.get(event.paper)
    if paper is None:
        return house
    return _put_paper(house, replace(paper, stage=PaperStage(event.outcome), since=at, detail=event.detail))


@_evolve.register
def _(event: e.NoticeQueued, house: House, at: datetime) -> House:
    notice = Notice(event.notice, event.person, event.template, event.item, at)
    house = told_of_late(house, event, at)
    return house.having(notices=put(house.notices, notice.id, notice))


@_evolve.register
def _(event: e.NoticeTaken, house: House, at: datetime) -> House:
    notice = house.notices.get(event.notice)
    if notice is None or event.channel in notice.taken:
        return house
    taken = replace(notice, taken=(*notice.taken, event.channel))
    return house.having(notices={**house.notices, notice.id: taken})


@_evolve.register
def _(event: e.NoticeSent, house: House, at: datetime) -> House:
    notices = {name: notice for name, notice in house.notices.items() if name != event.notice}
    return house.having(notices=notices)


# ---- commissioning -------------------------------------------------------------------------------


@_evolve.register
def _(event: e.DoorTried, house: House, at: datetime) -> House:
    return _change_door(house, event.place, pulses=house.door(event.place).pulses + 1)
