"""An item from one hand to another over the desk: taken in, told at once, fetched against a document."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from kiosk.domain import events as e
from kiosk.domain.entrusted import placing
from kiosk.domain.goods import NOTHING
from kiosk.domain.house import House
from kiosk.domain.movements import Movement
from kiosk.domain.people import Person, Role
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.domain.transfers import deciding as d
from kiosk.domain.transfers import waiting as w
from kiosk.domain.transfers.transfer import Stage, Transfer
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.documents import DocumentRecords, Shown
from kiosk.flows.identity.standing_by import Written, name_under
from kiosk.flows.identity.visits import Visits
from kiosk.flows.items.guests import Guests, phone_of
from kiosk.flows.people.directory import Directory
from kiosk.flows.reasons import said
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Sight, Stills, Unavailable
from kiosk.ports.record import Ledger, Sealed

log = logging.getLogger(__name__)

TRANSFER = "transfer"
"""For what documents are shown, and a colleague stood by."""
LONGEST_WORDS = 120


@dataclass(frozen=True)
class Brought:
    """What a form says. `guest`: the visitor's name and telephone; `phone`: the resident's, "" for that on record."""

    to_resident: bool
    what: str
    count: int
    goods: str
    guest: tuple[str, str]
    phone: str = ""
    size: str = "M"
    heavy: bool = False
    where: str = ""
    words: str = ""
    language: str = "zh_Hans"
    """Of what the visitor is told; the resident's own is on record."""


@dataclass(frozen=True)
class Told:
    """What is kept of a transfer in the vault: both telephones, and what was said of it freely."""

    resident_phone: str
    visitor_phone: str
    words: str


class Transfers:
    """《转交物品登记表》 from its first line to the second signature."""

    def __init__(
        self,
        ledger: Ledger,
        doors: Doors,
        sight: Sight,
        visits: Visits,
        directory: Directory,
        documents: DocumentRecords,
        furniture: Furniture,
        clock: Clock,
        guests: Guests,
        shelves: Sequence[str],
        *,
        trusted: Callable[[], bool],
    ) -> None:
        self._ledger = ledger
        self._doors = doors
        self._sight = sight
        self._visits = visits
        self._directory = directory
        self._documents = documents
        self._furniture = furniture
        self._clock = clock
        self._guests = guests
        self.shelves = tuple(shelves)
        self._trusted = trusted
        self._camera: Stills | None = None

    def takes_from(self, camera: Stills) -> None:
        """Have pictures of documents from this camera."""
        self._camera = camera

    @property
    def ground(self) -> placing.Ground:
        """What there is to put things into just now."""
        return placing.Ground(self._furniture, self._sight.readings(), self.shelves)

    def allowed_by(self, by: Person, name: str, pin: str) -> str:
        """Return the supervisor who decides about refused goods: `by`, or one who types a PIN; "" for nobody.

        Raises:
            Refused: `supervisor.needed`; `pin.wrong`, `pin.paused`.
        """
        if by.role in (Role.SUPERVISOR, Role.MANAGER):
            return by.id
        if not name:
            return ""
        known = self._ledger.house.people.get(name)
        if known is None or not known.active or known.role not in (Role.SUPERVISOR, Role.MANAGER):
            raise Refused("supervisor.needed")
        self._visits.confirm_pin(known, pin, before=by.id)
        return known.id

    def take_in(
        self,
        transfer: str,
        resident: str,
        brought: Brought,
        written: Written,
        by: Person,
        allowed: tuple[str, str] = ("", ""),
    ) -> Movement:
        """Return the movement of an item to its place; the other side is told as soon as it is there.

        `allowed`: the supervisor who lets refused goods in, and why; without one they are refused, on record.

        Raises:
            Refused: `transfer.goods.<goods>`; `guest.name`, `guest.phone`, `transfer.phone`; `signature.missing`;
                as `deciding.may_take_in`, `decide_take_in`.
        """
        if known := self._ledger.house.transfers.get(transfer):
            return self._begun(known)
        card, coming, sealed_card = self._guests.coming(transfer, *brought.guest, brought.language)
        words_why, why = said(by.id, allowed[1])
        command = d.TakeTransfer(
            transfer, transfer, resident, card.person, brought.to_resident, brought.what, brought.count,
            brought.goods, "", "", by.id, brought.size, brought.heavy, brought.where,
            allowed_by=allowed[0], why=why if allowed[0] and brought.goods != NOTHING else "",
        )  # fmt: skip
        if brought.goods == NOTHING or not (allowed[0] and why):
            command = replace(command, allowed_by="", why="")
        if d.may_take_in(self._ledger.house, command):
            self._ledger.execute(lambda house: d.may_take_in(house, command))
            raise Refused(f"transfer.goods.{brought.goods}")
        note, digest = self._kept(transfer, resident, brought)
        giver = card.person if brought.to_resident else resident
        name = name_under(by, giver, f"transfer:{transfer}", written)
        full = replace(
            command, signature=name.reference, digest=name.digest, words=note.reference, words_digest=digest
        )

        def decide(house: House) -> list[e.Event]:
            taken = d.decide_take_in(house, self.ground, full)
            return [*coming, *name.said(house, TRANSFER, transfer), *taken] if taken else []

        begun = self._doors.open_for(transfer, decide, sealed=[*name.sealed, sealed_card, note, *words_why])
        self._guests.known(card)
        return begun

    def put_away(self, transfer: str, movement: str, where: str, by: Person) -> Movement:
        """Return the movement of an item that did not get to its place before. Raises as `decide_put_away`."""
        return self._doors.open_for(
            movement,
            lambda house: d.decide_put_away(house, self.ground, transfer, movement, where, by.id),
        )

    def hand_over(
        self,
        transfer: str,
        movement: str,
        document: tuple[str, str],
        written: Written,
        by: Person,
        *,
        back: bool = False,
    ) -> Movement:
        """Return the movement of an item to its taker, or `back` to its giver. `document`: kind and number, as shown.

        Raises:
            Refused: as `document_number`; `id.of_another` for a document that is on file as somebody else's;
                `signature.missing`; as `deciding.decide_hand_over`.
        """
        if earlier := self._ledger.find(movement):
            return earlier
        one = self.need(transfer)
        taker = one.giver if back else one.taker
        shown = self._documents.typed(*document)
        whose = self._documents.whose(shown)
        if whose and whose != taker:
            raise Refused("id.of_another")
        name = name_under(by, taker, movement, written)
        command = d.HandOver(movement, one.id, movement, name.reference, name.digest, by.id, back)
        d.decide_hand_over(
            self._ledger.house, command
        )  # nothing is kept of a document for what can't be handed over
        self._documents.keep(movement, taker, TRANSFER, self._pictured(shown), by.id)

        def decide(house: House) -> list[e.Event]:
            handed = d.decide_hand_over(house, command)
            return [*name.said(house, TRANSFER, one.id), *handed] if handed else []

        return self._doors.open_for(movement, decide, sealed=name.sealed)

    def mine(self) -> list[Transfer]:
        """Return what whoever stands at the screen is to fetch, or has left for a visitor. Raises `visit.ended`."""
        person = self._visits.need(Role.RESIDENT).person.id
        return [one for one in self._ledger.house.transfers.values() if one.person == person and not one.over]

    def phoned(self, transfer: str, by: Person) -> None:
        """Record that the other side was told by telephone. Raises as `waiting.decide_phoned`."""
        self._ledger.execute(lambda house: w.decide_phoned(house, transfer, by.id))

    def settle(self, transfer: str, by: Person, reason: str) -> None:
        """Record how a transfer was settled that was handed to nobody. Raises as `waiting.decide_settled`."""
        sealed, why = said(by.id, reason)
        self._ledger.execute(lambda house: w.decide_settled(house, transfer, by.id, why), sealed=sealed)

    def told(self, one: Transfer) -> Told:
        """Return both telephones and the free words of a transfer, empty for what is not kept any more."""
        return told_of(self._ledger, self._directory, one)

    def need(self, transfer: str) -> Transfer:
        """Return a transfer that goes on. Raises `transfer.unknown`, `transfer.over`."""
        return d.need(self._ledger.house, transfer)

    def tick(self) -> None:
        """Let time pass: reminders, then word to the giver. Nothing by a clock that is not believed."""
        if self._trusted() and w.time_passes(self._ledger.house, self._clock.now()):
            self._ledger.execute(lambda house: w.time_passes(house, self._clock.now()))

    def _begun(self, one: Transfer) -> Movement:
        if one.stage is Stage.REFUSED:
            raise Refused(f"transfer.goods.{one.goods}")
        found = self._ledger.find(one.id)
        if found is None:
            raise Refused("transfer.unknown")
        return found

    def _kept(self, transfer: str, resident: str, brought: Brought) -> tuple[Sealed, str]:
        card = self._directory.card(resident)
        typed = brought.phone.strip()
        own = phone_of(typed) if typed else (card.phone if card else "") or ""
        if not own:
            raise Refused("transfer.phone")
        words = " ".join(brought.words.split())[:LONGEST_WORDS]
        kept = {"phone": own, "words": words}  # a visitor's is on their own card, and goes with it
        content = json.dumps(kept, ensure_ascii=False).encode()
        return Sealed(f"words:transfer:{transfer}", resident, content), sha256(content).hexdigest()

    def _pictured(self, shown: Shown) -> Shown:
        """Return a document with its picture, where the site keeps pictures and the camera gives one."""
        if not self._documents.keeping.picture or self._camera is None:
            return shown
        try:
            return replace(shown, picture=self._camera.still())
        except Unavailable as trouble:
            log.warning("no picture of a document: %s", trouble)
            return shown


def told_of(ledger: Ledger, directory: Directory, one: Transfer) -> Told:
    """Return both telephones and the free words of a transfer, empty for what is not kept any more."""
    content = ledger.opened(one.words) if one.words else None
    kept = json.loads(content) if content else {}
    card = directory.card(one.visitor) if one.visitor else None
    return Told(str(kept.get("phone", "")), (card.phone if card else "") or "", str(kept.get("words", "")))
