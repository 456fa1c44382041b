"""An item is left at the desk: described, refused or signed for, put away, counted every day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from kiosk import claim_slip
from kiosk.domain import events as e
from kiosk.domain.deposits import deciding as d
from kiosk.domain.deposits import waiting as w
from kiosk.domain.deposits.deposit import Deposit, Stage
from kiosk.domain.entrusted import placing
from kiosk.domain.goods import REFUSED_GOODS
from kiosk.domain.house import House
from kiosk.domain.movements import Movement
from kiosk.domain.people import Person, Role
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.doors import Doors
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.identity.standing_by import Written, name_under
from kiosk.flows.identity.visits import Visits
from kiosk.flows.items.deposit_pictures import DepositPictures
from kiosk.flows.items.guests import Guests
from kiosk.flows.people.directory import Card
from kiosk.flows.reasons import said
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Sight
from kiosk.ports.record import Ledger, Sealed

LONGEST_WORDS = 120
DEPOSIT = "deposit"
"""What a colleague stood by for, as it stands in the record."""


@dataclass(frozen=True)
class Left:
    """What a form says of an item. `words`: what was said of it freely; `guest`: name and telephone of one."""

    what: str
    count: int
    goods: str
    condition: str = "good"
    size: str = "M"
    heavy: bool = False
    due: datetime | None = None
    cents: int = 0
    words: str = ""
    guest: tuple[str, str] = ("", "")
    language: str = "zh_Hans"
    """Of a guest's slip and messages; a resident's own is on record."""


class Deposits:
    """《物品寄存登记表》 from its first line to the shelf."""

    def __init__(
        self,
        ledger: Ledger,
        doors: Doors,
        sight: Sight,
        visits: Visits,
        furniture: Furniture,
        clock: Clock,
        guests: Guests,
        pictures: DepositPictures,
        shelves: Sequence[str],
        *,
        trusted: Callable[[], bool],
    ) -> None:
        self._ledger = ledger
        self._doors = doors
        self._sight = sight
        self._visits = visits
        self._furniture = furniture
        self._clock = clock
        self._guests = guests
        self.pictures = pictures
        self.shelves = tuple(shelves)
        self._trusted = trusted

    @property
    def ground(self) -> placing.Ground:
        """What there is to put things into just now."""
        return placing.Ground(self._furniture, self._sight.readings(), self.shelves)

    def describe_own(self, deposit: str, left: Left) -> Deposit:
        """Return what whoever stands at the screen wants to leave; the desk takes it in, or has refused it.

        Raises:
            Refused: as `deciding.decide_describe`; `visit.ended`; `deposit.refused.<goods>`, once that is on record.
        """
        person = self._visits.need(Role.RESIDENT).person
        self._visits.touch()
        return self._describe(deposit, person.id, replace(left, guest=("", "")), person.id)

    def describe(self, deposit: str, resident: str, left: Left, by: Person) -> Deposit:
        """Return what one of the staff writes down for a resident, or for a guest whom that resident names.

        Raises:
            Refused: as `describe_own`; `guest.name`, `guest.phone`.
        """
        return self._describe(deposit, resident, left, by.id)

    def mine(self) -> list[Deposit]:
        """Return what of whoever stands at the screen is here or expected, the newest first. Raises `visit.ended`."""
        person = self._visits.need(Role.RESIDENT).person.id
        found = [
            one
            for one in self._ledger.house.deposits.values()
            if person in (one.person, one.named_by) and not one.over
        ]
        return sorted(found, key=lambda one: one.made, reverse=True)

    def take_in(
        self, deposit: str, movement: str, written: Written, desk: Strokes, where: str, by: Person
    ) -> Movement:
        """Return the movement of an item onto its shelf or behind its door: both have signed, its slip is printed.

        Raises:
            Refused: `signature.missing` of either; `witness.colleague`; as `deciding.decide_take_in`.
        """
        if earlier := self._ledger.find(movement):
            return earlier
        one = self.need(deposit)
        if one.stage is Stage.TAKEN_IN and one.item and (known := self._of_item(one)):
            return known
        name = name_under(by, one.person, f"deposit:{one.id}", written)
        mine, digest = signature_of(by.id, f"deposit-desk:{one.id}", desk)
        shot = self.pictures.at_signing(one, movement, by)
        command = d.TakeIn(
            one.id, movement, claim_slip.new_number(), name.reference, name.digest, mine.reference, digest, by.id,
            where,
        )  # fmt: skip

        def decide(house: House) -> list[e.Event]:
            taken = d.decide_take_in(house, self.ground, command)
            return [*name.said(house, DEPOSIT, one.id), *shot.events, *taken] if taken else []

        return self._doors.open_for(movement, decide, sealed=[*name.sealed, mine, *shot.sealed])

    def put_away(self, deposit: str, movement: str, where: str, by: Person) -> Movement:
        """Return the movement of an item that did not get to its place before. Raises as `decide_put_away`."""
        return self._doors.open_for(
            movement,
            lambda house: d.decide_put_away(house, self.ground, deposit, movement, where, by.id),
        )

    def call_off(self, deposit: str, by: Person | None = None) -> None:
        """Record that an item is not left after all. Raises as `deciding.decide_call_off`; `visit.ended`."""
        who = by.id if by else self._visits.need(Role.RESIDENT).person.id
        self._ledger.execute(lambda house: d.decide_call_off(house, deposit, who))

    def settle(self, deposit: str, by: Person, reason: str) -> None:
        """Record how a missing item was settled. Raises as `waiting.decide_settled`."""
        sealed, why = said(by.id, reason)
        self._ledger.execute(lambda house: w.decide_settled(house, deposit, by.id, why), sealed=sealed)

    def phoned(self, deposit: str, by: Person) -> None:
        """Record that an owner was told by telephone. Raises as `waiting.decide_phoned`."""
        self._ledger.execute(lambda house: w.decide_phoned(house, deposit, by.id))

    def proposed(self, one: Deposit) -> str:
        """Return where an item should go: a shelf, or the size of a door."""
        return placing.proposed(self._ledger.house, self.ground, one.size, heavy=one.heavy)

    def words(self, one: Deposit) -> str:
        """Return what was said of an item freely, "" for nothing, or what is not kept any more."""
        content = self._ledger.opened(one.words) if one.words else None
        return content.decode(errors="replace") if content else ""

    def need(self, deposit: str) -> Deposit:
        """Return a deposit at hand. Raises `deposit.unknown`."""
        return d.need(self._ledger.house, deposit)

    def tick(self) -> None:
        """Let time pass: reminders, and word to the supervisors. Nothing by a clock that is not believed."""
        if self._trusted() and w.time_passes(self._ledger.house, self._clock.now()):
            self._ledger.execute(lambda house: w.time_passes(house, self._clock.now()))

    def _of_item(self, one: Deposit) -> Movement | None:
        item = self._ledger.house.parcels.get(one.item)
        return self._ledger.find(item.movement) if item else None

    def _describe(self, deposit: str, resident: str, left: Left, by: str) -> Deposit:
        if known := self._ledger.house.deposits.get(deposit):
            return self._or_refused(known)
        card, coming, sealed = self._guest(deposit, left)
        person = card.person if card else resident
        words, digest = _words_of(deposit, person, left.words)
        command = d.Describe(
            deposit, person, left.what, left.count, left.goods, by, left.condition, left.size, left.heavy,
            resident if card else "", left.due, left.cents, words.reference if words else "", digest,
        )  # fmt: skip
        refused = left.goods in REFUSED_GOODS  # nothing of a guest is kept who leaves nothing
        now = self._clock.now()
        self._ledger.execute(
            lambda house: _known_first([] if refused else coming, d.decide_describe(house, command, now)),
            sealed=[] if refused else [*sealed, *([words] if words else [])],
        )
        if card:
            self._guests.known(card)
        return self._or_refused(self.need(deposit))

    def _guest(self, deposit: str, left: Left) -> tuple[Card | None, list[e.Event], list[Sealed]]:
        if not any(left.guest):
            return None, [], []
        card, coming, sealed = self._guests.coming(deposit, *left.guest, left.language)
        return card, coming, [sealed]

    def _or_refused(self, one: Deposit) -> Deposit:
        if one.stage is Stage.REFUSED:
            raise Refused(f"deposit.goods.{one.goods}")
        return one


def _known_first(coming: list[e.Event], decided: list[e.Event]) -> list[e.Event]:
    return [*coming, *decided] if decided else []


def _words_of(deposit: str, person: str, typed: str) -> tuple[Sealed | None, str]:
    """Return free words for the vault, with their digest; nothing for none."""
    words = " ".join(typed.split())[:LONGEST_WORDS].encode()
    return (
        (Sealed(f"words:deposit:{deposit}", person, words), sha256(words).hexdigest())
        if words
        else (None, "")
    )
