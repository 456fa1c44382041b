"""An owner's plan: what it needs, and how it rests, goes on and ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.inspections import events as i
from kiosk.domain.inspections.going import plan_of
from kiosk.domain.inspections.inspection import POINTS, REASON, TELLS, WISH, Plan
from kiosk.domain.inspections.schedule import WEEK, first_day
from kiosk.domain.keeping.keeping import Signed, resident
from kiosk.domain.keys.consent import Consent, why_not
from kiosk.domain.keys.timetable import DAY_MIN
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

MOST_WISHES = 4
LONGEST_EVERY_DAYS = 92
SHORTEST_MIN, LONGEST_MIN = 15, 12 * 60


@dataclass(frozen=True)
class MakePlan:
    """An owner asks for a plan. `wishes`: how many points of the owner's own there are."""

    plan: str
    person: str
    every_days: int
    weekday: int | None
    from_min: int
    until_min: int
    duration_min: int
    who: tuple[str, ...]
    points: tuple[str, ...]
    wishes: int
    tells: str


def decide_plan(
    house: House, command: MakePlan, signed: Signed | None, by: Person, wishes: tuple[str, str], now: datetime
) -> list[e.Event]:
    """Return the plan. `signed` None: it rests on the signature under the consent that names inspections.

    `wishes`: the vault's reference to the owner's own points and their digest. `now`: in the site's time zone.

    Raises:
        Refused: `staff.needed`, `resident.unknown`, `inspection.plan_exists`, `inspection.days`, `inspection.hours`,
            `inspection.points`, `inspection.who`; `consent.none`, `consent.reason` ... where none covers it.
    """
    if not by.active or by.role not in STAFF:
        raise Refused("staff.needed")
    owner = resident(house, command.person)
    if plan_of(house, owner.unit or "") is not None:
        raise Refused("inspection.plan_exists")
    _check(house, command)
    consent = consent_for(house, owner.unit or "", now)
    if not all(_is_named(house, one, consent) for one in command.who):
        raise Refused("inspection.who")
    return [_made(command, owner, consent, signed, by.id, wishes, now)]


def _made(
    command: MakePlan,
    owner: Person,
    consent: Consent,
    signed: Signed | None,
    by: str,
    wishes: tuple[str, str],
    now: datetime,
) -> i.PlanMade:
    today = now.date()
    begins = today if now.hour * 60 + now.minute < command.until_min else today + timedelta(days=1)
    return i.PlanMade(
        plan=command.plan,
        unit=owner.unit or "",
        given_by=owner.id,
        consent=consent.id,
        every_days=command.every_days,
        weekday=command.weekday,
        from_min=command.from_min,
        until_min=command.until_min,
        duration_min=command.duration_min,
        who=command.who,
        points=(*command.points, *(f"{WISH}{n}" for n in range(1, command.wishes + 1))),
        wishes=wishes[0],
        wishes_digest=wishes[1],
        tells=command.tells,
        first=first_day(begins, command.weekday),
        document=signed.document if signed else "consent",
        by=by,
        signature=signed.signature if signed else consent.signed,
        signature_digest=signed.digest if signed else "",
    )


def consent_for(house: House, unit: str, at: datetime) -> Consent:
    """Return the consent of a home, in force, that names inspections.

    Raises:
        Refused: with the code of why there is none, as `consent.why_not` says.
    """
    own = [one for one in house.consents.values() if one.unit == unit and REASON in one.reasons]
    alive = [one for one in own if one.holds_at(at)]
    if not alive:
        raise Refused(why_not(house.consents.values(), unit, REASON, at), unit=unit)
    return max(alive, key=lambda one: one.until)


def _check(house: House, command: MakePlan) -> None:
    weekly = command.every_days % WEEK == 0
    if not 1 <= command.every_days <= LONGEST_EVERY_DAYS or (command.weekday is not None and not weekly):
        raise Refused("inspection.days")
    if command.weekday is not None and not 0 <= command.weekday < WEEK:
        raise Refused("inspection.days")
    if not 0 <= command.from_min < command.until_min <= DAY_MIN:
        raise Refused("inspection.hours")
    if not SHORTEST_MIN <= command.duration_min <= LONGEST_MIN:
        raise Refused("inspection.hours")
    known = set(command.points) <= set(POINTS) and 0 <= command.wishes <= MOST_WISHES
    if not known or len(command.points) + command.wishes == 0 or command.tells not in TELLS:
        raise Refused("inspection.points")
    if not command.who or not all(_somebody(house, one) for one in command.who):
        raise Refused("inspection.who")


def _somebody(house: House, subject: str) -> bool:
    kind, _, name = subject.partition(":")
    staff = [one for one in house.people.values() if one.role in STAFF and one.active]
    return any(
        name == one.id if kind == "person" else kind == "group" and name in one.groups for one in staff
    )


def _is_named(house: House, subject: str, consent: Consent) -> bool:
    """Whether the consent lets those in whom the plan sends."""
    kind, _, name = subject.partition(":")
    groups = house.people[name].groups if kind == "person" else (name,)
    return not consent.groups or bool(set(groups) & set(consent.groups))


def decide_pause(house: House, plan: str, by: Person, since: date, until: date | None) -> list[e.Event]:
    """Return the pause. Anybody of the home may ask for it, and the desk.

    Raises:
        Refused: `inspection.plan_unknown`; `inspection.days` for one that ends before it begins.
    """
    known = may_change(house, plan, by)
    if until is not None and until < since:
        raise Refused("inspection.days")
    return [i.PlanPaused(known.id, by.id, since, until)]


def decide_resume(house: House, plan: str, by: Person, day: date) -> list[e.Event]:
    """Return that a plan goes on from `day`; nothing for one that is not paused.

    Raises:
        Refused: `inspection.plan_unknown`.
    """
    known = may_change(house, plan, by)
    return [i.PlanResumed(known.id, by.id, day)] if known.paused_from is not None else []


def decide_end(house: House, plan: str, by: Person) -> list[e.Event]:
    """Return the end of a plan; nothing for one that is over, so that a double tap ends it once.

    Raises:
        Refused: `inspection.plan_unknown`.
    """
    over = house.inspection_plans.get(plan)
    if over is not None and over.ended is not None and _is_theirs(over, by):
        return []
    return [i.PlanEnded(may_change(house, plan, by).id, by.id)]


def may_change(house: House, plan: str, by: Person) -> Plan:
    """Return a plan that goes on, if `by` is of its home or of the staff.

    Raises:
        Refused: `inspection.plan_unknown`.
    """
    known = house.inspection_plans.get(plan)
    if known is None or known.ended is not None or not _is_theirs(known, by):
        raise Refused("inspection.plan_unknown")
    return known


def _is_theirs(plan: Plan, by: Person) -> bool:
    if not by.active:
        return False
    return by.role in STAFF or (by.role is Role.RESIDENT and by.unit == plan.unit)
