"""Complaints and praise (投诉登记表): from the lobby, the desk or the telephone, until the answer was told back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from kiosk.domain.events import Event
from kiosk.domain.grievances import deciding as d
from kiosk.domain.grievances import events as g
from kiosk.domain.grievances.grievance import LOBBY, Grievance, Rules, Stage, may_see
from kiosk.domain.grievances.lateness import late
from kiosk.domain.house import House
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.flows.identity.signing import Strokes, is_written
from kiosk.flows.identity.visits import Visits
from kiosk.flows.seldom import Seldom
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register
from kiosk.settings.desk_work import GrievanceSettings

LOOKS_EVERY_S = 5.0
LONGEST_WORDS = 600
SITE = "site:grievances"
"""Whose key seals the words of somebody who does not say who they are."""


@dataclass(frozen=True)
class Said:
    """What somebody says: typed by the desk, or written by hand at the screen."""

    words: str = ""
    strokes: Strokes = ()


@dataclass(frozen=True)
class Complaint:
    """A complaint as the desk writes it. `person` "": they don't say who they are."""

    kind: str
    about: str
    way: str
    person: str = ""
    words: str = ""
    against: str = ""
    urgent: bool = False
    paper: bool = False


class Grievances:
    """《投诉登记表》. Nothing is late while the clock is not believed."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        visits: Visits,
        clock: Clock,
        trusted: Callable[[], bool],
        settings: GrievanceSettings,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._visits = visits
        self._clock = clock
        self._trusted = trusted
        self._looked = Seldom(clock, LOOKS_EVERY_S)
        self.rules = rules_of(settings)

    def tick(self) -> None:
        """Tell of complaints that nobody has answered in time."""
        if self._trusted() and self._looked.is_due("late"):
            self._looked.done("late")
            self._ledger.execute(lambda house: late(house, self.rules, self._clock.now()))

    def say(
        self, grievance: str, kind: str, about: str, strokes: Strokes, *, named: bool, paper: bool
    ) -> Grievance:
        """Return what whoever stands at the screen says, with or without their name; a drawing may stand for words.

        Raises:
            Refused: as `deciding.decide_make`; `visit.ended` where they want their name beneath and no card was shown.
        """
        person = self._visits.need(Role.RESIDENT).person.id if named else ""
        if named:
            self._visits.touch()
        written = strokes if is_written(strokes) else ()
        sealed, reference, digest = _sealed(person, grievance, Said(strokes=written))
        command = d.Make(
            grievance, kind, about, LOBBY, person, person, urgent=False, words=reference, words_digest=digest,
            paper=paper,
        )  # fmt: skip
        return self._make(command, sealed)

    def register(self, grievance: str, told: Complaint, by: Person) -> Grievance:
        """Return what the desk writes down for somebody. Raises as `deciding.decide_make`."""
        sealed, reference, digest = _sealed(told.person, grievance, Said(told.words))
        command = d.Make(
            grievance, told.kind, told.about, told.way, told.person, by.id, told.against, told.urgent, reference,
            digest, told.paper,
        )  # fmt: skip
        return self._make(command, sealed)

    def own(self, grievance: str, owner: str, by: Person) -> None:
        """Name who answers for it. Raises as `deciding.decide_own`."""
        self._do(lambda house: d.decide_own(house, grievance, owner, by.id, self.rules))

    def note(self, grievance: str, act: str, words: str, by: Person) -> None:
        """Take note of what was done; `act` is the form's id. Raises as `deciding.decide_note`."""
        sealed, reference, digest = self._note(grievance, act, words, by)
        self._do(lambda house: d.decide_note(house, grievance, reference, digest, by.id, self.rules), sealed)

    def handle(self, grievance: str, act: str, outcome: str, words: str, by: Person) -> None:
        """Take note of the answer. Raises as `deciding.decide_handled`."""
        sealed, ref, digest = self._note(grievance, act, words, by)
        self._do(
            lambda house: d.decide_handled(house, grievance, outcome, ref, digest, by.id, self.rules), sealed
        )

    def told(self, grievance: str, how: str, by: Person) -> None:
        """Take note that its complainant knows the answer. Raises as `deciding.decide_told`."""
        self._do(lambda house: d.decide_told(house, grievance, how, by.id, self.rules))

    def reopen(self, grievance: str, act: str, words: str, by: Person) -> None:
        """Take it up again. Raises as `deciding.decide_reopen`."""
        sealed, ref, digest = self._note(grievance, act, words, by)
        now = self._clock.now()
        self._do(lambda house: d.decide_reopen(house, grievance, ref, digest, by.id, self.rules, now), sealed)

    def look(self, grievance: str, by: Person) -> tuple[Grievance, Said]:
        """Return one with what was said; whoever does not answer for it has their look logged.

        Raises:
            Refused: `grievance.unknown`, also for whoever it is against.
        """
        one = self.need(grievance, by)
        at_hand = grievance in self._ledger.house.grievances
        if at_hand and one.owner != by.id and one.by != by.id:
            self._do(lambda house: [g.GrievanceSeen(grievance, by.id)])
        return one, self.said(one.words)

    def said(self, reference: str) -> Said:
        """Return what stands under a reference; "–" for what is not kept any more."""
        if not reference:
            return Said()
        content = self._ledger.opened(reference)
        if not content:
            return Said("–")
        kept = json.loads(content)
        return Said(
            str(kept["words"]), [[(int(x), int(y), int(t)) for x, y, t in one] for one in kept["strokes"]]
        )

    def need(self, grievance: str, by: Person) -> Grievance:
        """Return one, however long ago, to somebody who may see it. Raises `grievance.unknown`."""
        found = self._ledger.house.grievances.get(grievance) or self._register.matter(Grievance, grievance)
        if found is None or not may_see(found, by.id, hidden=self.rules.hidden):
            raise Refused("grievance.unknown")
        return found

    def open(self, by: Person) -> list[Grievance]:
        """Return those that `by` may see and that are not closed: what is late or due first comes first."""
        found = [one for one in self._seen(by) if not one.over]
        return sorted(found, key=lambda one: (one.stage is not Stage.OPEN, not one.is_complaint, one.due))

    def closed(self, by: Person) -> list[Grievance]:
        """Return the last that are closed and that `by` may see, the newest first."""
        found = [one for one in self._seen(by) if one.over]
        return sorted(found, key=lambda one: one.ended or one.made, reverse=True)

    def mine(self) -> list[Grievance]:
        """Return what whoever stands at the screen has said, the newest first.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        person = self._visits.need(Role.RESIDENT).person.id
        found = [one for one in self._ledger.house.grievances.values() if one.person == person]
        return sorted(found, key=lambda one: one.made, reverse=True)

    def between(self, since: str, before: str) -> Sequence[Grievance]:
        """Return those of a period (ISO times, UTC), the newest first; for reports, which name nobody."""
        return self._register.matters(Grievance, since=since, before=before, most=20_000)

    def _seen(self, by: Person) -> list[Grievance]:
        known = self._ledger.house.grievances.values()
        return [one for one in known if may_see(one, by.id, hidden=self.rules.hidden)]

    def _make(self, command: d.Make, sealed: Sequence[Sealed]) -> Grievance:
        now = self._clock.now()
        self._do(lambda house: d.decide_make(house, command, self.rules, now), sealed)
        return self._ledger.house.grievances[command.grievance]

    def _note(self, grievance: str, act: str, words: str, by: Person) -> tuple[Sequence[Sealed], str, str]:
        one = self.need(grievance, by)
        return _sealed(one.person, f"{grievance}:{act}", Said(words))

    def _do(self, decide: Callable[[House], list[Event]], sealed: Sequence[Sealed] = ()) -> None:
        self._ledger.execute(decide, sealed=sealed)


def _sealed(person: str, about: str, said: Said) -> tuple[list[Sealed], str, str]:
    words = said.words.strip()[:LONGEST_WORDS]
    if not words and not said.strokes:
        return [], "", ""
    content = json.dumps(
        {"words": words, "strokes": [[list(point) for point in one] for one in said.strokes]},
        ensure_ascii=False,
    ).encode()
    sealed = Sealed(f"words:grievance:{about}", person or SITE, content)
    return [sealed], sealed.reference, sha256(content).hexdigest()


def rules_of(settings: GrievanceSettings) -> Rules:
    """Return what a site wants of its answers."""
    return Rules(
        settings.answer_within_h,
        settings.urgent_within_h,
        settings.supervisor_after_h,
        settings.manager_after_h,
        settings.hidden_from_named,
        settings.anonymous,
        settings.unnamed_a_day,
    )
