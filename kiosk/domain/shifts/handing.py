"""Keys that go from hand to hand: the rules of an issue hold for the one who takes them, and both sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from kiosk.domain import events as e
from kiosk.domain.bookings.standing import standing
from kiosk.domain.house import House
from kiosk.domain.inspections.going import for_inspection
from kiosk.domain.items import Key, with_person
from kiosk.domain.keys.asking import Answer, Asking, answer, kinds_of
from kiosk.domain.keys.issuing import SAYS_WHAT_IS_WANTED, book_of
from kiosk.domain.movements import Movement
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts import events as s
from kiosk.domain.shifts.deciding import Pen
from kiosk.domain.upkeep.knowing import out_of_service

BOTH_SIGNED = "signatures"
"""What a hand-over is confirmed by."""
WITHOUT_ISSUE = "handover"
"""The reason of a key that somebody has without an issue on record."""


@dataclass(frozen=True)
class HandOverKeys:
    """Somebody gives keys to a colleague. `act`: the form's id; `renewed`: due as if issued now, else as before.

    `issues`: for each key the movement by which the giver got it, if any is on record.
    """

    act: str
    giver: str
    taker: str
    keys: tuple[str, ...]
    renewed: bool
    issues: Mapping[str, Movement]
    given: Pen
    taken: Pen


def movement_of(act: str, key: str) -> str:
    """Return the id of the movement of one key in a hand-over: posted twice, it is the same."""
    return sha256(f"{act}:{key}".encode()).hexdigest()[:32]


def decide_hand_over(
    house: House, command: HandOverKeys, reasons: Sequence[str], at: datetime
) -> list[e.Event]:
    """Return the movements of all keys, from hand to hand; nothing for a hand-over known already.

    `at` is the present in the site's time zone.

    Raises:
        Refused: `key.none_chosen`, `key.not_with_you`, `key.moving`, `hand_over.self`; the code
            of the rule that keeps a key from the taker.
    """
    if not command.keys:
        raise Refused("key.none_chosen")
    if movement_of(command.act, command.keys[0]) in house.movements:
        return []
    giver, taker = house.people.get(command.giver), house.people.get(command.taker)
    if giver is None or taker is None or taker.role not in STAFF:
        raise Refused("staff.needed")
    if giver.id == taker.id:
        raise Refused("hand_over.self")
    decided: list[e.Event] = []
    for name in command.keys:
        key = _need_with(house, name, giver)
        told = _asked(house, command, key, (giver, taker), reasons, at)
        decided += _handed(command, key, told)
    return decided


def _need_with(house: House, name: str, giver: Person) -> Key:
    key = house.keys.get(name)
    if key is None or key.custodian != with_person(giver.id):
        raise Refused("key.not_with_you")
    if moving := house.moving(name):
        raise Refused("key.moving", place=moving.place)
    return key


def _asked(
    house: House,
    command: HandOverKeys,
    key: Key,
    people: tuple[Person, Person],
    reasons: Sequence[str],
    at: datetime,
) -> Answer:
    """Return what the rules say to the taker. The giver is there and agrees: one of the key's authorisers.

    Reason, note and work order are those it was issued for.
    """
    giver, taker = people
    if why_not := out_of_service(house, key.id):
        raise Refused(why_not, place=key.place)
    issue, booked = command.issues.get(key.id), standing(house, taker.id, key.id, at)
    asking = Asking(
        person=taker,
        key=key,
        at=at,
        reason=issue.reason if issue else WITHOUT_ISSUE,
        note=(issue.note_reference or issue.report) if issue else "",
        work_order=issue.work_order if issue else "",
        authorisers=[giver, *_agreed(house, issue)],
        held=[held.id for held in house.keys_with(taker.id)],
        beside=[other for other in command.keys if other != key.id],
        kinds=kinds_of(house.keys, (held.id for held in house.keys_with(taker.id)), command.keys),
        booked_by=booked.booked_by,
        booked_until=booked.present.until.astimezone(at.tzinfo) if booked.present else None,
        next_booked=booked.coming.since.astimezone(at.tzinfo) if booked.coming else None,
    )
    told = answer(book_of(house, reasons), house.consents.values(), asking)
    if told.refused:
        raise Refused(told.refused, place=key.place, **dict(told.facts))
    if told.wanted:
        wanted, _, other = told.wanted[0].partition(":")
        code = SAYS_WHAT_IS_WANTED.get(wanted, "key.pair_needed")
        raise Refused(code, place=key.place, key=other, count=told.authorisers_wanted)
    return for_inspection(house, taker, key, asking.reason, at, told)


def _agreed(house: House, issue: Movement | None) -> list[Person]:
    """Return who agreed when it was issued."""
    return [house.people[name] for name in issue.authorisers if name in house.people] if issue else []


def _handed(command: HandOverKeys, key: Key, told: Answer) -> list[e.Event]:
    issue, movement = command.issues.get(key.id), movement_of(command.act, key.id)
    renewed = told.due.astimezone(UTC) if told.due else None
    intent = s.KeyHandOverIntended(
        movement=movement,
        key=key.id,
        giver=command.giver,
        bearer=command.taker,
        place=key.place,
        unit=key.unit or "",
        issue=issue.id if issue else "",
        reason=issue.reason if issue else WITHOUT_ISSUE,
        work_order=issue.work_order if issue else "",
        note=issue.note_reference if issue else "",
        consent=told.consent,
        due=renewed if command.renewed else key.due,
        giver_signature=command.given.signature,
        giver_signature_digest=command.given.digest,
        signature=command.taken.signature,
        signature_digest=command.taken.digest,
    )
    return [intent, s.KeyHandOverConfirmed(movement, BOTH_SIGNED)]
