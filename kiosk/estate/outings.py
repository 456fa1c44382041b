"""Keys that leave and come back: asked for by the rules, sensed in their slots, sometimes late or put in wrongly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from kiosk.domain import events as e
from kiosk.domain.ending import lapse, say, stop
from kiosk.domain.items import Key, KeyKind, with_person
from kiosk.domain.keys.issuing import IssueKey, ReturnKey, decide_issue, decide_return
from kiosk.domain.keys.overdue import Escalation, overdue
from kiosk.domain.movements import Stage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.estate.afterwards import after_return, report
from kiosk.estate.desk import put_home, settle_as_recorded
from kiosk.estate.lobby import Journey, Lobby, Step, stand_before, with_tags
from kiosk.estate.pens import signature
from kiosk.estate.upkeep import lost
from kiosk.ports.record import Sealed

REASONS = ("repair", "inspection", "cleaning", "handover", "emergency")
TRIES = 4
"""So many keys are looked at until one may be taken."""
FORGOTTEN, LOST_FROM_SIGHT = 0.03, 0.003
"""Shares of outings that last until the next day, and for days."""
LOST = 0.0004
"""The share of keys that don't come back at all."""
Granted = tuple[IssueKey, list[e.Event], tuple[Sealed, ...]]
"""An issue that the rules allow, with its events and what goes into the vault."""


@dataclass(frozen=True)
class Purpose:
    """Why keys of some kind are taken: by which group, how often, how long, between which hours."""

    group: str
    what: str
    share: float
    reasons: tuple[str, ...]
    away_min: float
    from_h: float
    until_h: float


PURPOSES = (
    Purpose("desk", "kind:unit", 14, ("inspection", "repair", "handover", "handover"), 35, 8, 21),
    Purpose("housekeeping", "kind:unit", 12, ("cleaning", "cleaning", "inspection"), 75, 8, 17),
    Purpose("plant", "kind:unit", 7, ("repair",), 55, 8.5, 17.5),
    Purpose("desk", "kind:common", 9, ("inspection", "handover", "cleaning"), 60, 7, 22),
    Purpose("housekeeping", "group:cleaning", 12, ("cleaning",), 110, 7, 16),
    Purpose("housekeeping", "group:club", 8, ("cleaning",), 80, 7, 20),
    Purpose("plant", "kind:plant", 18, ("inspection", "inspection", "repair"), 50, 7, 23),
    Purpose("plant", "group:shafts", 4, ("repair", "inspection"), 60, 9, 17),
    Purpose("security", "group:gates", 6, ("inspection",), 40, 18, 30),
    Purpose("security", "group:lobby", 4, ("inspection",), 30, 22.2, 29),
    Purpose("garden", "group:garden", 5, ("inspection", "repair"), 150, 7, 15),
    Purpose("desk", "kind:unit", 1, ("emergency",), 25, 6, 28),
)


def outing(lobby: Lobby, purpose: Purpose) -> Journey:
    """Yield one key's issue, its time away and its return; nothing when no rule lets this person take one."""
    person = lobby.on_duty(purpose.group)
    if lobby.house.waits_for(person.id):
        return
    yield Step([e.PersonIdentified(person.id, "badge")], lobby.rng.uniform(6, 25))
    found = _first_granted(lobby, person, purpose)
    if found is not None:
        yield from outing_of(lobby, person, found, purpose.away_min)


def outing_of(lobby: Lobby, person: Person, found: Granted, away_min: float) -> Journey:
    """Yield an outing that was granted: the key out, away for about so long, and back, or lost."""
    command, events, sealed = found
    key = lobby.house.keys[command.key]
    yield Step(events, 0.3, sealed)
    yield from _take(lobby, command, key)
    if lobby.house.keys[key.id].custodian != with_person(person.id):
        return
    if lobby.likely(0.1):
        paper = f"r-{command.movement[:16]}"
        yield Step([e.PaperQueued(paper, "receipt", command.movement, person.language)], 1)
    if due := lobby.house.keys[key.id].due:
        lobby.begin(_lateness(lobby, key.id, due), due)
    if lobby.house.movements[command.movement].report_due:
        lobby.later(report(lobby, command.movement, person), lobby.rng.uniform(40, 400))
    yield Step((), 60 * _away_min(lobby, away_min))
    if lobby.likely(LOST):
        yield from lost(lobby, person, key)
        return
    yield from bring_back(lobby, person, key)


def bring_back(lobby: Lobby, person: Person, key: Key) -> Journey:
    """Yield the return of a key; as often as it takes until it is in its slot, or with somebody else."""
    while lobby.house.keys[key.id].custodian == with_person(person.id):
        house = lobby.house
        busy = house.waits_for(person.id) or house.moving(key.id) or house.under_way(key.place)
        if busy or house.door(key.place).doubt or key.id in lobby.laid_elsewhere:
            yield Step((), 240)
            continue
        movement = lobby.number()
        yield Step([e.PersonIdentified(person.id, "badge")], lobby.rng.uniform(4, 9))
        if lobby.house.waits_for(person.id) or lobby.house.under_way(key.place):
            continue
        yield Step(decide_return(lobby.house, ReturnKey(movement, person.id, key.id)), 0.3)
        yield from stand_before(lobby, key.place, movement)
        other = _other_in_hand(lobby, person, key) if lobby.likely(0.06) else None
        if other:
            yield from _put_in_wrongly(lobby, person, key, other, movement)
        else:
            yield Step(lobby.look(with_tags(key.place, key)), 2)
        if lobby.house.movements[movement].stage is Stage.CONFIRMED:
            yield from after_return(lobby, person, key.id, movement)


def granted(lobby: Lobby, person: Person, key: Key, reason: str) -> Granted | None:
    """Return what lets this person take a key now, if the rules do."""
    command, sealed = _asking(lobby, person, key, reason)
    try:
        return command, decide_issue(lobby.house, command, REASONS, lobby.local), sealed
    except Refused:
        return None


def _first_granted(lobby: Lobby, person: Person, purpose: Purpose) -> Granted | None:
    """Return the first of some keys that the rules let this person take now, with the events of its issue."""
    house, reason = lobby.house, lobby.rng.choice(purpose.reasons)
    for name in lobby.sought(purpose.what, TRIES):
        key = house.keys[name]
        if house.door(key.place).seen_open:
            continue
        if found := granted(lobby, person, key, reason):
            return found
    return None


def _asking(lobby: Lobby, person: Person, key: Key, reason: str) -> tuple[IssueKey, tuple[Sealed, ...]]:
    """Return what somebody asks who knows the rules: with a work order, a note, and those who must agree."""
    movement, emergency = lobby.number(), reason == "emergency"
    needed = max(lobby.house.rulebook.rule_for(key).authorisers, int(emergency and key.kind is KeyKind.UNIT))
    drawn = signature(person.id, lobby.rng.randrange(4))
    sealed = [Sealed(f"signature:{movement}", person.id, drawn)]
    if emergency:
        sealed.append(Sealed(f"note:{movement}", person.id, signature(f"a note of {person.id}", 0)))
    order = lobby.local.strftime("W%y%m%d-") + f"{lobby.rng.randrange(1, 60):02}"
    command = IssueKey(
        movement=movement,
        bearer=person.id,
        key=key.id,
        reason=reason,
        work_order=order if reason == "repair" or needed == 2 else "",
        signature=sealed[0].reference,
        signature_digest=sha256(drawn).hexdigest(),
        note=f"note:{movement}" if emergency else "",
        authorisers=lobby.others(person, needed),
    )
    return command, tuple(sealed)


def _take(lobby: Lobby, command: IssueKey, key: Key) -> Journey:
    """Yield the issue at its slot: mostly taken; sometimes left hanging; once in a while the door stays shut."""
    place, hanging = key.place, with_tags(key.place, key)
    if lobby.likely(0.004):
        yield Step([e.DoorPulsed(place, command.movement)], 9)
        yield Step(stop(lobby.house, command.movement, hanging, pulse_over=True))
        lobby.later(settle_as_recorded(lobby, place, [key]), lobby.rng.uniform(5, 90))
        return
    yield from stand_before(lobby, place, command.movement)
    if lobby.likely(0.02):
        yield Step(lobby.look(hanging), 7)
        yield Step(say(lobby.house, command.movement, "not_taken", command.bearer, hanging))
        return
    yield Step(lobby.look(with_tags(place)), 2)


def _put_in_wrongly(lobby: Lobby, person: Person, key: Key, other: Key, movement: str) -> Journey:
    """Yield a return with another key in the slot: most put it right, some walk away and the desk sorts it out."""
    wrong = with_tags(key.place, other)
    lobby.laid_elsewhere.add(other.id)
    yield Step(lobby.look(wrong), lobby.rng.uniform(6, 20))
    if lobby.likely(0.7):
        yield Step([e.DoorCommanded(key.place, movement, person.id, "again")], 0.3)
        yield from stand_before(lobby, key.place, movement)
        lobby.laid_elsewhere.discard(other.id)
        yield Step(lobby.look(with_tags(key.place, key)), 2)
        return
    yield Step((), 60)
    yield Step(lapse(lobby.house, lobby.house.movements[movement], wrong), 0.1)
    yield Step(lobby.look(wrong), 0.1)
    lobby.later(put_home(lobby, key.place, other), lobby.rng.uniform(5, 60))


def _other_in_hand(lobby: Lobby, person: Person, key: Key) -> Key | None:
    """Return another key that this person holds and could put into the slot by mistake."""
    held = [
        other
        for other in lobby.house.keys_with(person.id)
        if other.id != key.id and other.id not in lobby.laid_elsewhere and not lobby.house.moving(other.id)
    ]
    return held[0] if held else None


def _lateness(lobby: Lobby, key: str, due: datetime) -> Journey:
    """Yield the steps that are taken while a key stays away beyond its due time."""
    steps = Escalation()
    for wait_min in (steps.supervisor_min, steps.manager_min - steps.supervisor_min, 0):
        if lobby.house.keys[key].due != due:
            return
        yield Step(overdue(lobby.house, lobby.at, steps), 60 * wait_min)


def _away_min(lobby: Lobby, usual_min: float) -> float:
    """Return minutes: mostly about the usual, sometimes until the next day, rarely for days."""
    if lobby.likely(LOST_FROM_SIGHT):
        return lobby.rng.uniform(2, 6) * 24 * 60
    if lobby.likely(FORGOTTEN):
        return lobby.rng.uniform(14, 26) * 60
    return max(4.0, lobby.rng.lognormvariate(0, 0.55) * usual_min)
