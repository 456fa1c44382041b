"""Somebody brings a key that is not on their name: at any hour, whoever they are, it can be left here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from kiosk.domain import events as e
from kiosk.domain.bringing import bringing as b
from kiosk.domain.guesses import allow
from kiosk.domain.hanging.hanging import slot_for
from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key, with_person
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.domain.people import STAFF, Person
from kiosk.domain.places import Furniture, Reading
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.visits import Visits
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Sight
from kiosk.ports.record import Ledger, Sealed

if TYPE_CHECKING:
    from kiosk.domain.bringing.found import FoundKey

LONGEST_STORY = 400


class Bringing:
    """What opens for a key that somebody brings, and what the desk does with one that nothing can open for."""

    def __init__(
        self, ledger: Ledger, doors: Doors, visits: Visits, clock: Clock, furniture: Furniture, sight: Sight
    ) -> None:
        self._ledger = ledger
        self._doors = doors
        self._visits = visits
        self._clock = clock
        self._furniture = furniture
        self._sight = sight

    def numbered(self, number: str) -> list[Key]:
        """Return the keys whose slot has this number, those that are out or missed before those on record inside."""
        found = [
            key
            for key in self._ledger.house.keys.values()
            if (place := self._furniture.places.get(key.place)) and str(place.number) == number
        ]
        return sorted(found, key=lambda key: (key.custodian.kind is CustodianKind.PLACE, key.place))

    def out(self) -> list[Key]:
        """Return the keys that are with others than who stands here, or missed; for the staff alone, who know them."""
        visit = self._visits.current
        if visit is None or visit.role not in STAFF or not visit.person.active:
            return []
        own = with_person(visit.person.id)
        keys = [key for key in self._ledger.house.keys.values() if key.custodian != own]
        away = [key for key in keys if key.custodian.kind is not CustodianKind.PLACE]
        return sorted(away, key=lambda key: key.place)

    def bring(self, movement: str, key: str, *, in_reach: bool = False) -> Movement:
        """Return the movement by which a key comes back, whoever brings it and whoever had it.

        One that is under way goes on.

        Raises:
            Refused: `key.take_to_desk` where no slot can open for it: the desk was called; `key.moving`, `door.busy`;
                `return.paused` with `minutes` where slots were opened for nothing, by nobody who said who they are.
        """
        visit = self._visits.current
        command = b.BringKey(movement, key, visit.person.id if visit else "", movement)
        going_on = self._ledger.house.moving(key)
        if going_on and going_on.kind is Kind.RETURN and going_on.acting == command.by:
            return going_on if going_on.stage is Stage.OPENED else self._doors.again(going_on.id, command.by)
        if visit is None:
            allow(self._ledger.house.guesses.get(b.BUCKET), self._clock.now(), "return.paused")
        else:
            self._visits.touch()
        try:
            return self._doors.open_for(movement, lambda house: self._decide(house, command, in_reach))
        except Refused as refused:
            if refused.code == "movement.unknown":  # none was begun: the desk was called
                raise Refused("key.take_to_desk") from None
            raise

    def call(self, found: str) -> None:
        """Call the desk for a key that nobody here knows; `found` is the form's id."""
        visit = self._visits.current
        by = visit.person.id if visit else ""
        self._ledger.execute(lambda house: b.call(house, found, "", by, "unknown"))

    def _decide(self, house: House, command: b.BringKey, in_reach: bool) -> list[e.Event]:
        """Chosen and recorded in one go, so that two people get two slots."""
        key, readings = house.keys.get(command.key), self._sight.readings()
        named = slot_for(house, self._furniture, readings, key, in_reach=in_reach) if key else None
        slot = self._furniture.places.get(named or "")
        reading = readings.get(slot.id) if slot else None
        return b.decide_bring(house, command, slot, reading or Reading(named or "", None))

    def waiting(self) -> Sequence[FoundKey]:
        """Return the keys that wait for the desk or lie there, the oldest first."""
        return sorted(self._ledger.house.found_keys.values(), key=lambda one: one.since)

    def take_in(self, found: str, key: str, by: Person, story: str) -> None:
        """Take a key into the desk's hands; `found` is the call's id, or the form's. Raises as `decide_take_in`."""
        sealed, digest = _words_of(f"found:{found}", by.id, story)
        self._ledger.execute(
            lambda house: b.decide_take_in(
                house, found, key, by, sealed[0].reference if sealed else "", digest
            ),
            sealed=sealed,
        )

    def close(self, found: str, by: Person, outcome: str, note: str) -> None:
        """Put on record what became of a key that nobody knew, or of a call. Raises as `decide_close`."""
        sealed, digest = _words_of(f"found-end:{found}", by.id, note)
        self._ledger.execute(
            lambda house: b.decide_close(
                house, found, by, outcome, sealed[0].reference if sealed else "", digest
            ),
            sealed=sealed,
        )

    def story_of(self, reference: str) -> str:
        """Return what was written about a key that was brought, "" for nothing."""
        kept = self._ledger.opened(reference) if reference else None
        return str(json.loads(kept)["words"]) if kept else ""


def _words_of(about: str, person: str, words: str) -> tuple[list[Sealed], str]:
    """Return words ready for the vault, if there are any, and their SHA-256 in hex."""
    if not words.strip():
        return [], ""
    content = json.dumps({"words": words.strip()[:LONGEST_STORY]}, ensure_ascii=False).encode()
    return [Sealed(about, person, content)], sha256(content).hexdigest()
