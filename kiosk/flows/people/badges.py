"""A badge is given to somebody at the desk, or taken away: the reader listens for it, and a tap is then no visit."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum

from kiosk.domain.badges import GiveBadge, Proof, ShownBadge, decide_give, decide_revoke, may_change
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import Visits
from kiosk.flows.reasons import said
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Devices, Unavailable
from kiosk.ports.record import Ledger

log = logging.getLogger(__name__)

LISTENS_S = 30.0
"""So long the reader waits for a badge that the desk wants to see."""
DECIDES_S = 60.0
"""So long a badge that was read waits for the desk's word; then taps are visits again."""
TOPIC = "enrolment"
UNREADABLE = (Proof.GONE, Proof.BLOCKED)
"""What nobody should be given: a badge that left before it was read, one that has locked itself."""


class Step(Enum):
    """How far the giving of a badge is."""

    LISTENING = "listening"
    READ = "read"
    ADOPTING = "adopting"
    """The site's keys are being put into the badge; taken away in between, it is finished by laying it again."""
    GIVEN = "given"
    OVER = "over"
    """Nobody laid a badge in time."""


@dataclass(frozen=True)
class Enrolment:
    """One badge on its way to a person. `id` is new with each badge read: what is given is what was looked at."""

    person: str
    by: str
    step: Step
    until_s: float
    """When this step is over, in monotonic seconds."""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    badge: ShownBadge | None = None
    owner: str = ""
    """Whose the badge is now; "" for nobody's."""
    problem: str = ""
    """The code of what went wrong last."""
    reason: str = ""


class BadgeDesk:
    """Badges given and revoked; one enrolment at a time, since there is one reader."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        devices: Devices,
        hub: Hub,
        clock: Clock,
        digest: Callable[[str, str], str],
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._devices = devices
        self._hub = hub
        self._clock = clock
        self._digest = digest
        self._lock = threading.RLock()
        self._now: Enrolment | None = None

    def begin(self, person: str, by: Person) -> Enrolment:
        """Return the enrolment that listens from now on; one that went on before is over.

        Raises:
            Refused: `person.unknown`, `person.inactive`, `staff.needed`, `supervisor.needed`.
            Unavailable: there is no reader that works.
        """
        known = self._ledger.house.people.get(person)
        if known is None:
            raise Refused("person.unknown")
        may_change(self._ledger.house.people.get(by.id), known)
        if not known.active:
            raise Refused("person.inactive")
        if not self._devices.is_up("badge_reader"):
            raise Unavailable("badge-reader", "badge_reader")
        return self._set(Enrolment(person, by.id, Step.LISTENING, self._after(LISTENS_S)))

    def current(self, by: Person) -> Enrolment | None:
        """Return the enrolment that `by` has begun, if it is not forgotten yet."""
        with self._lock:
            now = self._fresh()
            return now if now and now.by == by.id else None

    def left_s(self, enrolment: Enrolment) -> float:
        """Return the seconds that its step may still take."""
        return max(0.0, enrolment.until_s - self._clock.monotonic_s())

    def take(self, shown: ShownBadge) -> bool:
        """Return whether a badge that was shown is the enrolment's affair, and no visit. Any thread may ask."""
        with self._lock:
            now = self._fresh()
            if now is None or now.step in (Step.GIVEN, Step.OVER):
                return False
            if now.step is Step.ADOPTING:
                self._adopted(now, shown)
            else:
                self._read(now, shown)
            return True

    def to_adopt(self) -> str | None:
        """Return the number of the badge that the reader should make this site's own now, if any."""
        with self._lock:
            now = self._fresh()
            return now.badge.uid if now and now.badge and now.step is Step.ADOPTING else None

    def adopt(self, enrolment: str, by: Person, reason: str = "") -> None:
        """Have the reader put the site's keys into the badge that was read, and give it once it proves itself.

        Raises:
            Refused: `enrolment.over`; `badge.no_proof` for a badge that can't prove itself.
        """
        with self._lock:
            now = self._mine(enrolment, by)
            if now.badge is None or now.badge.proof is Proof.NONE:
                raise Refused("badge.no_proof")
            until_s = self._after(LISTENS_S)
            self._set(replace(now, step=Step.ADOPTING, until_s=until_s, problem="", reason=_short(reason)))

    def give(self, enrolment: str, by: Person, reason: str = "") -> None:
        """Record the badge that was read as the person's, by its number; one of the site's own with its proof.

        The site's own is adopted once more: one that was torn off half-way proves itself, and may be unfinished.

        Raises:
            Refused: `enrolment.over`, `badge.changing`, `badge.gone`, `badge.blocked`, and as `decide_give`.
        """
        with self._lock:
            now = self._mine(enrolment, by)
            if now.badge is None:
                raise Refused("enrolment.over")
            if now.badge.changing or now.badge.proof in UNREADABLE:
                raise Refused("badge.changing" if now.badge.changing else f"badge.{now.badge.proof.value}")
            if now.badge.proof is Proof.PROVEN:
                self.adopt(enrolment, by, reason)
            else:
                self._give(replace(now, reason=_short(reason)), now.badge)

    def cancel(self, by: Person) -> None:
        """Listen no longer."""
        with self._lock:
            if self.current(by):
                self._now = None
        self._hub.changed(TOPIC)

    def revoke(self, person: str, by: Person, reason: str) -> None:
        """Have a person's badge open nothing from now on; a visit or a desk that it has opened ends.

        Raises:
            Refused: as `decide_revoke`.
        """
        sealed, why = said(by.id, reason)
        if self._ledger.execute(lambda house: decide_revoke(house, person, by.id, why), sealed=sealed):
            self._visits.revoked(person, by.id)

    def _mine(self, enrolment: str, by: Person) -> Enrolment:
        now = self.current(by)
        if now is None or now.id != enrolment or now.step is not Step.READ:
            raise Refused("enrolment.over")
        return now

    def _read(self, now: Enrolment, shown: ShownBadge) -> None:
        owner = self._ledger.house.by_badge(self._digest("badge", shown.uid))
        fresh = Enrolment(now.person, now.by, Step.READ, self._after(DECIDES_S), badge=shown)
        self._set(replace(fresh, owner=owner.id if owner else ""))

    def _adopted(self, now: Enrolment, shown: ShownBadge) -> None:
        """Go on with what came of putting the keys in; what another reader reads meanwhile says nothing of that."""
        if shown.proof is Proof.NONE:
            return
        if now.badge is None or shown.uid != now.badge.uid:
            self._hint(now, "badge.another")
        elif shown.proof is Proof.PROVEN:
            try:
                self._give(now, shown)
            except (Refused, Unavailable) as problem:
                code = problem.code if isinstance(problem, Refused) else f"trouble.{problem.kind}"
                self._back(now, shown, code)
        elif shown.proof is Proof.GONE:
            self._hint(now, "badge.gone")
        else:
            self._back(now, shown, f"badge.{shown.proof.value}")

    def _hint(self, now: Enrolment, problem: str) -> None:
        if now.problem != problem:  # told once, not at every look of the reader
            self._set(replace(now, problem=problem))

    def _back(self, now: Enrolment, shown: ShownBadge, problem: str) -> None:
        until_s = self._after(DECIDES_S)
        self._set(replace(now, step=Step.READ, badge=shown, problem=problem, until_s=until_s))

    def _give(self, now: Enrolment, shown: ShownBadge) -> None:
        proves = shown.proof is Proof.PROVEN
        badge = self._digest("badge", shown.uid)
        sealed, why = said(now.by, now.reason)
        command = GiveBadge(now.person, badge, proves, now.by, why)
        self._ledger.execute(lambda house: decide_give(house, command), sealed=sealed)
        if now.owner and now.owner != now.person:
            self._visits.revoked(now.owner, now.by)
        log.info("a badge was given")
        self._set(replace(now, step=Step.GIVEN, badge=shown, until_s=self._after(DECIDES_S), problem=""))

    def _fresh(self) -> Enrolment | None:
        """Return the enrolment as it is now: over when its time is, and forgotten after that."""
        now = self._now
        if now and self._clock.monotonic_s() > now.until_s:
            waits = now.step in (Step.LISTENING, Step.ADOPTING)
            self._now = replace(now, step=Step.OVER, until_s=self._after(DECIDES_S)) if waits else None
        return self._now

    def _set(self, enrolment: Enrolment) -> Enrolment:
        with self._lock:
            self._now = enrolment
        self._hub.changed(TOPIC)
        return enrolment

    def _after(self, span_s: float) -> float:
        return self._clock.monotonic_s() + span_s


def _short(reason: str) -> str:
    return reason.strip()[:120]
