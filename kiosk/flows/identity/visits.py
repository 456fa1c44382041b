"""Who stands at the lobby screen: one visit at a time, and it ends with the person."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kiosk.domain import badges
from kiosk.domain import events as e
from kiosk.domain.badges import Proof
from kiosk.domain.drafting import Draft, Following
from kiosk.domain.guesses import FORGIVEN_EVERY_S, allow
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.people.directory import Directory
from kiosk.flows.seldom import Seldom
from kiosk.flows.telling.hub import Hub
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

REFUSALS_EVERY_S = 10.0
IDENTIFIED_EVERY_S = 10.0
"""Whoever is identified in the same way again within so long is on record already."""
GRACE_S = 15
"""After the idle time the screen asks, and waits this long for an answer."""
SECURE_BADGE = "secure badge"
NAMED, MOST_NAMED = "pin:couriers:named", 40
"""Couriers who also type the end of their phone: so many wrong PINs of all of them, then they pause as well."""


@dataclass(frozen=True)
class Visit:
    """Somebody who was identified at the lobby screen."""

    person: Person
    how: str
    """"badge" (names somebody, proves nothing), "secure badge" (has proven itself) or "pin"."""
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    barcode: str = ""
    """The parcel's barcode that waits for a recipient."""
    recipient: str = ""
    drops: tuple[str, ...] = ()
    """The movements of this visit, oldest first."""
    asking: Draft | None = None
    """What was said so far about a key that is asked for."""
    following: Following | None = None
    """Keys that are to be taken after the one that was just signed for."""

    @property
    def role(self) -> Role:
        """What the person may do here."""
        return self.person.role

    @property
    def proven(self) -> bool:
        """Whether the badge has proven itself, so that a key needs no PIN (docs/adr/0007)."""
        return self.how == SECURE_BADGE


QR_CARD, ID_CARD = "qr_card", "id_card"
"""How a visit begins that no badge has begun: by a printed card, of which a photograph works too; by a document."""


def _says_more(how: str, visit: Visit) -> bool:
    """Return whether somebody is named by more now than by what their visit began with."""
    return (how == SECURE_BADGE and not visit.proven) or (visit.how == QR_CARD and how != QR_CARD)


class Visits:
    """The present visit, if any; a new one ends the old one."""

    def __init__(
        self,
        ledger: Ledger,
        directory: Directory,
        hub: Hub,
        clock: Clock,
        digest: Callable[[str, str], str],
        idle_s: float,
    ) -> None:
        self._ledger = ledger
        self._directory = directory
        self._hub = hub
        self._clock = clock
        self._digest = digest
        self._idle_s = idle_s
        self._lock = threading.RLock()
        self._guessing = threading.Lock()  # one guess at a time: none slips in beside the count
        self._visit: Visit | None = None
        self._touched_s = 0.0
        self._refused = Seldom(clock, REFUSALS_EVERY_S)
        self._identified = Seldom(clock, IDENTIFIED_EVERY_S)
        self._desks: dict[str, tuple[str, float]] = {}
        self._may_come: Callable[[str], None] = lambda courier: None

    def lets_in(self, may_come: Callable[[str], None]) -> None:
        """Ask `may_come` before a courier's visit begins; it raises Refused for one who is not let in now."""
        self._may_come = may_come

    @property
    def current(self) -> Visit | None:
        """The visit that goes on now."""
        with self._lock:
            return self._visit if self._visit and self.left_s > 0 else None

    @property
    def left_s(self) -> float:
        """Seconds until the visit ends by itself; 0 without one."""
        if self._visit is None:
            return 0.0
        return max(0.0, self._touched_s + self._idle_s + GRACE_S - self._clock.monotonic_s())

    @property
    def rested_s(self) -> float:
        """Seconds since somebody of the visit was last seen to be there."""
        return self._clock.monotonic_s() - self._touched_s

    def touch(self) -> None:
        """The person is still there."""
        self._touched_s = self._clock.monotonic_s()

    def end(self) -> None:
        """The person is gone: nothing of the visit stays on the screen."""
        with self._lock:
            ended, self._visit = self._visit, None
        if ended:
            self._hub.changed("visit")

    def tick(self) -> None:
        """End a visit whose time is over."""
        if self._visit is not None and self.left_s == 0:
            self.end()
            self._hub.show("idle")

    def note(self, **changes: object) -> Visit:
        """Return the visit with something new in it.

        Raises:
            Refused: `visit.ended`.
        """
        with self._lock:
            visit = self.need()
            self._visit = replace(visit, **changes)  # type: ignore[arg-type]
            self.touch()
            self._hub.changed("visit")
            return self._visit

    def dropped(self, visit: Visit, movement: str) -> None:
        """Count a drop to its visit; one that ended while the door was opening has no more use for it."""
        with self._lock:
            if self._visit is None or self._visit.id != visit.id or movement in self._visit.drops:
                return
            self._visit = replace(self._visit, barcode="", recipient="", drops=(*self._visit.drops, movement))
            self.touch()
        self._hub.changed("visit")

    def asks(self, visit: Visit, draft: Draft | None, following: Following | None = None) -> bool:
        """Return whether `visit` still goes on; what it asks for is now `draft`, and then come the `following`."""
        with self._lock:
            known = self.current
            if known is None or known.id != visit.id:
                return False
            self._visit = replace(known, asking=draft, following=following)
            self.touch()
            return True

    def need(self, *roles: Role) -> Visit:
        """Return the present visit of somebody in one of `roles` (any, if none is named).

        Raises:
            Refused: `visit.ended`, or `visit.other_role`.
        """
        visit = self.current
        if visit is None:
            raise Refused("visit.ended")
        if roles and visit.role not in roles:
            raise Refused("visit.other_role")
        return visit

    def need_card(self) -> Visit:
        """Return the present visit of a resident whom more than a printed code has named.

        Raises:
            Refused: as `need`; `home.card_first` where a photograph of the printed card would have done the same.
        """
        visit = self.need(Role.RESIDENT)
        if visit.how == QR_CARD:
            raise Refused("home.card_first")
        return visit

    def named(self, person: str, how: str) -> Visit:
        """Return the visit of a resident whom something else than a badge has named (`QR_CARD`, `ID_CARD`).

        Raises:
            Refused: `resident.unknown`.
        """
        known = self._ledger.house.people.get(person)
        if known is None or known.role is not Role.RESIDENT or not known.active:
            raise Refused("resident.unknown")
        return self._begin(known, how)

    def by_badge(self, uid: str, proof: Proof = Proof.NONE) -> Visit:
        """Return the visit that a badge's tap begins (or goes on with). `proof`: what the badge was asked for.

        Raises:
            Refused: as `whose`; `person.inactive` for somebody who holds no key any more; a courier as `lets_in` says.
        """
        person = self.whose(uid, proof)
        if person.role is Role.COURIER:
            self._may_come(person.id)
        if not person.active and not self._ledger.house.keys_with(person.id):
            self._note_refusal(self._digest("badge", uid), "inactive")
            raise Refused("person.inactive")
        return self._begin(person, SECURE_BADGE if proof is Proof.PROVEN else "badge")

    def take_over(self, person: str, *, proven: bool) -> Visit:
        """Return the visit of somebody whose badge was tapped during another's, and who came for themselves.

        Raises:
            Refused: `person.inactive` for somebody who holds no key any more.
        """
        known = self._ledger.house.people[person]
        if not known.active and not self._ledger.house.keys_with(person):
            raise Refused("person.inactive")
        self.end()
        return self._begin(known, SECURE_BADGE if proven else "badge")

    def whose(self, uid: str, proof: Proof = Proof.NONE) -> Person:
        """Return whose badge was shown; no visit begins. `proof`: what the badge was asked for.

        Raises:
            Refused: `badge.unknown`; as `badges.why_refused`.
        """
        badge = self._digest("badge", uid)
        person = self._ledger.house.by_badge(badge)
        if person is None:
            self._note_refusal(badge, "unknown")
            raise Refused("badge.unknown")
        if why_not := badges.why_refused(person, proof):
            self._note_refusal(badge, why_not.partition(".")[2])
            raise Refused(why_not)
        return person

    def _note_refusal(self, badge: str, reason: str) -> None:
        """Record a badge that opens nothing; at most one in ten seconds: nobody fills the disk by tapping."""
        if self._refused.is_due("badge"):
            self._refused.done("badge")
            self._ledger.execute(lambda house: [e.BadgeRefused(badge, reason)])

    def by_pin(self, pin: str, last_four: str = "") -> Visit:
        """Return the visit of the courier with this PIN; `last_four` digits of their phone say who it is besides.

        A PIN alone may be anybody's: wrong ones pause that way for all. With the phone only one courier's can be
        right, and wrong ones count for that one: nobody keeps the others out (docs/adr/0010).

        Raises:
            Refused: `pin.paused` after too many wrong ones (of this phone, or of all of them), `pin.wrong`,
                `person.inactive`; as `lets_in` says.
        """
        name = self._directory.by_pin_digest(self._digest("pin", pin))
        person = self._ledger.house.people.get(name or "")
        if last_four:
            person = self._with_phone(person, pin, last_four)
        else:
            self._guess("pin:couriers", person, pin)
        if person is not None:
            self._may_come(person.id)
        if person is None or not person.active:
            raise Refused("person.inactive")
        return self._begin(person, "pin")

    def confirm_pin(self, person: Person, pin: str, *, before: str = "") -> None:
        """Return if `pin` is the person's: a badge that can be cloned names somebody, the PIN proves it.

        `before`: in whose session it is typed, where no badge was tapped for it. Wrong ones count there: nobody locks
        a colleague out of the cabinet by typing their PIN wrongly, and it is on record before whom it was typed.

        Raises:
            Refused: `pin.paused` after too many wrong ones (of this person alone), `pin.wrong`.
        """
        self._guess(f"pin:{person.id}:{before}" if before else f"pin:{person.id}", person, pin)

    def _with_phone(self, person: Person | None, pin: str, last_four: str) -> Person | None:
        """Return the courier whose PIN and phone these are; wrong ones count for the phone, and for the whole site."""
        house, now = self._ledger.house, self._clock.now()
        theirs = [one for one in house.people.values() if self._directory.phone_ends(one.id, last_four)]
        couriers = [one for one in theirs if one.role is Role.COURIER]
        site = house.guesses.get(NAMED)
        if site and site.now(now) >= MOST_NAMED:
            raise Refused("pin.paused", minutes=FORGIVEN_EVERY_S // 60)
        bucket = f"{NAMED}:{last_four if couriers else 'nobody'}"
        try:
            self._guess(bucket, person if person in couriers else None, pin)
        except Refused as refused:
            if refused.code == "pin.wrong":
                self._ledger.execute(lambda house: [e.GuessRefused(NAMED)])
            raise
        return person

    def _guess(self, bucket: str, person: Person | None, pin: str) -> None:
        with self._guessing:
            allow(self._ledger.house.guesses.get(bucket), self._clock.now(), "pin.paused")
            if not self._directory.check_pin(person.id if person else "", pin):
                self._ledger.execute(lambda house: [e.GuessRefused(bucket)])
                raise Refused("pin.wrong")

    def enter_desk(self, pin: str, *, before: str = "") -> str:
        """Return a token for the attendant's pages, for the person whose badge was just tapped.

        `before`: where it is typed, if not at the lobby. Wrong ones count there: nobody on the network keeps an
        attendant out of the desk at the lobby by guessing while they stand before it.

        Raises:
            Refused: no attendant's visit, or a wrong PIN.
        """
        visit = self.need(*STAFF)
        if not visit.person.active:
            raise Refused("person.inactive")
        self.confirm_pin(visit.person, pin, before=before)
        return self._entered(visit.person, f"badge and pin, {before}" if before else "badge and pin")

    def enter_by_pin(self, person: Person | None, pin: str, bucket: str, how: str) -> str:
        """Return a token for the attendants' pages, for somebody without a badge; wrong PINs count in `bucket`.

        Raises:
            Refused: `pin.paused`; `pin.wrong`, also for nobody.
        """
        self._guess(bucket, person, pin)
        if person is None:
            raise Refused("pin.wrong")
        return self._entered(person, how)

    def _entered(self, person: Person, how: str) -> str:
        self._ledger.execute(lambda house: [e.PersonIdentified(person.id, how)])
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._desks[token] = (person.id, self._clock.monotonic_s())
        return token

    def at_desk(self, token: str | None, *, touch: bool = True) -> Person | None:
        """Return who has the attendant's pages open with `token`; ten idle minutes end it.

        A page that looks again by itself does not `touch`: only people keep a session alive.
        """
        with self._lock:
            person, touched_s = self._desks.get(token or "", ("", 0.0))
            if not person or self._clock.monotonic_s() - touched_s > 600:
                self._desks.pop(token or "", None)
                return None
            if touch:
                self._desks[token or ""] = (person, self._clock.monotonic_s())
        found = self._ledger.house.people.get(person)
        return found if found and found.active and found.role in STAFF else None

    def leave_desk(self, token: str | None) -> None:
        """End a session of the attendant's pages."""
        with self._lock:
            self._desks.pop(token or "", None)

    def revoked(self, person: str, by: str) -> None:
        """A badge was revoked: what it has opened ends now, the visit and (but for the one who did it) the desk."""
        with self._lock:
            for token, (whose, _) in list(self._desks.items()):
                if whose == person and person != by:
                    del self._desks[token]
            gone = self._visit is not None and self._visit.person.id == person
        if gone:
            self.end()
            self._hub.show("idle")

    def _begin(self, person: Person, how: str) -> Visit:
        with self._lock:
            going_on = self.current
            if going_on and going_on.person.id == person.id and not _says_more(how, going_on):
                self.touch()
                return going_on
        if self._identified.is_due((person.id, how)):  # two badges tapped in turn all day fill no disk
            self._ledger.execute(lambda house: [e.PersonIdentified(person.id, how)])
            self._identified.done((person.id, how))
        with self._lock:
            known = self.current
            same = known if known and known.person.id == person.id else None
            self._visit = replace(same, how=how) if same else Visit(person, how)
            self.touch()
        self._hub.changed("visit")
        return self._visit
