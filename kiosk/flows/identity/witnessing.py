"""Somebody can't write their name on the screen: one of the staff lays a badge on the reader and stands by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.badges import ShownBadge
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.people import Person, Role
from kiosk.domain.policy.means import Evidence, Means
from kiosk.domain.refusal import Refused
from kiosk.domain.witnessing.witnessing import COLLECT, SWEEP, decide_witness, may_witness
from kiosk.flows.identity.awaiting import Awaited, Awaiting
from kiosk.flows.identity.proofs import Proofs
from kiosk.flows.identity.visits import SECURE_BADGE, Visits
from kiosk.flows.parcels.pickups import Pickups
from kiosk.flows.parcels.sending import Sendings
from kiosk.flows.shifts.tasks import Task
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

WAITS_S = 120.0
"""So long the reader waits for a witness's badge: the way from the desk to the lobby, and back for the badge."""
TOPIC = "witness"


@dataclass(frozen=True)
class Wanted(Awaited):
    """What a witness is wanted for. `about`: a sweep's id, or the token of what is collected."""

    what: str
    about: str
    person: str
    since: datetime


class Witnessing:
    """One at a time, since there is one screen. That a witness is wanted is on no disk; that one stood by, is."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        proofs: Proofs,
        pickups: Pickups,
        sendings: Sendings,
        hub: Hub,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._proofs = proofs
        self._pickups = pickups
        self._sendings = sendings
        self._clock = clock
        self._awaiting = Awaiting[Wanted](hub, clock, (TOPIC, "house"))
        self._done: tuple[str, str] = ("", "")

    def ask(self, what: str, about: str) -> None:
        """Have the reader wait for the badge of one of the staff; the desk is told.

        Raises:
            Refused: `fee.over` for a collection that nobody waits for any more, `sending.none` for a sweep of nothing;
                `visit.ended`.
        """
        if what == SWEEP:
            person = self._visits.need(Role.COURIER).person.id
            waits = self._sendings.waiting()
            if not waits.at_doors + waits.at_desk:
                raise Refused("sending.none")
        else:
            asked = self._proofs.hold(about)
            if Means.SIGNATURE not in asked.options:
                raise Refused("fee.over")
            what, person = COLLECT, asked.person
        until_s = self._clock.monotonic_s() + WAITS_S
        self._awaiting.set(Wanted(what, about, person, self._clock.now(), until_s=until_s))

    def wanted(self) -> Wanted | None:
        """Return what a witness is wanted for now, if anything."""
        return self._awaiting.current(self._goes_on)

    def _goes_on(self, now: Wanted) -> bool:
        """Whether who can't sign is still there: a badge that is laid down after them is a visit again."""
        if now.what == SWEEP:
            visit = self._visits.current
            return visit is not None and visit.person.id == now.person
        asked = self._proofs.asked()
        return asked is not None and asked.token == now.about

    def cancel(self) -> None:
        """A badge is a visit again."""
        if self.wanted():
            self._awaiting.set(None)

    def tasks(self) -> Sequence[Task]:
        """Return what the desk is asked to do now."""
        now = self.wanted()
        return (Task("witness_wanted", now.since),) if now else ()

    def take(self, shown: ShownBadge) -> bool:
        """Return whether a badge that was shown is a witness's, and no visit. Any thread may ask."""
        with self._awaiting.lock:
            now = self.wanted()
            if now is None:
                return False
            self._awaiting.tapped(now, shown, lambda: self._whose(now, shown), WAITS_S)
        if self._visits.current:
            self._visits.touch()
        return True

    def _whose(self, now: Wanted, shown: ShownBadge) -> Person:
        witness = self._visits.whose(shown.uid, shown.proof)
        may_witness(self._ledger.house, now.person, witness.id)
        if now.what == COLLECT:
            self._proofs.hold(now.about)
        return witness

    def confirm(self, seen: str, pin: str) -> str:
        """Return where what was waited for goes on: the path of a page. The same tap twice is one witness.

        Raises:
            Refused: `witness.again` when another badge came in between, or the time is over; `pin.wrong`, `pin.paused`;
                as `may_witness`; as `Pickups.go_on` and `deciding.decide_sweep`.
        """
        with self._awaiting.lock:
            if seen and seen == self._done[0]:
                return self._done[1]
            now = self.wanted()
            if now is None or now.id != seen or not now.seen:
                raise Refused("witness.again")
            witness, how = self._ledger.house.people[now.seen], SECURE_BADGE
            if not now.proven:
                self._visits.confirm_pin(witness, pin)
                how = "badge and pin"
            path = self._sweep(now, how) if now.what == SWEEP else self._collect(now, how)
            self._done = (seen, path)
            self._awaiting.set(None)
            return path

    def _sweep(self, now: Wanted, how: str) -> str:
        self._sendings.sign_witnessed(now.about, now.seen, lambda house: self._said(house, now, how))
        return f"/courier/outgoing/{now.about}"

    def _collect(self, now: Wanted, how: str) -> str:
        asked = self._proofs.witness(now.about, Evidence(Means.SIGNATURE, now.id))
        self._ledger.execute(lambda house: self._said(house, now, how))
        return f"/movements/{self._pickups.go_on(asked).id}"

    def _said(self, house: House, now: Wanted, how: str) -> list[Event]:
        about = now.about if now.what == SWEEP else ""
        return decide_witness(house, now.id, now.what, about, now.person, now.seen, how)
