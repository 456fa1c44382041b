"""What may be done with passes for works in a home: given out, extended, counted in all at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.domain import events as e
from kiosk.domain.contractors.contractors import staff, why_not_in
from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.house import House
from kiosk.domain.loans.lending import Pens
from kiosk.domain.passes import events as n
from kiosk.domain.passes.permit import Permit, PermitStage, WorkerPass
from kiosk.domain.pending import Pending
from kiosk.domain.people import Person, Role
from kiosk.domain.pledge import charged, given_back, lies_here, repaid, taken_in
from kiosk.domain.refusal import Refused
from kiosk.domain.retention.holding import held
from kiosk.domain.shifts.shift import Difference

if TYPE_CHECKING:
    from kiosk.domain.shifts.differences import Scene

PASS_SLIP, DEPOSIT_SLIP, REFUND_VOUCHER = "pass slip", "pass deposit slip", "pass refund voucher"
"""What papers about passes are called; their "movement" is the permit's id, a pass's with its number behind ":"."""
SLIPS = (PASS_SLIP, DEPOSIT_SLIP, REFUND_VOUCHER)
PLEDGE = "pass"
"""What its deposits are called in the books."""
MOST_PASSES = 20
MOST_CENTS = 1_000_000
LONGEST = timedelta(days=366)
SHOWN_AGAIN = timedelta(minutes=10)
"""A pass that is held up again so soon is not recorded once more."""


@dataclass(frozen=True)
class GiveOut:
    """Passes for the workers of one company, for works at one home; `passes` are numbered from 1 on."""

    permit: str
    unit: str
    owner: str
    responsible: str
    details: str
    details_digest: str
    since: datetime
    until: datetime
    deposit_cents: int
    passes: tuple[WorkerPass, ...]
    pens: Pens
    by: Person
    currency: str = "CNY"


@dataclass(frozen=True)
class CountIn:
    """What was counted in: the numbers that are `back`. Every other one is missing."""

    permit: str
    back: frozenset[int]
    pens: Pens
    by: Person


def permit_of(house: House, permit: str) -> Permit:
    """Return a permit at hand. Raises `pass.unknown`."""
    found = house.permits.get(permit)
    if found is None:
        raise Refused("pass.unknown")
    return found


def decide_give_out(house: House, command: GiveOut, now: datetime) -> list[e.Event]:
    """Return the permit with its passes, their deposit and papers; nothing for one that is known.

    Raises:
        Refused: `staff.needed`; `resident.unknown`; `pass.nobody`, `pass.too_many` (`most`); `pass.twice` where one
            document is named for two passes; `pass.until` for a time that is over, or too long; `pass.amount`;
            `contractor.blocked` (`until`) where somebody's document is not let in.
    """
    if command.permit in house.permits:
        return []
    staff(command.by)
    owner = house.people.get(command.owner)
    if owner is None or owner.role is not Role.RESIDENT or not owner.active or owner.unit != command.unit:
        raise Refused("resident.unknown")
    if not command.passes:
        raise Refused("pass.nobody")
    if len(command.passes) > MOST_PASSES:
        raise Refused("pass.too_many", most=MOST_PASSES)
    if len({one.digest for one in command.passes}) != len(command.passes):
        raise Refused("pass.twice")
    if not command.since < command.until <= command.since + LONGEST or command.until <= now:
        raise Refused("pass.until")
    if not 0 <= command.deposit_cents <= MOST_CENTS:
        raise Refused("pass.amount")
    for one in command.passes:
        why_not_in(house, one.digest)
    return _given_out(house, command, owner.language)


def _given_out(house: House, command: GiveOut, language: str) -> list[e.Event]:
    pens, total = command.pens, command.deposit_cents * len(command.passes)
    made = n.PermitMade(
        command.permit, command.unit, command.owner, command.responsible, command.details, command.details_digest,
        command.since, command.until, command.deposit_cents, command.passes, pens.signature, pens.digest,
        command.by.id, pens.by_signature, pens.by_digest, command.currency,
    )  # fmt: skip
    number, short = command.permit[:6].upper(), command.permit[:16]
    money = taken_in(
        house,
        f"{command.permit}-in",
        PLEDGE,
        {command.permit: total},
        number,
        command.responsible,
        command.by.id,
        command.currency,
    )
    deposit = [e.PaperQueued(f"q-{short}", DEPOSIT_SLIP, command.permit, language)] if total else []
    slips = [
        e.PaperQueued(f"q{one.number}-{short}", PASS_SLIP, f"{command.permit}:{one.number}", language)
        for one in command.passes
    ]
    return [made, *money, *deposit, *slips]


def decide_extend(house: House, permit: str, until: datetime, by: Person, now: datetime) -> list[e.Event]:
    """Return that passes are good for longer: their QR codes stay the same.

    Raises:
        Refused: `staff.needed`; `pass.unknown`; `pass.over`; `pass.until`; `contractor.blocked`.
    """
    staff(by)
    known = permit_of(house, permit)
    if known.stage is not PermitStage.OPEN:
        raise Refused("pass.over")
    if until == known.until:
        return []
    if not max(now, known.until) < until <= known.since + 2 * LONGEST:
        raise Refused("pass.until")
    for one in known.passes:
        why_not_in(house, one.digest)
    return [n.PermitExtended(permit, until, by.id)]


def decide_count_in(house: House, command: CountIn) -> list[e.Event]:
    """Return that all passes of a permit were counted in at once; nothing where that was done.

    For each that is missing its deposit is kept, the rest goes back against a voucher.

    Raises:
        Refused: `staff.needed`; `pass.unknown`; `pass.count` for a number that no pass of it has.
    """
    known = permit_of(house, command.permit)
    if known.stage is PermitStage.OVER:
        return []
    staff(command.by)
    numbers = {one.number for one in known.passes}
    if not command.back <= numbers:
        raise Refused("pass.count")
    missing = tuple(sorted(numbers - command.back))
    there = lies_here(house, PLEDGE, known.id, known.currency)
    kept = min(there, len(missing) * known.deposit_cents)
    money: list[e.Event] = []
    if there:
        try:
            money = _settled(house, known, kept, there, command.by)
        except Refused as refused:
            if refused.code != "money.no_cash":
                raise  # passes are taken in whatever lies in the drawer: the desk owes the rest, and is told so
    pens = command.pens
    counted = n.PassesCounted(
        known.id, tuple(sorted(command.back)), missing, kept, there - kept, pens.signature, pens.digest,
        command.by.id, pens.by_signature, pens.by_digest, settled=bool(money or not there),
    )  # fmt: skip
    return [counted, *money, *([_voucher(house, known)] if money else [])]


def decide_settle(house: House, permit: str, by: Person) -> list[e.Event]:
    """Return that the rest of a deposit goes back for which there was no money in the drawer.

    Raises:
        Refused: `staff.needed`; `pass.unknown`; `pass.not_counted`; `money.no_cash`.
    """
    known = permit_of(house, permit)
    if known.settled:
        return []
    staff(by)
    if known.stage is not PermitStage.OVER:
        raise Refused("pass.not_counted")
    there = lies_here(house, PLEDGE, permit, known.currency)
    money = _settled(house, known, known.kept_cents, there, by)
    return [n.PermitSettled(permit, by.id), *money, _voucher(house, known)]


def decide_found(house: House, permit: str, number: int, by: Person) -> list[e.Event]:
    """Return that a pass that was missing is here after all, with what was kept for it; nothing for one that is here.

    Raises:
        Refused: `staff.needed`; `pass.unknown`; `pass.not_counted` before all were counted in; `pass.count` for a
            number that no pass of it has; `money.no_cash`.
    """
    known = permit_of(house, permit)
    staff(by)
    one = next((one for one in known.passes if one.number == number), None)
    if one is None:
        raise Refused("pass.count")
    if known.stage is not PermitStage.OVER:
        raise Refused("pass.not_counted")
    if one.back:
        return []
    cents = min(known.deposit_cents, known.kept_cents)
    found = n.PassFound(permit, number, cents, by.id)
    if not (cents and known.settled):  # what was not divided yet is divided without it
        return [found]
    act, about = f"{permit}-f{number}", known.number
    money = repaid(house, act, PLEDGE, cents, about, known.responsible, by.id, known.currency)
    return [found, *money, _voucher(house, known, f"qf{number}")]


def _settled(house: House, known: Permit, kept: int, there: int, by: Person) -> list[e.Event]:
    """Return the entry by which a deposit is divided. Raises `money.no_cash`."""
    about = (known.number, known.responsible, by.id, known.currency)
    if kept:
        return charged(house, f"{known.id}-out", PLEDGE, known.id, kept, *about)
    return given_back(house, f"{known.id}-out", PLEDGE, known.id, there, *about)


def _voucher(house: House, known: Permit, name: str = "qr") -> e.Event:
    owner = house.people.get(known.owner)
    return e.PaperQueued(
        f"{name}-{known.id[:16]}", REFUND_VOUCHER, known.id, owner.language if owner else "zh_Hans"
    )


def by_slip(house: House, slip: str) -> tuple[Permit, WorkerPass] | None:
    """Return the permit and the pass that a slip's number is of, if it is a pass's."""
    for permit in house.permits.values():
        for one in permit.passes:
            if one.slip == slip:
                return permit, one
    return None


def decide_shown(house: House, permit: str, number: int, now: datetime) -> list[e.Event]:
    """Return that a pass was shown; nothing for one that is held up again within ten minutes.

    Raises:
        Refused: `pass.unknown`.
    """
    known = permit_of(house, permit)
    one = next((one for one in known.passes if one.number == number), None)
    if one is None:
        raise Refused("pass.unknown")
    if one.shown is not None and now - one.shown < SHOWN_AGAIN:
        return []
    return [n.PassShown(permit, number, known.verdict(one, now))]


def to_forget(house: House, now: datetime, keep: timedelta) -> list[e.Event]:
    """Return the end of everything that is kept of the people of permits that were over at least `keep` ago."""
    found: list[e.Event] = []
    for one in house.permits.values() if not held(house, now) else ():
        if not one.open and not one.forgotten and one.counted is not None and one.counted + keep <= now:
            found.append(n.PermitForgotten(one.id))
            found += [PersonForgotten(person, "expired") for person in one.people]
    return found


def passes_waiting(house: House, now: datetime) -> Iterator[Pending]:
    """Yield permits whose time is over and whose passes are still out, and deposits that are owed."""
    for one in house.permits.values():
        if one.stage is PermitStage.OPEN and one.until < now:
            yield Pending("pass.expired", one.until, about=one.id)
        elif one.stage is PermitStage.OVER and not one.settled:
            yield Pending("pass.refund", one.counted or one.made, urgent=False, about=one.id)


def passes_out_late(scene: Scene) -> Iterator[Difference]:
    """Yield permits of which passes are out that let nobody in any more."""
    for one in scene.house.permits.values():
        if scene.trusted and one.stage is PermitStage.OPEN and one.until < scene.now:
            yield Difference("pass_expired", one.until, movement=one.id)
