"""Somebody else collects: named once with a slip, or a neighbour for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk import claim_slip
from kiosk.domain.house import House
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.movements import Movement
from kiosk.domain.parcels import delegates as d
from kiosk.domain.parcels.delegation import Delegation
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import Visits
from kiosk.flows.parcels.pickups import Pickups
from kiosk.flows.people.directory import Candidate, Directory
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed

DAYS = (1, 3, 7, 30)
"""For how many days a slip may be good."""
LONGEST_NAME = 40


@dataclass(frozen=True)
class Given:
    """A delegation as its resident sees it. `who`: a neighbour's name, or what was written on the slip, or ""."""

    delegation: Delegation
    who: str
    left: int
    """How many of its parcels still wait."""


class Delegates:
    """Both see it, either ends it, and it counts from that moment on."""

    def __init__(
        self,
        ledger: Ledger,
        pickups: Pickups,
        visits: Visits,
        directory: Directory,
        clock: Clock,
        slip_key: Ed25519PublicKey,
        site: str,
        *,
        trusted: Callable[[], bool],
    ) -> None:
        self._ledger = ledger
        self._pickups = pickups
        self._visits = visits
        self._directory = directory
        self._clock = clock
        self._slip_key = slip_key
        self._site = site
        self._trusted = trusted

    def given(self) -> list[Given]:
        """Return whom the resident at the screen has named.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        house = self._ledger.house
        found = d.given_by(house, self._person())
        return [Given(one, self._called(one), _left(house, one)) for one in found]

    def received(self) -> list[tuple[Delegation, str, Sequence[Parcel]]]:
        """Return for whom the resident at the screen may collect, masked, and what waits for them.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        house = self._ledger.house
        found = d.given_to(house, self._person(), self._clock.now())
        return [
            (one, self._directory.masked(one.principal), d.waiting_for(house, one.principal)) for one in found
        ]

    def neighbours(self, unit: str) -> list[Candidate]:
        """Return who may be meant by a home, masked; never the person at the screen.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        person = self._person()
        found = self._directory.find(self._ledger.house, unit=unit) if unit else []
        return [one for one in found if one.person != person]

    def name_once(self, act: str, parcel: str, days: int, called: str, *, on_paper: bool) -> Delegation:
        """Return a slip's right to one parcel, or with `parcel` "" to all that wait; printed, or sent to the resident.

        Raises:
            Refused: `visit.ended`, `visit.other_role`; `delegate.nothing`, `delegate.too_many`.
        """
        person = self._person()
        own = [one.id for one in d.waiting_for(self._ledger.house, person)]
        if days not in DAYS:
            raise Refused("delegate.nothing")
        name = "".join(one for one in called.strip() if one.isprintable())[:LONGEST_NAME]
        reference = f"delegate:{act}" if name else ""
        command = d.NameDelegate(
            delegation=act,
            principal=person,
            slip=claim_slip.new_number(),
            parcels=(parcel,) if parcel else tuple(own),
            until=self._clock.now() + timedelta(days=days),
            called=reference,
            on_paper=on_paper,
        )
        sealed = [Sealed(reference, person, name.encode())] if name else []
        self._ledger.execute(lambda house: d.decide_name(house, command, self._clock.now()), sealed=sealed)
        return self._ledger.house.delegations[act]

    def name_for_good(self, act: str, neighbour: str) -> Delegation:
        """Return a neighbour's right to collect what waits for the resident at the screen, until either ends it.

        Raises:
            Refused: `visit.ended`, `visit.other_role`; `delegate.whom`, `delegate.known`, `delegate.too_many`.
        """
        command = d.NameDelegate(act, self._person(), person=neighbour)
        self._ledger.execute(lambda house: d.decide_name(house, command, self._clock.now()))
        return self._ledger.house.delegations[act]

    def end(self, delegation: str) -> None:
        """Take a right back, or give it back, from this moment on.

        Raises:
            Refused: `visit.ended`, `visit.other_role`; `delegate.unknown`.
        """
        person = self._person()
        self._ledger.execute(lambda house: d.decide_end(house, delegation, person))

    def by_slip(self, text: str) -> Movement | None:
        """Return the movement that a delegate's slip starts or goes on with, or None for one that is no delegate's.

        Raises:
            Refused: `slip.forged`, `slip.other_site`, `slip.used`, `delegate.revoked`, `delegate.over`; as a
                claim slip.
        """
        number = claim_slip.read(self._slip_key, self._site, text)
        house = self._ledger.house
        try:
            known = d.by_slip(house, number, self._clock.now())
        except Refused as refused:
            used = next((one for one in house.delegations.values() if one.slip == number), None)
            going = self._going(used) if used and refused.code == "slip.used" else None
            if going is None:
                raise
            return going
        if known is None:
            return None
        wanted = [house.parcels[name] for name in known.parcels if name in house.parcels]
        wanted = [one for one in wanted if one.stage is ParcelStage.WAITING]
        return self._pickups.start_best(wanted, "slip", delegation=known.id)

    def collect_for(self, delegation: str) -> Movement:
        """Return the first door of what waits for the one who has named the resident at the screen.

        Raises:
            Refused: `visit.ended`, `visit.other_role`; `delegate.revoked`, `parcel.none`; as a claim slip.
        """
        person, house = self._person(), self._ledger.house
        known = house.delegations.get(delegation)
        if known is None or known.person != person or d.why_over(house, known, self._clock.now()):
            raise Refused("delegate.revoked")
        self._visits.touch()
        wanted = d.waiting_for(house, known.principal)
        return self._pickups.start_best(wanted, "badge", delegation=known.id, taker=person)

    def tick(self) -> None:
        """End what is over; nothing does while the clock can't be believed."""
        if self._trusted() and self._ledger.house.delegations:
            self._ledger.execute(lambda house: d.lapsed(house, self._clock.now()))

    def _going(self, used: Delegation) -> Movement | None:
        found = (self._pickups.with_parcel(parcel) for parcel in used.parcels)
        return next((one for one in found if one), None)

    def _called(self, one: Delegation) -> str:
        if one.person:
            return self._directory.masked(one.person)
        return (self._ledger.opened(one.called) or b"").decode() if one.called else ""

    def _person(self) -> str:
        return self._visits.need_card().person.id


def _left(house: House, one: Delegation) -> int:
    known = (house.parcels.get(parcel) for parcel in one.parcels)
    return sum(parcel is not None and parcel.stage is ParcelStage.WAITING for parcel in known)
