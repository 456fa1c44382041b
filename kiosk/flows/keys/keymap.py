"""The sealed key map at the desk: printed with a supervisor's badge, sealed, renewed, destroyed."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kiosk.domain.badges import Proof, ShownBadge
from kiosk.domain.house import House
from kiosk.domain.keymap import issuing
from kiosk.domain.keymap.issuing import IssueMap
from kiosk.domain.keymap.keymap import FORMS, KeyMap
from kiosk.domain.numbers import paper_number
from kiosk.domain.people import STAFF, Person
from kiosk.domain.places import Furniture
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.visits import Visits
from kiosk.flows.keys.keymap_paper import MapWords, map_page
from kiosk.flows.paper.witnessed import Look
from kiosk.flows.people.directory import Directory
from kiosk.flows.telling.hub import Hub
from kiosk.language.messages import Language
from kiosk.paper.forms import Letterhead
from kiosk.pdf.making import make_pdf
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Unavailable
from kiosk.ports.record import Ledger
from kiosk.settings import Settings

log = logging.getLogger(__name__)

LISTENS_S = 30.0
"""So long the reader waits for the supervisor's badge."""
DECIDES_S = 60.0
"""So long a badge that was seen waits for the desk's word."""
TOPIC = "keymap"


@dataclass(frozen=True)
class Approval:
    """A map that waits for a supervisor. `id` is new with each badge: what is printed is what was agreed to."""

    by: str
    form: str
    language: str
    number: int
    until_s: float
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    supervisor: str = ""
    """Whose badge was seen; "" while the reader waits for it."""
    proven: bool = False
    problem: str = ""
    """The code of what was wrong with the last badge."""


class KeyMaps:
    """One printing at a time, since there is one reader."""

    def __init__(
        self,
        ledger: Ledger,
        visits: Visits,
        directory: Directory,
        furniture: Furniture,
        hub: Hub,
        clock: Clock,
        settings: Settings,
        witness: Look,
    ) -> None:
        self._ledger = ledger
        self._visits = visits
        self._directory = directory
        self._furniture = furniture
        self._hub = hub
        self._clock = clock
        self._site = settings.site
        self._witness = witness
        self._hides_homes = settings.keys.keymap_homes == "number"
        self.forms: Sequence[str] = FORMS if settings.printer is not None else ("sheet",)
        """On which paper a map can be printed here."""
        self._lock = threading.RLock()
        self._now: Approval | None = None

    @property
    def newest(self) -> KeyMap | None:
        """The map that was printed last."""
        return issuing.newest(self._ledger.house)

    def begin(self, by: Person, form: str, language: str) -> Approval | None:
        """Return the approval that waits for a supervisor's badge, or None: `by` is one, and the map is printed.

        Raises:
            Refused: `staff.needed`; `keymap.form` for a paper that this site has not.
        """
        if by.role not in STAFF or not by.active:
            raise Refused("staff.needed")
        if form not in self.forms:
            raise Refused("keymap.form")
        number = issuing.next_number(self._ledger.house)
        asked = Approval(by.id, form, language, number, self._after(LISTENS_S))
        if by.role in issuing.MAY_APPROVE:  # has shown badge and PIN to come to the desk
            self._issue(replace(asked, supervisor=by.id))
            return None
        return self._set(asked)

    def current(self, by: Person) -> Approval | None:
        """Return what `by` has begun, if its time is not over."""
        with self._lock:
            now = self._fresh()
            return now if now and now.by == by.id else None

    def cancel(self, by: Person) -> None:
        """Wait for no badge any longer."""
        with self._lock:
            if self.current(by):
                self._now = None
        self._hub.changed(TOPIC)

    def take(self, shown: ShownBadge) -> bool:
        """Return whether a badge that was shown is this desk's affair, and no visit. Any thread may ask."""
        with self._lock:
            now = self._fresh()
            if now is None or now.supervisor:
                return False
            try:
                if shown.changing:
                    raise Refused("badge.changing")
                person = self._visits.whose(shown.uid, shown.proof)
                issuing.may_approve(self._ledger.house, person.id)
            except Refused as refused:
                self._set(replace(now, problem=refused.code))
                return True
            except Unavailable as trouble:
                self._set(replace(now, problem=f"trouble.{trouble.kind}"))
                return True
            self._set(
                Approval(
                    now.by,
                    now.form,
                    now.language,
                    now.number,
                    self._after(DECIDES_S),
                    supervisor=person.id,
                    proven=shown.proof is Proof.PROVEN,
                )
            )
            return True

    def approve(self, approval: str, by: Person, pin: str) -> None:
        """Print the map: the supervisor's badge has proven itself, or their PIN is right.

        Raises:
            Refused: `keymap.over` when its time is over or another badge came; `pin.wrong`, `pin.paused`; as
                `issuing.decide_map`.
        """
        now = self.current(by)
        if now is None or now.id != approval or not now.supervisor:
            raise Refused("keymap.over")
        if not now.proven:  # takes a moment, and the reader need not wait for it
            self._visits.confirm_pin(self._ledger.house.people[now.supervisor], pin)
        with self._lock:
            if self._now is None or self._now.id != approval:
                raise Refused("keymap.over")
            self._now = None
        self._issue(now)

    def sheet(self, number: int, by: Person, language: str) -> bytes:
        """Return the map as a PDF; that somebody had it made is on record first.

        Raises:
            Refused: `keymap.sealed` for one that lies in its envelope, is not the newest, or is no sheet.
            PdfTrouble: it can't be made.
        """
        self._ledger.execute(lambda house: issuing.decide_sheet(house, number, by))
        house, site, chosen = self._ledger.house, self._site, Language(language)
        estate = site.name.in_language(chosen.value)
        paper = Letterhead(estate, chosen, site.time_zone, site.desk_phone)
        words = MapWords(house, self._directory, self._furniture, paper)
        seen = self._witness()
        return make_pdf(map_page(words, house.keymaps[f"{number:04d}"], seen.hex, seen.number, seen.code))

    def seal(self, number: int, by: Person, seal: str) -> None:
        """Record that the map lies in its envelope. Raises as `issuing.decide_seal`."""
        self._ledger.execute(lambda house: issuing.decide_seal(house, number, by, paper_number(seal, 24)))

    def destroyed(self, number: int, by: Person) -> None:
        """Record that a map's paper is no more."""
        self._ledger.execute(lambda house: issuing.decide_destroyed(house, number, by))

    def _issue(self, approved: Approval) -> None:
        command = IssueMap(
            approved.number, approved.by, approved.supervisor, approved.form, approved.language
        )
        self._ledger.execute(lambda house: issuing.decide_map(house, command, self._numbers(house)))
        log.info("key map no. %d", approved.number)
        self._hub.changed(TOPIC)

    def _numbers(self, house: House) -> dict[str, str]:
        """Return a number for each home's key, new with each map: papers of two days tell nothing together."""
        hidden = issuing.home_keys(house) if self._hides_homes else []
        digits = max(3, len(str(2 * len(hidden))))
        drawn = secrets.SystemRandom().sample(range(10 ** (digits - 1), 10**digits), len(hidden))
        return {key: str(number) for key, number in zip(hidden, drawn, strict=True)}

    def _fresh(self) -> Approval | None:
        if self._now and self._clock.monotonic_s() > self._now.until_s:
            self._now = None
        return self._now

    def _set(self, approval: Approval) -> Approval:
        with self._lock:
            self._now = approval
        self._hub.changed(TOPIC)
        return approval

    def _after(self, span_s: float) -> float:
        return self._clock.monotonic_s() + span_s
