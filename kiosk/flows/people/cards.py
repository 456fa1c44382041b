"""Residents' printed cards: issued, printed, replaced, revoked at the desk; at the camera they open what waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import card_qr
from kiosk.domain.identity import cards as c
from kiosk.domain.identity.events import CardRefused
from kiosk.domain.identity.known import Card
from kiosk.domain.movements import Movement
from kiosk.domain.parcels.delegates import waiting_for
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import Person
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.flows.parcels.pickups import Pickups
from kiosk.flows.parcels.storeroom import Storeroom
from kiosk.flows.reasons import said
from kiosk.flows.seldom import Seldom
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import LogLine, Register

HOW = "qr_card"
REFUSED_EVERY_S = 60.0
MOST_LINES = 20


@dataclass(frozen=True)
class CardSite:
    """What a site's cards have in common. `days`: for how long one is good; 0: until it is revoked."""

    id: str
    key: Ed25519PrivateKey
    days: int
    digest: Callable[[str, str], str]
    trusted: Callable[[], bool]


class ResidentCards:
    """One printed card a resident. A photograph of it is as good as the card: the site's policy may ask for more."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        pickups: Pickups,
        storeroom: Storeroom,
        clock: Clock,
        site: CardSite,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._pickups = pickups
        self._storeroom = storeroom
        self._clock = clock
        self._site = site
        self._lock = threading.Lock()
        self._refused = Seldom(clock, REFUSED_EVERY_S)

    def of(self, person: str) -> Card | None:
        """Return a resident's card that is good, if there is one."""
        return c.card_of(self._ledger.house, person)

    def issue(self, act: str, person: str, by: Person, *, on_paper: bool) -> Card:
        """Return a resident's new card; the one before it is void from now on. The same `act` makes no second one.

        Raises:
            Refused: as `cards.decide_issue`; `card.void` for the form of a card that has ended since.
        """
        number, until = card_qr.new_number(), self._until()
        command = c.IssueCard(act, person, self._digest(number), by.id, until, on_paper)
        with self._lock:
            before = self.of(person)
            if before is None or before.id != act:
                self._never_before(act, person)
                self._ledger.execute(
                    lambda house: c.decide_issue(house, command),
                    sealed=[Sealed(f"card:{act}", person, number.encode())],
                    erased=[f"card:{before.id}"] if before else [],
                )
        return self._ledger.house.cards[act]

    def print_again(self, act: str, card: str, by: Person) -> None:
        """Print a card that is good once more; it stays the same card. Raises as `cards.decide_print`."""
        self._ledger.execute(lambda house: c.decide_print(house, card, by.id, act))

    def revoke(self, card: str, by: Person, reason: str) -> None:
        """Have a card open nothing from now on. Raises as `cards.decide_revoke`."""
        sealed, why = said(by.id, reason)
        self._ledger.execute(
            lambda house: c.decide_revoke(house, card, by.id, why), sealed=sealed, erased=[f"card:{card}"]
        )

    def text_of(self, card: str) -> str:
        """Return the text of a card's QR code, "" for one that is not good any more."""
        number = self._ledger.opened(f"card:{card}") if card in self._ledger.house.cards else None
        return card_qr.write(self._site.key, self._site.id, number.decode()) if number else ""

    def whose(self, text: str) -> Card:
        """Return the card of a QR code. One that is void is on record as shown, once a minute.

        Raises:
            Refused: `card.forged`, `card.other_site`, `card.void`, `person.inactive`.
        """
        digest = self._digest(card_qr.read(self._site.key.public_key(), self._site.id, text))
        try:
            return c.whose(self._ledger.house, digest, self._clock.now(), trusted=self._site.trusted())
        except Refused:
            if self._refused.is_due(digest):
                self._refused.done(digest)
                self._ledger.execute(lambda house: [CardRefused("", digest)])
            raise

    def shown(self, text: str) -> Movement:
        """Return the first door of what waits for a card's resident, or of what has waited for this card.

        Raises:
            Refused: as `whose`; `parcel.none`, `parcel.at_desk`, `proof.more`, `proof.sign`; as a claim slip.
        """
        card = self.whose(text)
        if waited := self._pickups.shown(card.person, Evidence(Means.QR_CARD, card.digest)):
            return waited
        waiting = waiting_for(self._ledger.house, card.person)
        for one in waiting:
            if is_shelf(one.custodian.id):
                self._storeroom.saw_right(one.id, HOW)
        return self._pickups.start_best(waiting, HOW)

    @property
    def waits_for_more(self) -> bool:
        """Whether a pick-up at the lobby waits for one thing more."""
        return self._pickups.wants_more

    def tapped(self, person: Person, *, proven: bool) -> Movement | None:
        """Return the first door of what has waited for this person's own card on the reader; None where nothing has.

        Raises:
            Refused: `proof.more`, `proof.sign`; as a claim slip.
        """
        means = Means.PROVEN_CARD if proven else Means.CARD
        return self._pickups.shown(person.id, Evidence(means, person.badge or ""))

    def history(self, person: str) -> Sequence[LogLine]:
        """Return what happened to a person's cards and documents, newest first."""
        return self._register.beside(person=person, most=MOST_LINES)

    def tick(self) -> None:
        """End what is over; nothing does while the clock can't be believed."""
        if self._site.trusted() and self._ledger.house.cards:
            ended = [f"card:{one.card}" for one in c.over(self._ledger.house, self._clock.now())]
            if ended:
                self._ledger.execute(lambda house: c.over(house, self._clock.now()), erased=ended)

    def _never_before(self, act: str, person: str) -> None:
        """Raises `card.void`: a page that was left open makes no card again that was revoked since."""
        issued = (one.body for one in self.history(person) if one.kind == "card.issued/1")
        if any(one["card"] == act for one in issued):
            raise Refused("card.void")

    def _until(self) -> datetime | None:
        return self._clock.now() + timedelta(days=self._site.days) if self._site.days else None

    def _digest(self, number: str) -> str:
        return self._site.digest("card", number)
