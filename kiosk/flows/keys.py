"""An attendant takes a key and brings it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain import keys
from kiosk.domain.items import KeyKind, Label, with_person
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.people import STAFF
from kiosk.flows.doors import Doors
from kiosk.flows.signing import Strokes, signature_of
from kiosk.flows.visits import Visits
from kiosk.ports import Clock, Ledger


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
                why_not = keys.may_take(house, who, key, at)
                offers.append(
                    KeyOffer(key.id, key.label, key.kind, key.place, why_not, held, key.since, key.due)
                )
        return sorted(offers, key=lambda offer: (not offer.held_by_me, offer.place))

    def issue(
        self, movement: str, key: str, reason: str, work_order: str, pin: str, strokes: Strokes
    ) -> Movement:
        """Return the movement: badge proven or PIN right, signature sealed, intent on disk, the slot's latch fired.

        Raises:
            Refused: with the code of the rule that says no; `pin.wrong`, `pin.paused`, `signature.missing`.
        """
        if earlier := self._ledger.find(movement):
            return earlier
        visit = self._visits.need(*STAFF)
        signature, digest = signature_of(visit.person.id, movement, strokes)
        if not visit.proven:
            self._visits.confirm_pin(visit.person, pin)
        command = keys.IssueKey(
            movement=movement,
            bearer=visit.person.id,
            key=key,
            reason=reason,
            work_order=work_order.strip()[:40],
            signature=signature.reference,
            signature_digest=digest,
        )
        self._visits.touch()
        return self._doors.open_for(
            movement,
            lambda house: keys.decide_issue(house, command, self._reasons, self._now()),
            sealed=[signature],
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
