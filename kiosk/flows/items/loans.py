"""物品出借 at the desk: lent under two signatures, looked at when it comes back, settled, asked for when it is late."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.loans import lending as d
from kiosk.domain.loans import returning as r
from kiosk.domain.loans.lending import MOST_AT_ONCE
from kiosk.domain.loans.loan import Loan, LoanItem, LoanRules
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.retention.holding import held
from kiosk.flows.identity.demanding import Demands
from kiosk.flows.identity.pens import two_names
from kiosk.flows.identity.signing import Strokes
from kiosk.flows.identity.standing_by import Written
from kiosk.flows.identity.visits import Visits
from kiosk.flows.items.loan_figures import LoanBook
from kiosk.flows.items.loan_forms import NO_LEAVE, Borrower, Leave, Seen, sealed_words, visitor
from kiosk.flows.people.directory import Directory
from kiosk.flows.reasons import said
from kiosk.flows.seldom import Seldom
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

LENT, BROUGHT = "loan", "loan-back"
"""What a witness in place of a borrower's signature is on record for."""
LOOKS_EVERY_S, FORGETS_EVERY_S = 20.0, 3600.0


class Lending:
    """《物品出借登记本》, from the borrower's signature to the last cent of the deposit."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        directory: Directory,
        visits: Visits,
        clock: Clock,
        rules: LoanRules,
        time_zone: str,
        keep: timedelta,
        *,
        trusted: Callable[[], bool],
    ) -> None:
        """`keep`: for so long the name of a borrower who lives elsewhere is kept once everything is back."""
        self._ledger = ledger
        self._register = register
        self._directory = directory
        self._visits = visits
        self._clock = clock
        self.rules = rules
        self._zone = ZoneInfo(time_zone)
        self._keep = keep
        self._trusted = trusted
        self._looked = Seldom(clock, LOOKS_EVERY_S)
        self._forgot = Seldom(clock, FORGETS_EVERY_S)
        self.demands: Demands | None = None

    def lend(
        self,
        by: Person,
        lending: str,
        borrower: Borrower,
        items: Sequence[str],
        due: datetime,
        written: Written,
        own: Strokes,
        *,
        note: str = "",
        leave: Leave = NO_LEAVE,
    ) -> list[Loan]:
        """Return the loans of a form, one for each thing, the same for a form that was posted before.

        Raises:
            Refused: as `lending.decide_lend`; `signature.missing`, `signature.own_missing`; `loan.name_needed`;
                `reason.missing`, `pin.wrong`, `pin.paused` for a leave.
        """
        if earlier := self.of_lending(lending):
            return earlier
        card = visitor(lending, borrower)
        person = card.person if card else borrower.person
        why, code = said(by.id, leave.reason) if leave.by else ([], "")
        self._leave(by, leave)
        names = two_names(by, person, f"loan:{lending}", written, own, LENT)
        sealed_note, reference, _ = sealed_words(person, f"loan-note:{lending}", note)
        known = self._ledger.house.people.get(person)
        command = d.Lend(
            lending, person, tuple(items), due, reference, names.pens, by, known.language if known else "zh_Hans",
            leave.by, code,
        )  # fmt: skip
        now = self._clock.now()

        def decide(house: House) -> list[Event]:
            lent = d.decide_lend(house, command, self.rules, now)
            return [*names.said(house), *lent] if lent else []

        cards = [card.sealed()] if card else []
        self._ledger.execute(decide, sealed=[*names.sealed, *sealed_note, *why, *cards])
        if card:
            self._directory.add(card)
        return self.of_lending(lending)

    def take_back(self, by: Person, loan: str, seen: Seen, written: Written, own: Strokes) -> Loan:
        """Return a loan whose thing is back: whoever brings it, however late, signed or not.

        Raises:
            Refused: as `returning.decide_return`; `signature.own_missing` for the attendant's.
        """
        known = self.need(loan)
        if not known.out:
            return known
        bringer, brought_by = self._bringer(known, seen)
        names = two_names(
            by, bringer or known.person, f"loan-back:{loan}", written, own, BROUGHT, needed=False
        )
        note, reference, digest = sealed_words(known.person, f"loan-seen:{loan}", seen.note)
        told: list[Sealed] = []
        if seen.brought_by and not bringer:
            told, brought_by, _ = sealed_words(known.person, f"loan-bringer:{loan}", seen.bringer)
        command = r.Return(loan, seen.condition, reference, digest, brought_by, names.pens, by)

        def decide(house: House) -> list[Event]:
            back = r.decide_return(house, command)
            return [*names.said(house), *back] if back else []

        self._ledger.execute(decide, sealed=[*names.sealed, *note, *told])
        return self.need(loan)

    def lost(self, by: Person, loan: str) -> None:
        """Record that a thing is gone, as its borrower says. Raises as `returning.decide_lost`."""
        self._ledger.execute(lambda house: r.decide_lost(house, loan, by))

    def charge(self, by: Person, loan: str, cents: int) -> None:
        """Have what was damaged or lost paid for. Raises as `returning.decide_charge`."""
        self._ledger.execute(lambda house: r.decide_charge(house, loan, cents, by))

    def write_off(self, by: Person, loan: str, reason: str) -> None:
        """Have nothing paid for it. Raises as `returning.decide_write_off`."""
        sealed, why = said(by.id, reason)
        self._ledger.execute(lambda house: r.decide_write_off(house, loan, by, why), sealed=sealed)

    def refund(self, by: Person, loan: str) -> None:
        """Give a deposit back that is still here. Raises as `returning.decide_refund`."""
        self._ledger.execute(lambda house: r.decide_refund(house, loan, by))

    def found(self, by: Person, loan: str, condition: str) -> None:
        """Have a thing in the stock again that was settled as lost. Raises as `returning.decide_found`."""
        known = self.need(loan)
        copy = self._register.matter(LoanItem, known.item)
        if copy is None:
            raise Refused("loan.item_unknown")
        self._ledger.execute(lambda house: r.decide_found(house, known, copy, condition, by))

    def extend(self, by: Person, loan: str, due: datetime) -> None:
        """Let a loan be due later. Raises as `lending.decide_extend`."""
        now = self._clock.now()
        self._ledger.execute(lambda house: d.decide_extend(house, loan, due, by, now))

    def contacted(self, by: Person, loan: str, how: str) -> None:
        """Record what came of asking a late borrower. Raises as `returning.decide_contact`; `clock.untrusted`."""
        if not self._trusted():
            raise Refused("clock.untrusted")
        now = self._clock.now()
        self._ledger.execute(lambda house: r.decide_contact(house, loan, how, by, now))

    def tick(self) -> None:
        """Tell borrowers whose time is over, and forget those who live elsewhere. Nothing by a doubtful clock."""
        if not self._trusted() or not self._looked.is_due("time"):
            return
        self._looked.done("time")
        now = self._clock.now()
        self._ledger.execute(lambda house: r.reminders(house, now))
        if held(self._ledger.house, now) or not self._forgot.is_due("visitors"):
            return
        self._forgot.done("visitors")
        for person in self._to_forget(now):
            self._ledger.execute(lambda _house, person=person: [PersonForgotten(person, "expired")])  # type: ignore[misc]
            self._directory.remove(person)

    def need(self, loan: str) -> Loan:
        """Return a loan, however long ago it was over. Raises `loan.unknown`."""
        known = self._ledger.house.loans.get(loan) or self._register.matter(Loan, loan)
        if known is None:
            raise Refused("loan.unknown")
        return known

    def of_lending(self, lending: str) -> list[Loan]:
        """Return the loans at hand that left under one form."""
        return [one for one in self._ledger.house.loans.values() if one.lending == lending]

    def out(self) -> list[Loan]:
        """Return what is out or not settled, what is due first before the rest."""
        return sorted((one for one in self._ledger.house.loans.values() if one.open), key=lambda one: one.due)

    def own(self) -> list[Loan]:
        """Return what the home of whoever stands at the lobby screen has.

        Raises:
            Refused: `visit.ended`, `visit.other_role`.
        """
        person = self._visits.need(Role.RESIDENT).person
        return sorted(d.lent_to(self._ledger.house, person.id, person.unit or ""), key=lambda one: one.due)

    def dues(self, kinds: Sequence[str]) -> list[datetime]:
        """Return until when things of these kinds may be lent, the first being the usual: whole hours, UTC."""
        house, now = self._ledger.house, self._clock.now()
        longest = min(
            (known.longest for kind in kinds if (known := house.loan_kinds.get(kind))), default=None
        )
        if longest is None:
            return []
        steps = [
            step for hours in (2, 4, 12, 24, 72, 168, 336) if (step := timedelta(hours=hours)) <= longest
        ]
        if not steps or steps[-1] < longest:
            steps.append(longest)
        return [(now + step).replace(second=0, microsecond=0) for step in reversed(steps[-4:])]

    @property
    def book(self) -> LoanBook:
        """What was lent and brought back, in numbers."""
        return LoanBook(self._ledger, self._register, self._clock, self._zone)

    def words(self, reference: str) -> str:
        """Return what was written about a thing, "" for nothing, or what is not kept any more."""
        content = self._ledger.opened(reference) if reference else None
        return str(json.loads(content)) if content else ""

    def brought_by(self, loan: Loan) -> str:
        """Return the name of whoever brought a thing in the borrower's place, "" for the borrower."""
        if not loan.brought_by:
            return ""
        if loan.brought_by.startswith("loan-bringer:"):
            return self.words(loan.brought_by) or "–"
        return self._directory.name(loan.brought_by)

    def _bringer(self, loan: Loan, seen: Seen) -> tuple[str, str]:
        """Return under whose key a bringer's signature is sealed ("" the borrower's), and who it was on record."""
        known = self._ledger.house.people.get(seen.brought_by)
        if known is None or known.id == loan.person:
            return "", ""
        return known.id, known.id

    def _leave(self, by: Person, leave: Leave) -> None:
        if not leave.by:
            return
        if not leave.reason.strip():
            raise Refused("reason.missing")
        granted = self._ledger.house.people.get(leave.by)
        if granted is None or granted.role not in (Role.SUPERVISOR, Role.MANAGER):
            raise Refused("supervisor.needed")
        if granted.id != by.id:
            self._visits.confirm_pin(granted, leave.pin, before=by.id)

    def _to_forget(self, now: datetime) -> list[str]:
        """Return the borrowers who live elsewhere and of whom nothing is open for long enough."""
        kept = self._ledger.sealed_between(f"person:{d.VISITOR}", f"person:{d.VISITOR}\U0010ffff")
        return [person for one in kept if self._is_over(person := one.removeprefix("person:"), now)]

    def _is_over(self, person: str, now: datetime) -> bool:
        """Whether the last thing that a borrower had was back, and all settled, so long ago."""
        theirs = {one.id: one for one in self._register.matters(Loan, people=[person], most=MOST_AT_ONCE)}
        theirs |= {one.id: one for one in self._ledger.house.loans.values() if one.person == person}
        ends = [one.ended for one in theirs.values()]
        if any(one.open for one in theirs.values()):
            return False
        return all(at is not None and at + self._keep <= now for at in ends)
