"""What to do with a code or a badge that is shown, whatever the screen shows at that moment."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from kiosk import card_qr, claim_slip
from kiosk.domain.badges import Proof, ShownBadge
from kiosk.domain.movements import Movement, Stage
from kiosk.domain.parcels.delegates import waiting_for
from kiosk.domain.parcels.storing import is_shelf
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import Visit, Visits
from kiosk.flows.identity.witnessing import Witnessing
from kiosk.flows.keys.asking import AskingDesk
from kiosk.flows.keys.errands import Errands
from kiosk.flows.keys.keymap import KeyMaps
from kiosk.flows.paper.receipts import Check
from kiosk.flows.parcels.collect import Collect
from kiosk.flows.parcels.delegates import Delegates
from kiosk.flows.parcels.drop import Drop
from kiosk.flows.parcels.sending import Sendings
from kiosk.flows.parcels.storeroom import Storeroom
from kiosk.flows.passes.sponsoring import Sponsoring
from kiosk.flows.people.badges import BadgeDesk
from kiosk.flows.people.cards import ResidentCards
from kiosk.flows.seldom import Seldom
from kiosk.flows.services.service_desk import ServiceDesk
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Unavailable
from kiosk.ports.record import Ledger
from kiosk.verifying.alone import RECEIPT

log = logging.getLogger(__name__)

MOST_SHOWINGS = 3
"""So often in a row a slip does something by being shown; after that hands are needed, or that it is taken away."""
AWAY_S, FORGOTTEN_S = 60.0, 600.0
"""A slip counts anew once it was out of sight for so long, and the first time of that row is so long ago."""
MOST_REMEMBERED = 256
LOGGED_EVERY_S = 10.0


@dataclass
class Row:
    """One slip's showings in a row: how many, when the first and the last was, and the movement they led to."""

    first_s: float
    last_s: float
    times: int = 0
    movement: str = ""


class Showings:
    """Tells a slip that somebody shows from one that lies before a camera or a scanner, in and out of its sight."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._rows: OrderedDict[str, Row] = OrderedDict()

    def counted(self, text: str) -> Row:
        """Return the row that this showing belongs to, with it counted. Any thread may ask."""
        now_s = self._clock.monotonic_s()
        with self._lock:
            row = self._rows.pop(text, None)
            if row is None or now_s - max(row.last_s + AWAY_S, row.first_s + FORGOTTEN_S) >= 0:
                row = Row(now_s, now_s)
            elif now_s - row.last_s >= AWAY_S:
                row.times = min(row.times, MOST_SHOWINGS)  # whoever comes back is told again
            row.times, row.last_s = row.times + 1, now_s
            self._rows[text] = row
            while len(self._rows) > MOST_REMEMBERED:
                self._rows.popitem(last=False)
            return row


ASKS = {"fee.due": "fee", "proof.sign": "sign", "proof.more": "more"}
"""Refusals that ask something on a page of their own."""
PAGES = {Role.COURIER: "courier", Role.RESIDENT: "home"}
"""Where a badge leads; staff, and whoever is no more active but holds a key, come to the keys."""


class Presented:
    """The camera and the reader always listen; a person who knows what they want touches nothing."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        drop: Drop,
        collect: Collect,
        badges: BadgeDesk,
        asking: AskingDesk,
        hub: Hub,
        clock: Clock,
        errands: Errands,
        sponsoring: Sponsoring,
        key_maps: KeyMaps,
        delegates: Delegates,
        storeroom: Storeroom,
        sendings: Sendings,
        cards: ResidentCards,
        witnessing: Witnessing,
        service_desk: ServiceDesk,
    ) -> None:
        self._witnessing = witnessing
        self._service_desk = service_desk
        self._cards = cards
        self._sendings = sendings
        self._delegates = delegates
        self._storeroom = storeroom
        self._key_maps = key_maps
        self._errands = errands
        self._sponsoring = sponsoring
        self._ledger = ledger
        self._visits = visits
        self._drop = drop
        self._collect = collect
        self._badges = badges
        self._asking = asking
        self._hub = hub
        self._showings = Showings(clock)
        self._logged = Seldom(clock, LOGGED_EVERY_S)
        self.receipts: Check | None = None
        """Says what a receipt proves."""
        self.beside: list[Callable[[str], bool]] = []
        """Whose slips open no door: each says whether a code was its own, and has told the screen of it."""

    def code(self, text: str) -> None:
        """A code came into the camera's picture: a slip or a card opens doors, a barcode goes to the courier."""
        try:
            if text.startswith((claim_slip.PREFIX, card_qr.PREFIX)):
                self._slip(text)
                return
            self._hub.publish("seen", what="code")
            if text.startswith(RECEIPT):
                self._receipt(text)
                return
            if self._sendings.scanned(text):
                return
            if self._awaits_barcode():
                same = self._drop.scanned(text)
                if same:
                    self._hub.show("movement", id=same.id)
                else:
                    self._hub.show("courier")
            elif self._visits.current is None:  # a stray code does not push anybody's page away
                self._hub.show("message", code="code.not_ours")
        except Refused as refused:
            self._tell(refused)
        except Unavailable as trouble:
            self._hub.show("message", code=f"trouble.{trouble.kind}")

    def _receipt(self, text: str) -> None:
        """Tell whoever holds a receipt's code there what it proves; it is nobody's parcel and pushes no page away."""
        if self.receipts and self._visits.current is None:
            code, facts = self.receipts(text)
            self._hub.show("message", code=code, facts=facts)

    def badge(self, shown: ShownBadge) -> None:
        """A badge was laid on a reader: whose it is decides what the screen offers.

        While the desk waits for a badge to give out, or somebody for a colleague's word, it is nobody's visit.
        """
        self._hub.publish("seen", what="badge")
        if self._badges.take(shown) or self._asking.take(shown) or self._sponsoring.take(shown):
            return
        if self._key_maps.take(shown) or self._witnessing.take(shown):
            return
        try:
            if shown.changing:
                raise Refused("badge.changing")
            if waited := self._waited_for(shown):
                self._hub.show("movement", id=waited.id)
                return
            before = self._visits.current
            visit = self._visits.by_badge(shown.uid, shown.proof)
        except Refused as refused:
            self._tell(refused)
            return
        except Unavailable as trouble:
            self._hub.show("message", code=f"trouble.{trouble.kind}")
            return
        self._storeroom.saw_badge(visit.person.id)
        waiting = self._ledger.house.waits_for(visit.person.id)
        if waiting is not None:
            self._hub.show("movement", id=waiting.id)
        else:
            again = before is not None and before.person.id == visit.person.id
            page = PAGES.get(visit.role, "keys") if visit.person.active else "keys"
            self._hub.show("coming" if page == "home" and not again and self._collects(visit) else page)

    def _waited_for(self, shown: ShownBadge) -> Movement | None:
        """Return the movement of what has waited for just this card; None where nothing has.

        Raises:
            Refused: as `Visits.whose`, while anything waits; as `Pickups.start`.
        """
        if not self._cards.waits_for_more:
            return None
        person = self._visits.whose(shown.uid, shown.proof)
        return self._cards.tapped(person, proven=shown.proof is Proof.PROVEN)

    def _collects(self, visit: Visit) -> bool:
        """Whether somebody who has tapped their card comes for a parcel: one of theirs lies behind a door."""
        waiting = waiting_for(self._ledger.house, visit.person.id)
        return any(not is_shelf(one.custodian.id) for one in waiting)

    def to_adopt(self) -> str | None:
        """Return the number of the badge that the reader should make the site's own now, if any."""
        return self._badges.to_adopt()

    def _slip(self, text: str) -> None:
        """Open the slip's door; one that lies there and comes in and out of sight does so a few times and no more.

        Raises:
            Refused, Unavailable: as `Collect.by_slip`; `slip.lies_there`, once.
        """
        if claim_slip.kind_of(text) == claim_slip.SERVICE:
            self._service(text)
            return
        row = self._showings.counted(text)
        if row.times > MOST_SHOWINGS + 1 or (row.times > MOST_SHOWINGS and not row.movement):
            return  # it was told: it pushes nobody's page away
        self._hub.publish("seen", what="code")
        if any(shows(text) for shows in self.beside):
            return
        known = self._ledger.find(row.movement)
        if row.times <= MOST_SHOWINGS or (known and known.stage is Stage.CONFIRMED):
            row.movement = self._opened_by(text).id
        elif known is None or known.ended:
            raise Refused("slip.lies_there")
        self._hub.show("movement", id=row.movement)  # its screen has a button that opens again

    def _service(self, text: str) -> None:
        """A service's slip is good: the desk knows it is there, its bearer sees what it is for.

        Raises:
            Refused: as `ServiceDesk.saw_slip`.
        """
        row = self._showings.counted(text)
        if row.times > MOST_SHOWINGS:
            return  # it lies there: it pushes nobody's page away
        self._hub.publish("seen", what="code")
        if one := self._service_desk.saw_slip(text):
            self._hub.show("service", id=one.id)

    def _opened_by(self, text: str) -> Movement:
        """Raises: as `Collect.by_slip`; `parcel.at_desk` for a parcel on a shelf, which the desk then knows of."""
        if text.startswith(card_qr.PREFIX):
            return self._cards.shown(text)
        if errand := self._errands.by_slip(text):
            return errand
        shelved = self._storeroom.saw_slip(text)
        if named := self._delegates.by_slip(text):
            return named
        if shelved:
            raise Refused("parcel.at_desk")
        return self._collect.by_slip(text)

    def _awaits_barcode(self) -> bool:
        visit = self._visits.current
        return visit is not None and visit.role is Role.COURIER

    def _tell(self, refused: Refused) -> None:
        if self._logged.is_due(refused.code):
            self._logged.done(refused.code)
            log.info("refused: %s", refused.code)
        if refused.code in ASKS:
            self._hub.show(ASKS[refused.code])
            return
        self._hub.publish("tone", name="refused")
        self._hub.show("message", code=refused.code, facts=refused.facts)
