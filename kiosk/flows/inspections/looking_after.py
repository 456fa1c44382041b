"""Looking after empty homes (房屋托管): owners' plans, what is due, and who may go."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.inspections import going, planning
from kiosk.domain.inspections.inspection import Inspection, Plan
from kiosk.domain.inspections.planning import MakePlan
from kiosk.domain.inspections.schedule import Hours, coming
from kiosk.domain.keys.consent import Consent
from kiosk.domain.people import STAFF, Person
from kiosk.domain.refusal import Refused
from kiosk.domain.witnessing.witnessing import INSPECTION
from kiosk.flows.identity.standing_by import Written
from kiosk.flows.identity.visits import Visits
from kiosk.flows.people.consents import Consents
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

LOOKS_AGAIN_S = 20.0
LONGEST_WISH = 60
MOST_SHOWN = 60


@dataclass(frozen=True)
class Errand:
    """A home to look after now: its plan, and the key that hangs here for it."""

    plan: Plan
    key: str
    place: str
    late: bool


class Inspections:
    """Plans and their days. A thread of its own records what has become due, while the clock can be trusted."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        visits: Visits,
        consents: Consents,
        clock: Clock,
        time_zone: str,
        trusted: Callable[[], bool],
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._visits = visits
        self._consents = consents
        self._clock = clock
        self._zone = ZoneInfo(time_zone)
        self._trusted = trusted
        self._worker = Worker("inspections", self.look, again_s=LOOKS_AGAIN_S)
        self.start, self.stop = self._worker.start, self._worker.stop

    def look(self) -> None:
        """Record what is due or was missed by now; nothing while nobody knows what day it is."""
        now = (
            self._now()
        )  # before it is asked whether it may be believed, so that the answer is about this time
        if not self._trusted():
            return

        def decide(house: House) -> list[e.Event]:
            found = going.what_is_due(house, now)
            return [*found, *going.told_of_missed(house, found)]

        self._ledger.execute(decide)

    def plans(self) -> list[Plan]:
        """Return every plan that goes on, in the order of the homes."""
        alive = [one for one in self._ledger.house.inspection_plans.values() if one.ended is None]
        return sorted(alive, key=lambda one: one.unit)

    def plan_of(self, unit: str) -> Plan | None:
        """Return the plan of a home that goes on, if there is one."""
        return going.plan_of(self._ledger.house, unit)

    def consent_for(self, unit: str) -> Consent | None:
        """Return the consent in force on which a plan of a home would rest, if there is one."""
        try:
            return planning.consent_for(self._ledger.house, unit, self._now())
        except Refused:
            return None

    def is_covered(self, plan: Plan) -> bool:
        """Return whether the consent that a plan rests on is in force now."""
        return going.is_covered(self._ledger.house, plan, self._now())

    def next_of(self, plan: Plan) -> Hours | None:
        """Return a plan's next hours to come, in the site's time zone."""
        return coming(plan, self._now(), self._ledger.house.rulebook.limits.holidays)

    def is_paused(self, plan: Plan) -> bool:
        """Return whether nobody is to come today."""
        return plan.paused_on(self._now().date())

    def wishes(self, reference: str) -> list[str]:
        """Return the owner's own points; none once the owner was erased."""
        content = self._ledger.opened(reference) if reference else None
        return [str(one) for one in json.loads(content)] if content else []

    def who_may(self) -> tuple[list[str], list[Person]]:
        """Return the groups and the people of the staff whom an owner may name."""
        people = self._ledger.house.people.values()
        return self._consents.groups(), [one for one in people if one.role in STAFF and one.active]

    def make(
        self,
        by: Person,
        command: MakePlan,
        wishes: Sequence[str],
        act: str,
        document: str,
        written: Written | None,
    ) -> Plan:
        """Return the plan that an owner asks for before `by`. `written` None: the consent that names it is signed.

        `act` is the form's id, made when it was rendered: posted twice, it counts once.

        Raises:
            Refused: `identity.needed`, `signature.missing`; as `planning.decide_plan`.
        """
        if known := self._ledger.house.inspection_plans.get(command.plan):
            return known
        sealed: list[Sealed] = []
        name = signed = None
        if written is not None:
            name, signed = self._consents.signed(by, command.person, act, document, written)
            sealed.extend(name.sealed)
        reference, digest = "", ""
        if wishes:
            content = json.dumps([one[:LONGEST_WISH] for one in wishes], ensure_ascii=False).encode()
            reference, digest = f"inspection-wishes:{command.plan}", sha256(content).hexdigest()
            sealed.append(Sealed(reference, command.person, content))

        def decide(house: House) -> list[e.Event]:
            said = name.said(house, INSPECTION, command.plan) if name else []
            decided = planning.decide_plan(house, command, signed, by, (reference, digest), self._now())
            return [*said, *decided] if decided else []

        self._ledger.execute(decide, sealed=sealed)
        self._worker.wake()
        return self._ledger.house.inspection_plans[command.plan]

    def pause(self, plan: str, by: Person, until: date | None) -> None:
        """Let nobody come from today until the end of `until`; None: until somebody says so.

        Raises:
            Refused: as `planning.decide_pause`.
        """
        today = self._now().date()
        self._ledger.execute(lambda house: planning.decide_pause(house, plan, by, today, until))

    def resume(self, plan: str, by: Person) -> None:
        """Let a plan go on from today. Raises as `planning.decide_resume`."""
        today = self._now().date()
        self._ledger.execute(lambda house: planning.decide_resume(house, plan, by, today))
        self._worker.wake()

    def end(self, plan: str, by: Person) -> None:
        """End a plan at once. Raises as `planning.decide_end`."""
        self._ledger.execute(lambda house: planning.decide_end(house, plan, by))

    def today(self) -> date:
        """Return the present day in the site's time zone."""
        return self._now().date()

    def owner(self) -> Person:
        """Return the resident who stands at the lobby screen, as on record now.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        visit = self._visits.need_card()
        return self._ledger.house.people.get(visit.person.id, visit.person)

    def errands(self, person: str) -> list[Errand]:
        """Return the homes that somebody of the staff is to look after now, the oldest first."""
        house, now = self._ledger.house, self._clock.now()
        who = house.people.get(person)
        if who is None or not who.active or who.role not in STAFF:
            return []
        return [
            Errand(plan, key.id, key.place, plan.closes is not None and plan.closes <= now)
            for plan, key in going.due_for(house, who)
            if going.is_covered(house, plan, now)
        ]

    def history(self, unit: str) -> Sequence[Inspection]:
        """Return a home's inspections, also those that were missed, newest first."""
        return self._register.inspections(unit, most=MOST_SHOWN)

    def history_of(self, person: Person) -> Sequence[Inspection]:
        """Return the inspections of a resident's home since they live there, newest first."""
        return [one for one in self.history(person.unit or "") if person.lived_here(one.begun)]

    def is_looked_after(self, person: Person) -> bool:
        """Return whether a resident's home has a plan, or was ever inspected since they live there."""
        if self.plan_of(person.unit or "") is not None:
            return True
        newest = self._register.inspections(person.unit or "", most=1)
        return any(person.lived_here(one.begun) for one in newest)

    def one(self, inspection: str) -> Inspection:
        """Return one inspection, however long ago it was.

        Raises:
            Refused: `inspection.unknown`.
        """
        found = self._ledger.house.inspections.get(inspection) or self._register.inspection(inspection)
        if found is None:
            raise Refused("inspection.unknown")
        return found

    def _now(self) -> datetime:
        """The present in the site's time zone: plans speak of its days and hours."""
        return self._clock.now().astimezone(self._zone)
