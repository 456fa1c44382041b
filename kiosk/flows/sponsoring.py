"""Somebody of the house answers for a contractor: their badge on the reader, then their PIN where it proves nothing."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from kiosk.domain import events as e
from kiosk.domain.badges import Proof, ShownBadge
from kiosk.domain.contractors import errands as errands
from kiosk.domain.contractors.contractors import stay_of
from kiosk.domain.house import House
from kiosk.domain.keys.asking import Answer
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.flows.contractors import same_name
from kiosk.flows.directory import Directory
from kiosk.flows.hub import Hub
from kiosk.flows.visits import SECURE_BADGE, Visits
from kiosk.ports import Clock, Ledger, Unavailable

log = logging.getLogger(__name__)

LISTENS_S = 90.0
"""So long the reader waits for the badge of whoever answers for a contractor, and the desk for their word."""
TOPIC = "sponsor"


@dataclass(frozen=True)
class Listening:
    """The next badge on the reader is that of whoever answers for an errand, and begins no visit.

    `seen`: whose badge lay there, with `id` new for each tap; `problem`: the code of why one does not count.
    """

    stay: str
    errand: str
    by: str
    until_s: float
    seen: str = ""
    proven: bool = False
    problem: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(8))


class Sponsoring:
    """One contractor's key at a time, since there is one reader; that a badge is awaited is on no disk."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        directory: Directory,
        hub: Hub,
        clock: Clock,
        reasons: Sequence[str],
        time_zone: str,
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._directory = directory
        self._hub = hub
        self._clock = clock
        self._reasons = reasons
        self._zone = ZoneInfo(time_zone)
        self._lock = threading.RLock()
        self._now: Listening | None = None

    def listen(self, by: Person, stay: str, errand: str) -> None:
        """Have the reader wait for the badge of whoever answers for this errand.

        Raises:
            Refused: `contractor.unknown`, `contractor.left`, `errand.unknown`.
        """
        errands.errand_of(stay_of(self._ledger.house, stay), errand)
        self._set(Listening(stay, errand, by.id, self._clock.monotonic_s() + LISTENS_S))

    def listening(self, by: Person) -> Listening | None:
        """Return what this attendant waits for, if it is not over."""
        now = self._current()
        return now if now and now.by == by.id else None

    def stop_listening(self, by: Person) -> None:
        """A badge is a visit again."""
        if self.listening(by):
            self._set(None)

    def take(self, shown: ShownBadge) -> bool:
        """Return whether a badge that was shown is meant for an errand, and no visit. Any thread may ask."""
        with self._lock:
            now = self._current()
            if now is None:
                return False
            fresh = replace(now, id=secrets.token_hex(8), seen="", proven=False, problem="")
            try:
                person = self._whose(now, shown)
                fresh = replace(fresh, seen=person.id, proven=shown.proof is Proof.PROVEN)
            except Refused as refused:
                fresh = replace(fresh, problem=refused.code)
            except Unavailable as trouble:
                fresh = replace(fresh, problem=f"trouble.{trouble.kind}")
            self._set(fresh)
        if fresh.problem:
            log.info("nobody to answer for it: %s", fresh.problem)
            self._hub.publish("tone", name="refused")
        return True

    def confirm(self, by: Person, stay: str, errand: str, seen: str, pin: str, *, met: bool) -> None:
        """Record that whoever's badge was just tapped answers for it: proven by the badge, else by PIN.

        A resident has no PIN: then `by` has `met` them and knows who they are.

        Raises:
            Refused: `sponsor.again` when another badge came in between, or the time is over; `pin.wrong`, `pin.paused`,
                `sponsor.not_met`; as `errands.decide_sponsor`.
        """
        now = self.listening(by)
        if now is None or (now.stay, now.errand, now.id) != (stay, errand, seen) or not now.seen:
            raise Refused("sponsor.again")
        sponsor = self._ledger.house.people[now.seen]
        how = SECURE_BADGE
        if not now.proven and sponsor.role in STAFF:
            self._visits.confirm_pin(sponsor, pin)
            how = "badge and pin"
        elif not now.proven:
            if not met:
                raise Refused("sponsor.not_met")
            how = f"badge and desk:{by.id}"

        def decide(house: House) -> list[e.Event]:
            told = self._told(house, stay, errand, sponsor, by)
            return errands.decide_sponsor(house, stay, errand, sponsor, how, by, told)

        self._ledger.execute(decide)
        self._set(None)

    def _whose(self, now: Listening, shown: ShownBadge) -> Person:
        if shown.changing:
            raise Refused("badge.changing")
        person = self._visits.whose(shown.uid, shown.proof)
        house = self._ledger.house
        self._told(house, now.stay, now.errand, person, house.people[now.by])
        return person

    def _told(self, house: House, stay: str, errand: str, sponsor: Person, by: Person) -> Answer:
        """What the rules say; whoever has the contractor's own name or telephone is the contractor."""
        known, at = stay_of(house, stay), self._clock.now().astimezone(self._zone)
        asked = errands.errand_of(known, errand)
        told = errands.answer_for(house, known, asked, sponsor, by, self._reasons, at)
        mine, theirs = self._directory.card(known.person), self._directory.card(sponsor.id)
        if mine and theirs:
            same_phone = bool(mine.phone) and mine.phone == theirs.phone
            if same_phone or same_name(mine.name, theirs.name):
                raise Refused("sponsor.self")
        return told

    def _current(self) -> Listening | None:
        with self._lock:
            if self._now and self._clock.monotonic_s() > self._now.until_s:
                self._now = None
            return self._now

    def _set(self, listening: Listening | None) -> None:
        with self._lock:
            self._now = listening
        self._hub.changed(TOPIC)
