"""Incident reports at the desk: begun in one touch, on disk as they grow, signed, sent, and watched by the clock."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from kiosk.domain.incidents import events as i
from kiosk.domain.incidents import writing as w
from kiosk.domain.incidents.incident import PARTS, Incident, Stage, may_read
from kiosk.domain.incidents.reminding import reminders
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.deciding import Pen
from kiosk.flows.identity.signing import Strokes, signature_of
from kiosk.flows.incidents.photos import PEOPLE, stamp_of
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

LONGEST = {"place": 200, "course": 4000, "people": 1000, "measures": 2000, "result": 2000}
LONGEST_ADDITION = 1000


class Incidents:
    """《特别事件报告》: each word and each picture is on disk as soon as it is given."""

    def __init__(
        self, ledger: Ledger, register: Register, clock: Clock, trusted: Callable[[], bool], time_zone: str
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._clock = clock
        self._trusted = trusted
        self._zone = ZoneInfo(time_zone)

    def open(self) -> list[Incident]:
        """Return the reports that the company has yet to get, the one due first at the top."""
        found = [one for one in self._ledger.house.incidents.values() if one.open]
        return sorted(found, key=lambda one: (one.due, one.id))

    def over(self, before: str = "", before_id: str = "", most: int = 20) -> Sequence[Incident]:
        """Return reports that are over, the newest first; limits as for movements."""
        found = self._register.matters(Incident, before=before, before_id=before_id, most=most)
        return [one for one in found if not one.open]

    def of(self, name: str) -> Incident:
        """Return a report, however long ago it was.

        Raises:
            Refused: `incident.unknown`.
        """
        found = self._ledger.house.incidents.get(name) or self._register.matter(Incident, name)
        if found is None:
            raise Refused("incident.unknown")
        return found

    def from_source(self, source: str, about: str) -> Incident | None:
        """Return the report that was begun from an alarm, an emergency or a movement, however long ago."""
        if known := w.begun_from(self._ledger.house, source, about):
            return known
        found = self._register.matters(Incident, words=about, most=5)
        return next(
            (
                one
                for one in found
                if (one.source, one.about) == (source, about) and one.stage is not Stage.WITHDRAWN
            ),
            None,
        )

    def begin(
        self, act: str, by: Person, kind: str, happened: datetime | None, source: str = "", about: str = ""
    ) -> Incident:
        """Return a new draft, or the report that there is of the same thing. `act`: the form's id.

        Raises:
            Refused: as `writing.decide_begin`.
        """
        now, name = self._clock.now(), f"i-{act[:16]}"
        if source and (known := self.from_source(source, about)):
            return known
        at = (happened or now).replace(second=0, microsecond=0)
        command = w.BeginReport(name, kind, at, by, now.astimezone(self._zone).year, source, about)
        self._ledger.execute(lambda house: w.decide_begin(house, command, now))
        return w.begun_from(self._ledger.house, source, about) or self._ledger.house.incidents[name]

    def write(
        self,
        incident: str,
        by: Person,
        kind: str,
        happened: datetime,
        parts: Mapping[str, str],
        bases: Mapping[str, str] | None = None,
    ) -> Incident:
        """Return a draft with what is new in these parts; words that did not change are not kept twice.

        `bases`: of each part the mark (`base_of`) of the words that the page showed, so that nobody writes over what
        somebody else has written meanwhile without having seen it.

        Raises:
            Refused: as `writing.decide_write`; `incident.overwritten` for a part that somebody else changed as well.
        """
        known = w.need_draft(self._ledger.house, incident, by)
        told, sealed, erased = [], [], []
        for part, words in parts.items():
            typed, base = words.replace("\r\n", "\n").strip()[: LONGEST.get(part, 0)], (bases or {}).get(part)
            if part not in PARTS or typed == self.words(known, part) or base_of(typed) == base:
                continue
            if base is not None and base != base_of(self.words(known, part)):
                raise Refused("incident.overwritten")
            reference = self._reference(incident, part) if typed else ""
            told.append(i.Told(part, reference, sha256(typed.encode()).hexdigest()))
            sealed += [Sealed(reference, incident, typed.encode())] if typed else []
            erased += [known.parts[part]] if part in known.parts else []
        now = self._clock.now()
        self._ledger.execute(
            lambda house: w.decide_write(house, incident, by, kind, happened, told, now),
            sealed=sealed,
            erased=erased,
        )
        return self.of(incident)

    def noted_look(self, known: Incident, by: Person) -> None:
        """Put on record that somebody other than its writers reads who was concerned."""
        if "people" in known.parts and by.id not in known.writers:
            self._ledger.execute(lambda house: [i.IncidentSeen(known.id, "people", by.id)])

    def need_to_know(self, known: Incident, by: Person) -> None:
        """Return for whoever may read a report. Raises `incident.not_yours`."""
        if not may_read(known, by):
            raise Refused("incident.not_yours")

    def words(self, known: Incident, part: str) -> str:
        """Return one part's words, "" for none, or what is not kept any more."""
        return self.typed(known.parts.get(part, ""))

    def typed(self, reference: str) -> str:
        """Return what was typed under a reference of the vault."""
        content = self._ledger.opened(reference) if reference else None
        return content.decode(errors="replace") if content else ""

    def sign(self, incident: str, by: Person, seen: str, strokes: Strokes) -> None:
        """Keep somebody's signature under a report; nothing in it changes from here on.

        Raises:
            Refused: `signature.missing`; as `writing.decide_sign`.
        """
        sealed, digest = signature_of(by.id, f"incident:{incident}:{by.id}", strokes)
        known = w.need(self._ledger.house, incident, by)
        written = [part for part in PARTS if self.words(known, part)]
        pen = Pen(sealed.reference, digest)
        self._ledger.execute(
            lambda house: w.decide_sign(house, incident, by, written, seen, pen), sealed=[sealed]
        )

    def sent(self, incident: str, by: Person, how: str) -> None:
        """Keep that a report is with the company. Raises as `writing.decide_sent`."""
        self._ledger.execute(lambda house: w.decide_sent(house, incident, by, how))

    def add(self, incident: str, by: Person, act: str, words: str) -> None:
        """Add something to a finished report. Raises as `writing.decide_add`."""
        known, name, typed = self.of(incident), f"x-{act[:16]}", words.strip()[:LONGEST_ADDITION].encode()
        reference = f"words:{name}" if typed else ""
        sealed = [Sealed(reference, incident, typed)] if typed else []
        digest = sha256(typed).hexdigest()
        self._ledger.execute(
            lambda house: w.decide_add(house.incidents.get(incident, known), by, name, reference, digest),
            sealed=sealed,
        )

    def withdraw(self, incident: str, by: Person, act: str, words: str) -> None:
        """End a draft that was begun by mistake. Raises as `writing.decide_withdraw`."""
        typed = words.strip()[:LONGEST_ADDITION].encode()
        reference = f"words:x-{act[:16]}" if typed else ""
        sealed = [Sealed(reference, incident, typed)] if typed else []
        self._ledger.execute(lambda house: w.decide_withdraw(house, incident, by, reference), sealed=sealed)

    def tick(self) -> None:
        """Have people told of reports that are due; nobody while the clock can't be believed."""
        now = self._clock.now()
        if self._trusted() and reminders(self._ledger.house, now):
            self._ledger.execute(lambda house: reminders(house, now))

    def _reference(self, incident: str, part: str) -> str:
        fresh = os.urandom(8).hex()  # a reference names one wording for ever
        if part != "people":
            return f"words:{incident}:{part}:{fresh}"
        return f"{PEOPLE}{stamp_of(self._clock.now())}-{fresh}"


def base_of(words: str) -> str:
    """Return a mark by which a page tells which words it showed."""
    return sha256(words.encode()).hexdigest()[:16]
