"""An attendant takes a key and brings it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain import events as e
from kiosk.domain.drafting import Draft
from kiosk.domain.house import House
from kiosk.domain.items import Key, KeyKind, Label, with_person
from kiosk.domain.keys import issuing as keys
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.flows.doors import Doors
from kiosk.flows.signing import Strokes, is_written, note_of, report_of, signature_of
from kiosk.flows.visits import Visit, Visits
from kiosk.ports import Clock, Ledger

LATER = ("key.not_now", "key.right_later")
"""Refusals that end by themselves: the list says when."""
KINDS = tuple(KeyKind(name) for name in ("common", "plant", "unit"))
"""The order of the list."""
LONGEST_REPORT = 2000


@dataclass(frozen=True)
class KeyOffer:
    """One key as the person who tapped a badge sees it."""

    key: str
    label: Label
    kind: KeyKind
    place: str
    why_not: str | None
    """The code of the rule that says no, or None: it may be taken."""
    held_by_me: bool
    since: datetime | None
    due: datetime | None = None
    again: datetime | None = None
    """When a right to it is next in force, where only the hour is in the way."""
    unit: str = ""

    @property
    def free(self) -> bool:
        """Whether it may be taken now."""
        return self.why_not is None


class KeyDesk:
    """Issue and return."""

    def __init__(
        self,
        ledger: Ledger,
        doors: Doors,
        visits: Visits,
        clock: Clock,
        reasons: tuple[str, ...],
        time_zone: str,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._zone = ZoneInfo(time_zone)
        self._doors = doors
        self._visits = visits
        self._reasons = reasons

    def offered(self, person: str) -> list[KeyOffer]:
        """Return the keys this person holds, then those they may ask for; others are not shown at all."""
        house = self._ledger.house
        who = house.people.get(person)
        if who is None:
            return []
        offers, at = [], self._now()
        for key in house.keys.values():
            held = key.custodian == with_person(person)
            if held or (who.role in STAFF and house.rulebook.rights(who, key)):
                offers.append(self._offer(house, who, key, at, held=held))
        order = {kind: number for number, kind in enumerate(KINDS)}
        return sorted(offers, key=lambda offer: (not offer.held_by_me, order[offer.kind], offer.place))

    def _offer(self, house: House, who: Person, key: Key, at: datetime, *, held: bool) -> KeyOffer:
        why_not = keys.may_take(house, who, key, at)
        again = house.rulebook.next_hour(who, key, at) if why_not in LATER else None
        return KeyOffer(
            key.id,
            key.label,
            key.kind,
            key.place,
            why_not,
            held,
            key.since,
            key.due,
            again,
            key.unit or "",
        )

    def issue(
        self, movement: str, key: str, reason: str, work_order: str, pin: str, strokes: Strokes
    ) -> Movement:
        """Return the movement: badge proven or PIN right, signature sealed, intent on disk, the slot's latch fired.

        What the visit's asking says of this key and this reason, a note and who agreed, goes on record with it.

        Raises:
            Refused: with the code of the rule that says no; `pin.wrong`, `pin.paused`, `signature.missing`.
        """
        if earlier := self._ledger.find(movement):
            return earlier
        visit = self._visits.need(*STAFF)
        signature, digest = signature_of(visit.person.id, movement, strokes)
        if not visit.proven:
            self._visits.confirm_pin(visit.person, pin)
        draft = _asking_of(visit, key, reason)
        notes = [note_of(visit.person.id, movement, draft.note)] if draft.note else []
        command = keys.IssueKey(
            movement=movement,
            bearer=visit.person.id,
            key=key,
            reason=reason,
            work_order=work_order.strip()[:40],
            signature=signature.reference,
            signature_digest=digest,
            note="".join(note.reference for note in notes),
            authorisers=draft.authorisers,
        )
        issued = self._doors.open_for(
            movement, lambda house: self._decide(house, command, draft), sealed=[signature, *notes]
        )
        self._visits.asks(visit, None)  # a colleague's word is good for one issue
        return issued

    def _decide(self, house: House, command: keys.IssueKey, draft: Draft) -> list[e.Event]:
        """Return what an issue puts on record: first who else was there, and how that was proven."""
        decided = keys.decide_issue(house, command, self._reasons, self._now())
        there = [e.PersonIdentified(one.person, one.how) for one in draft.agreed]
        return [*there, *decided] if decided else []

    def report(self, movement: str, by: Person, words: str, strokes: Strokes) -> None:
        """Keep what happened in an emergency, typed or written by hand; the desk's task is done with it.

        Raises:
            Refused: `report.missing` for nothing; `staff.needed`, `report.not_due`.
        """
        typed = words.strip()[:LONGEST_REPORT]
        written = strokes if is_written(strokes) else ()
        if not typed and not written:
            raise Refused("report.missing")
        sealed, digest = report_of(by.id, movement, typed, written)
        self._ledger.execute(
            lambda house: keys.decide_report(house, movement, by, sealed.reference, digest), sealed=[sealed]
        )

    def give_back(self, movement: str, key: str) -> Movement:
        """Return the movement: intent on disk, the slot's latch fired. No rule refuses a return.

        A return of theirs that is under way (the power failed, the page was left) goes on.

        Raises:
            Refused: `key.not_with_you`, `door.busy`.
        """
        visit = self._visits.need()
        going_on = self._ledger.house.moving(key)
        if going_on and (going_on.kind, going_on.bearer) == (Kind.RETURN, visit.person.id):
            return going_on if going_on.stage is Stage.OPENED else self._doors.again(going_on.id)
        command = keys.ReturnKey(movement, visit.person.id, key)
        self._visits.touch()
        return self._doors.open_for(movement, lambda house: keys.decide_return(house, command))

    def _now(self) -> datetime:
        """The present in the site's time zone: rules speak of its hours."""
        return self._clock.now().astimezone(self._zone)


def _asking_of(visit: Visit, key: str, reason: str) -> Draft:
    """Return what was asked for in this visit, if it was this key for this reason."""
    draft = visit.asking
    return draft if draft and (draft.key, draft.reason) == (key, reason) else Draft(key, reason)
