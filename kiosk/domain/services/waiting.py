"""What of the services waits for somebody: whatever is next for each request, its clocks, and calls to be made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.money.account import prepaid
from kiosk.domain.money.posting import standing_cents
from kiosk.domain.pending import Pending
from kiosk.domain.people import Role
from kiosk.domain.services import events as s
from kiosk.domain.services.calling import UNANSWERED, waiting_calls
from kiosk.domain.services.request import Request, Stage

NEW, UNTOLD, QUOTE, AGREE, PAY = (
    "service.new",
    "service.untold",
    "service.quote",
    "service.agree",
    "service.pay",
)
LATE, TODAY, CALL, GO_UP = "service.late", "service.today", "service.call", "service.go_up"
CODES = (NEW, UNTOLD, QUOTE, AGREE, PAY, LATE, TODAY, CALL, GO_UP)
SOON = timedelta(hours=2)
"""What is due so soon is urgent."""
NEAR = timedelta(hours=12)
"""So long before its hour a request that is accepted is somebody's task."""


def services_pending(house: House, now: datetime) -> Iterator[Pending]:
    """Yield what waits: calls of this hour, and for every request the one thing that is next."""
    for due in waiting_calls(house, now):
        code = GO_UP if due.call.unanswered >= UNANSWERED else CALL
        since = due.call.attempts[-1].at if code == GO_UP else due.call.due
        yield Pending(code, since, about=due.request.id, person=due.request.owner)
    ordered = _ordered(house)
    for one in house.requests.values():
        if not one.over and not (one.calls and one.stage is Stage.UNDER_WAY):
            found, by_order = _next_of(house, one, now), one.terms.work_order or one.number in ordered
            if found and (not by_order or found.code == UNTOLD):  # its order speaks for it
                yield found


def _ordered(house: House) -> set[str]:
    """Return the numbers of services that a work order is under way for: being late is its matter, told once."""
    return {one.request for one in house.work_orders.values() if one.request and not one.over}


def paid_cents(house: House, one: Request) -> int:
    """Return what lies on a request's account: paid beforehand, and not used or given back."""
    return standing_cents(house, prepaid(one.person, one.number), one.terms.currency)


def _next_of(house: House, one: Request, now: datetime) -> Pending | None:
    if one.due is not None and one.due <= now:
        return Pending(LATE, one.due, about=one.id, person=one.owner)
    if one.untold:
        return Pending(UNTOLD, one.made, about=one.id, person=one.owner)
    if one.terms.work_order:
        return None  # its work order tells what is next
    if one.stage is Stage.REGISTERED:
        return Pending(NEW, one.made, about=one.id)
    if one.quote_wanted:
        return Pending(QUOTE, one.made, urgent=False, about=one.id, person=one.owner)
    if one.agreement_wanted:
        return Pending(AGREE, one.made, urgent=False, about=one.id, person=one.owner)
    if one.stage is Stage.ACCEPTED and paid_cents(house, one) < one.terms.beforehand_cents:
        return Pending(PAY, one.made, urgent=False, about=one.id, person=one.owner)
    if one.stage is Stage.UNDER_WAY or _near(one, now):
        soon = one.due is not None and one.due - now <= SOON
        return Pending(TODAY, one.made, urgent=soon, about=one.id, person=one.owner)
    return None


def _near(one: Request, now: datetime) -> bool:
    moments = [at for at in (one.due, one.wished) if at is not None]
    return any(at - now <= NEAR for at in moments)


def is_due_today(one: Request, now: datetime) -> bool:
    """Return whether something of a request is to be done on the day that it is; `now` in the site's time zone."""
    if one.over:
        return False
    moments = [at for at in (one.due, one.wished) if at is not None]
    moments += [call.due for call in one.calls if not call.over]
    return any(at.astimezone(now.tzinfo).date() <= now.date() for at in moments)


def due_today(house: House, now: datetime) -> list[Request]:
    """Return the requests of which something is to be done today or was to be before, the most pressing first."""
    found = [one for one in house.requests.values() if is_due_today(one, now)]
    return sorted(found, key=lambda one: one.due or one.wished or one.made)


def late_now(house: House, now: datetime) -> list[e.Event]:
    """Return that supervisors are told of deadlines that were missed too long ago, each of them once."""
    found: list[e.Event] = []
    ordered = _ordered(house)
    for one in house.requests.values():
        if one.over or one.due is None or one.awaits in one.told_late or one.number in ordered:
            continue
        if now - one.due < timedelta(minutes=one.terms.supervisor_after_min):
            continue
        found.append(s.ServiceLate(one.id, one.awaits))
        found += [
            e.NoticeQueued(f"sl-{one.id[:12]}-{one.awaits}-{person.id}", person.id, "service_late", one.id)
            for person in house.people.values()
            if person.active and person.role is Role.SUPERVISOR
        ]
    return found
