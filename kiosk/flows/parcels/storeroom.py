"""The storeroom: a courier leaves what no door takes, an attendant gives it out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk import claim_slip
from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.house import House
from kiosk.domain.items import UNKNOWN, Parcel, ParcelStage
from kiosk.domain.movements import Kind, Movement
from kiosk.domain.parcels import delegates
from kiosk.domain.parcels import storing as s
from kiosk.domain.people import Person, Role
from kiosk.domain.policy.means import SHOWN_AS, Evidence
from kiosk.domain.policy.policy import Policy, Satisfied, demand
from kiosk.domain.refusal import Refused
from kiosk.domain.waiting.events import FeeOwed
from kiosk.flows.identity.visits import Visits
from kiosk.flows.parcels.codes import Codes
from kiosk.flows.parcels.fees import Fees
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed

SHOWN_FOR_S = 600.0
"""So long after a right was shown at the lobby the desk may give the parcel out against it."""
ATTENDANT, ONTO_SHELF = "attendant", "shelf"
"""The site's rule: the courier gives it to an attendant, or puts it onto the shelf."""


@dataclass(frozen=True)
class Shown:
    """A right to a parcel that was shown at the lobby: how, by whose leave, to whom, and when."""

    how: str
    delegation: str
    taker: str
    at_s: float


@dataclass(frozen=True)
class Given:
    """By what right a parcel is given out, before which colleague, and what of that goes on record."""

    how: str
    second: str
    sealed: Sequence[Sealed]
    said: Callable[[House], Sequence[e.Event]]


class Storeroom:
    """Shelves have no latch: people's words move what lies on them, and a tag says which is which."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        codes: Codes,
        hub: Hub,
        clock: Clock,
        slip_key: Ed25519PublicKey,
        site: str,
        *,
        shelves: Sequence[str],
        rule: str,
        fees: Fees,
        policy: Policy | None = None,
    ) -> None:
        self._policy = policy or Policy()
        self._fees = fees
        self._ledger = ledger
        self._visits = visits
        self._codes = codes
        self._hub = hub
        self._clock = clock
        self._slip_key = slip_key
        self._site = site
        self.shelves = tuple(shelves)
        self.rule = rule
        self._lock = threading.Lock()
        self._shown: dict[str, Shown] = {}

    def start(self, movement: str, barcode: str, recipient: str, size: str, category: str = "") -> Movement:
        """Return the movement of a parcel to its shelf; the tag is printed. It counts once somebody says it is there.

        Raises:
            Refused: no courier's visit; as `storing.decide_store`.
        """
        visit = self._visits.need(Role.COURIER)
        if known := self._ledger.find(movement):
            return known
        code = self._codes.fresh(self._ledger.house)
        command = s.StoreParcel(
            movement, visit.person.id, recipient, barcode, size, claim_slip.new_number(),
            self._codes.digest(code), category,
        )  # fmt: skip
        secret = Sealed(f"code:{command.slip}", recipient, code.encode())
        self._ledger.execute(lambda house: s.decide_store(house, self.shelves, command), sealed=[secret])
        self._visits.dropped(visit, movement)
        return self._need(movement)

    def put(self, movement: str, *, there: bool) -> Movement:
        """Return the movement after its courier's word: it lies there, or stays in hand.

        Raises:
            Refused: no courier's visit, somebody else's parcel (`courier.needed`), `movement.unknown`; by the
                site's rule it is the attendant's word that counts (`storeroom.attendant`).
        """
        courier = self._visits.need(Role.COURIER).person
        known = self._need(movement)
        if known.bearer != courier.id:
            raise Refused("courier.needed")
        if there and self.rule == ATTENDANT:
            raise Refused("storeroom.attendant")
        return self._put(movement, courier.id, there=there)

    def take_in(self, movement: str, by: Person, *, there: bool) -> Movement:
        """Return the movement after an attendant's word: it lies on its shelf, or it is not there.

        Raises:
            Refused: `movement.unknown`.
        """
        return self._put(movement, by.id, there=there)

    def not_here(self, parcel: str, by: Person, reason: str) -> None:
        """Record that a parcel does not lie on its shelf: it is missing until somebody finds out where it went.

        Raises:
            Refused: `reason.missing`; `parcel.not_here` for one that is on record elsewhere.
        """
        if not reason.strip():
            raise Refused("reason.missing")

        def decide(house: House) -> list[e.Event]:
            if all(one.id != parcel for one in s.stored(house)):
                raise Refused("parcel.not_here")
            return [e.CustodySettled(parcel, UNKNOWN, by.id, reason.strip()[:120])]

        self._ledger.execute(decide)

    def stored(self) -> list[Parcel]:
        """Return what lies on the shelves, the oldest first."""
        return s.stored(self._ledger.house)

    def coming(self) -> list[Movement]:
        """Return what couriers have left that nobody has confirmed."""
        return list(s.arriving_at_shelf(self._ledger.house))

    def saw_slip(self, text: str) -> Parcel | None:
        """Return the parcel on a shelf that a slip is good for, and remember that it was shown; None for no such slip.

        Raises:
            Refused: `slip.forged`, `slip.other_site`; `delegate.revoked`, `delegate.over`, `slip.used`.
        """
        number = claim_slip.read(self._slip_key, self._site, text)
        house = self._ledger.house
        named = delegates.by_slip(house, number, self._clock.now())
        own = [one for one in s.stored(house) if one.slip == number]
        meant = own or [one for one in s.stored(house) if named and one.id in named.parcels]
        for parcel in meant:
            self._saw(parcel.id, "slip", named.id if named else "", "")
        return meant[0] if meant else None

    def saw_badge(self, person: str) -> None:
        """A resident's card was shown: what lies here for them, or for who named them, may be given to them."""
        house = self._ledger.house
        for parcel in s.stored(house):
            if parcel.recipient == person:
                self._saw(parcel.id, "badge", "", "")
            for one in delegates.given_to(house, person, self._clock.now()):
                if one.principal == parcel.recipient:
                    self._saw(parcel.id, "badge", one.id, person)

    def saw_right(self, parcel: str, how: str) -> None:
        """A right to a parcel was shown at the lobby: its "slip" or "code", or another of its recipient's."""
        self._saw(parcel, how, "", "")

    def asked(self) -> list[tuple[Parcel, datetime]]:
        """Return what lies here and is asked for at the lobby now, with since when."""
        now, now_s = self._clock.now(), self._clock.monotonic_s()
        found = [(one, self.shown(one.id)) for one in self.stored()]
        return [(one, now - timedelta(seconds=now_s - seen.at_s)) for one, seen in found if seen]

    def shown(self, parcel: str) -> Shown | None:
        """Return which right to a parcel was shown a short while ago, if any."""
        with self._lock:
            found = self._shown.get(parcel)
            return found if found and self._clock.monotonic_s() - found.at_s < SHOWN_FOR_S else None

    def hand_out(
        self, movement: str, parcel: str, by: Person, *, second: Person | None = None, pin: str = ""
    ) -> Movement:
        """Return the movement of a parcel off its shelf: against the right that was shown, else before a `second`.

        Raises:
            Refused: `handing.right` without either; `pin.wrong`, `pin.paused` of the second; `delegate.revoked`;
                as `storing.decide_hand_out`.
        """
        if known := self._ledger.find(movement):
            return known
        right = self.shown(parcel)
        if right is not None and not self._is_enough(parcel, right):
            right = None
        if right is None:
            if second is None or second.id == by.id:
                raise Refused("handing.right")
            self._visits.confirm_pin(second, pin, before=by.id)
        command = s.HandOut(
            movement, parcel, by.id,
            right.how if right else "id",
            second.id if second and not right else "",
            right.delegation if right else "",
            right.taker if right else "",
        )  # fmt: skip
        return self._handed(command)

    def give(self, movement: str, parcel: str, by: Person, given: Given) -> Movement:
        """Return the movement of a parcel off its shelf, for whoever has shown at the desk what is demanded.

        Raises:
            Refused: `delegate.revoked`; as `storing.decide_hand_out`.
        """
        if known := self._ledger.find(movement):
            return known
        right = self.shown(parcel)
        named, taker = (right.delegation, right.taker) if right else ("", "")
        return self._handed(
            s.HandOut(movement, parcel, by.id, given.how, given.second, named, taker),
            given.said,
            given.sealed,
        )

    def _handed(
        self,
        command: s.HandOut,
        said: Callable[[House], Sequence[e.Event]] = lambda house: (),
        sealed: Sequence[Sealed] = (),
    ) -> Movement:
        def decide(house: House) -> list[e.Event]:
            begun = self._decide(house, command)
            return [*said(house), *begun] if begun else []

        self._ledger.execute(decide, sealed=sealed)
        with self._lock:
            self._shown.pop(command.parcel, None)
        return self._need(command.movement)

    def _is_enough(self, parcel: str, right: Shown) -> bool:
        """Whether the right that was shown is what the site asks for this kind of parcel."""
        known = self._ledger.house.parcels.get(parcel)
        rule = self._policy.rule_for("hand-out", known.wait.category if known else "")
        means = SHOWN_AS.get(right.how)
        return means is not None and isinstance(demand(rule, [Evidence(means)]), Satisfied)

    def _decide(self, house: House, command: s.HandOut) -> list[e.Event]:
        parcel = house.parcels.get(command.parcel)
        if command.delegation and parcel and parcel.stage is ParcelStage.WAITING:
            delegates.may_take(house, command.delegation, parcel, command.taker, self._clock.now())
        agreed = [] if command.movement in house.movements else self._fees.at_desk(house, command.parcel)
        handed_out = s.decide_hand_out(house, command)
        if not agreed or not handed_out:
            return handed_out
        owed = [FeeOwed(one.parcel, parcel.recipient, one.cents) for one in agreed] if parcel else []
        return [*agreed, *handed_out, *owed]

    def _put(self, movement: str, by: str, *, there: bool) -> Movement:
        self._ledger.execute(
            lambda house: with_aftermath(house, s.decide_put(house, movement, by, there=there))
        )
        return self._need(movement)

    def _saw(self, parcel: str, how: str, delegation: str, taker: str) -> None:
        with self._lock:
            self._shown[parcel] = Shown(how, delegation, taker, self._clock.monotonic_s())
        self._hub.changed("house")  # the desk's page tells at once who asks for what

    def _need(self, movement: str) -> Movement:
        found = self._ledger.find(movement)
        if found is None or found.kind not in (Kind.DROP, Kind.COLLECT):
            raise Refused("movement.unknown")
        return found
