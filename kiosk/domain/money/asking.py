"""A service costs more than was paid ahead: its customer goes on or stops, on record before any work goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.money import events as m
from kiosk.domain.money.account import CURRENCY, in_currency, prepaid
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.money.prepaying import Prepaying, Signatures, decide_refunded, decide_taken, supervisor_of
from kiosk.domain.money.shortfall import ANSWERS, HOW, OWE, PAY, STOP, Overdraft, Shortfall
from kiosk.domain.people import STAFF
from kiosk.domain.refusal import Refused

LONGEST_OWED = timedelta(days=92)


@dataclass(frozen=True)
class Wanted:
    """What a service is going to cost. `id`: of the question; `cents`: everything that is yet to be used for it."""

    id: str
    about: str
    person: str
    cents: int
    by: str
    currency: str = CURRENCY


@dataclass(frozen=True)
class Answer:
    """What the customer said. `told`: the vault's reference to who said what, with its digest.

    `supervisor`, `reason`, `until`: who lets them owe it, why and until when; for `OWE` alone.
    """

    shortfall: str
    answer: str
    how: str
    told: str
    told_digest: str
    by: str
    supervisor: str = ""
    reason: str = ""
    until: datetime | None = None


def decide_asked(house: House, wanted: Wanted) -> list[e.Event]:
    """Return that a customer is to be asked; nothing where there is enough, or they are asked already.

    Raises:
        Refused: `staff.needed`, `resident.unknown`, `money.amount`, `money.about` without a service's number.
    """
    if wanted.id in house.shortfalls or open_for(house, wanted.about, wanted.person):
        return []
    _staff(house, wanted.by)
    known = house.people.get(wanted.person)
    if known is None:
        raise Refused("resident.unknown")
    if wanted.cents <= 0:
        raise Refused("money.amount")
    if not wanted.about.strip():
        raise Refused("money.about")
    account = in_currency(prepaid(wanted.person, wanted.about), wanted.currency)
    there = standing_cents(house, account, wanted.currency)
    if there >= wanted.cents:
        return []
    asked = m.ShortfallAsked(
        wanted.id, wanted.about, wanted.person, known.unit or "", account, wanted.cents, there, wanted.by,
        wanted.currency,
    )  # fmt: skip
    return [asked]


def decide_answered(house: House, said: Answer, now: datetime) -> list[e.Event]:
    """Return what the customer has said, with the supervisor's decision where they owe it; nothing if known.

    Raises:
        Refused: `money.shortfall` for one that is not at hand; `staff.needed`; `money.answer` for no such answer;
            `money.told` by telephone without a word of who said what; `supervisor.needed`, `reason.missing` and
            `money.until` (a day after today, within a quarter) where it is to be owed.
    """
    one = need(house, said.shortfall)
    if one.answer:
        return []
    _staff(house, said.by)
    if said.answer not in ANSWERS or said.how not in HOW:
        raise Refused("money.answer")
    if not said.told:
        raise Refused("money.told")
    answered = m.ShortfallAnswered(one.id, said.answer, said.how, said.told, said.told_digest, said.by)
    if said.answer == STOP and standing_cents(house, one.account, one.currency) <= 0:
        return [answered, m.ShortfallDone(one.id, "", said.by)]
    if said.answer != OWE:
        return [answered]
    supervisor_of(house, said.supervisor)
    if not said.reason:
        raise Refused("reason.missing")
    if said.until is None or not now < said.until <= now + LONGEST_OWED:
        raise Refused("money.until")
    return [answered, _overdraft(house, one, said)]


def decide_paid(
    house: House, shortfall: str, paying: Prepaying, signed: Signatures | None = None
) -> list[e.Event]:
    """Return the top-up by which a customer goes on who said so; nothing if it is done.

    Raises:
        Refused: `money.shortfall`, `money.answer` for another answer; `money.too_little`; as `decide_taken`.
    """
    one = need(house, shortfall)
    if one.done is not None or paying.id in house.money_entries:
        return []
    if one.answer != PAY:
        raise Refused("money.answer")
    theirs = replace(paying, about=one.about, person=one.person, currency=one.currency)
    lacking = one.wanted_cents - standing_cents(house, one.account, one.currency)
    if theirs.cents < lacking:
        raise Refused("money.too_little", missing=f"{lacking / 100:.2f}")
    return [*decide_taken(house, theirs, signed), m.ShortfallDone(one.id, paying.id, paying.by)]


def decide_given_back(
    house: House, shortfall: str, paying: Prepaying, signed: Signatures | None = None
) -> list[e.Event]:
    """Return the refund of all that is left to a customer who stopped; nothing if it is done.

    Raises:
        Refused: `money.shortfall`, `money.answer` for another answer; as `decide_refunded`.
    """
    one = need(house, shortfall)
    if one.done is not None or paying.id in house.money_entries:
        return []
    if one.answer != STOP:
        raise Refused("money.answer")
    there = standing_cents(house, one.account, one.currency)
    theirs = replace(paying, about=one.about, person=one.person, currency=one.currency, cents=there)
    refunded: Sequence[e.Event] = decide_refunded(house, theirs, signed) if there > 0 else []
    return [*refunded, m.ShortfallDone(one.id, paying.id if refunded else "", paying.by)]


def decide_allowed(
    house: House, decision: str, account: str, most_cents: int, by: str, reason: str, until: datetime | None
) -> m.OverdraftDecided:
    """Return a supervisor's decision that a customer's account may be below nothing, outside of any question.

    Raises:
        Refused: `supervisor.needed`, `reason.missing`, `money.amount`.
    """
    supervisor_of(house, by)
    if not reason:
        raise Refused("reason.missing")
    if most_cents <= 0:
        raise Refused("money.amount")
    known = house.accounts.get(account)
    person, about = (known.person, known.about) if known else ("", "")
    return m.OverdraftDecided(decision, account, about, person, most_cents, by, reason, until)


def need(house: House, shortfall: str) -> Shortfall:
    """Return a question that is at hand. Raises `money.shortfall`."""
    one = house.shortfalls.get(shortfall)
    if one is None:
        raise Refused("money.shortfall")
    return one


def open_for(house: House, about: str, person: str = "") -> Shortfall | None:
    """Return the question about a service that holds up its work, if there is one."""
    return next(
        (
            one
            for one in house.shortfalls.values()
            if one.about == about and (not person or one.person == person) and one.open
        ),
        None,
    )


def may_go_on(house: House, about: str) -> None:
    """Return where nothing of its money holds up a service.

    Raises:
        Refused: `money.asked` while its customer has not answered, or not paid; `money.stopped` where they stopped.
    """
    if open_for(house, about):
        raise Refused("money.asked")
    last = [one for one in house.shortfalls.values() if one.about == about]
    if last and last[-1].answer == STOP:
        raise Refused("money.stopped")


def owed_until(house: House, account: str) -> Overdraft | None:
    """Return by which decision an account is below nothing, None where it is not."""
    known = house.accounts.get(account)
    return house.overdrafts.get(account) if known and known.cents < 0 else None


def _overdraft(house: House, one: Shortfall, said: Answer) -> m.OverdraftDecided:
    there = standing_cents(house, one.account, one.currency)
    return m.OverdraftDecided(
        one.id, one.account, one.about, one.person, one.wanted_cents - there, said.supervisor, said.reason, said.until
    )  # fmt: skip


def _staff(house: House, by: str) -> None:
    person = house.people.get(by)
    if person is None or person.role not in STAFF or not person.active:
        raise Refused("staff.needed")
