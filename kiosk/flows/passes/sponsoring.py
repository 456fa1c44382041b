"""Somebody of the house answers for a contractor: their badge on the reader, then their PIN where it proves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.domain import events as e
from kiosk.domain.badges import ShownBadge
from kiosk.domain.contractors import errands as errands
from kiosk.domain.contractors.contractors import stay_of
from kiosk.domain.house import House
from kiosk.domain.keys.asking import Answer
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.awaiting import Awaited, Awaiting
from kiosk.flows.identity.visits import SECURE_BADGE, Visits
from kiosk.flows.passes.contractors import same_name
from kiosk.flows.people.directory import Directory
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

LISTENS_S = 90.0
"""So long the reader waits for the badge of whoever answers for a contractor, and the desk for their word."""
TOPIC = "sponsor"


@dataclass(frozen=True)
class Listening(Awaited):
    """The next badge on the reader is that of whoever answers for an errand, and begins no visit."""

    stay: str
    errand: str
    by: str


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
        self._clock = clock
        self._reasons = reasons
        self._zone = ZoneInfo(time_zone)
        self._awaiting = Awaiting[Listening](hub, clock, (TOPIC,))

    def listen(self, by: Person, stay: str, errand: str) -> None:
        """Have the reader wait for the badge of whoever answers for this errand.

        Raises:
            Refused: `contractor.unknown`, `contractor.left`, `errand.unknown`.
        """
        errands.errand_of(stay_of(self._ledger.house, stay), errand)
        until_s = self._clock.monotonic_s() + LISTENS_S
        self._awaiting.set(Listening(stay, errand, by.id, until_s=until_s))

    def listening(self, by: Person) -> Listening | None:
        """Return what this attendant waits for, if it is not over."""
        now = self._awaiting.current()
        return now if now and now.by == by.id else None

    def stop_listening(self, by: Person) -> None:
        """A badge is a visit again."""
        if self.listening(by):
            self._awaiting.set(None)

    def take(self, shown: ShownBadge) -> bool:
        """Return whether a badge that was shown is meant for an errand, and no visit. Any thread may ask."""
        with self._awaiting.lock:
            now = self._awaiting.current()
            if now is None:
                return False
            self._awaiting.tapped(now, shown, lambda: self._whose(now, shown))
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
        self._awaiting.set(None)

    def _whose(self, now: Listening, shown: ShownBadge) -> Person:
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
