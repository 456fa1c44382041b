"""What is agreed for a request: its price, what is paid beforehand, its deadlines, and what calling it off costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from kiosk.domain.services.answers import Answered
from kiosk.domain.services.catalogue import Price, PriceKind, Service
from kiosk.domain.services.request import Request, Terms


def price_of(price: Price, answers: Mapping[str, str], service: Service) -> int | None:
    """Return a price in cents; None where the desk names it."""
    match price.kind:
        case PriceKind.FREE:
            return 0
        case PriceKind.FIXED:
            return price.cents
        case PriceKind.EACH:
            return price.cents * int(answers.get(price.by, "0") or 0)
        case PriceKind.CHOICE:
            asked = service.field(price.by)
            chosen = answers.get(price.by, "")
            return next((one.cents for one in asked.choices if one.code == chosen), 0) if asked else 0
        case PriceKind.QUOTE:
            return None


def share_of(cents: int, percent: int) -> int:
    """Return so many hundredths of an amount, cents; half a cent counts as one."""
    return (cents * percent + 50) // 100


def beforehand_of(cents: int | None, percent: int, fixed_cents: int) -> int:
    """Return what is paid before anything is done; of a price that nobody has named yet, only what is fixed."""
    share = share_of(cents, percent) if cents is not None else 0
    return max(share, fixed_cents)


def terms_of(service: Service, said: Answered, now: datetime, currency: str) -> Terms:
    """Return what is agreed when a service is asked for with these answers. `now` in the site's time zone."""
    price, due, wished = service.price, service.deadlines, said.wished
    cents = price_of(price, {**said.clear, **said.sealed}, service)
    ends = _in(now, due.done_min)
    if due.done_before_min is not None and wished is not None:
        ends = max(now, wished - timedelta(minutes=due.done_before_min))
    accept = _in(now, due.accept_min)
    if due.accept_before_min and wished is not None:
        accept = max(now + timedelta(minutes=5), wished - timedelta(minutes=due.accept_before_min))
    cancel, follow = service.cancellation, service.follow_up
    return Terms(
        paid=price.paid,
        cents=cents,
        beforehand_cents=beforehand_of(cents, price.beforehand_percent, price.beforehand_cents),
        beforehand_percent=price.beforehand_percent,
        currency=currency,
        accept_by=accept,
        begin_by=_in(now, due.begin_min),
        done_by=ends,
        supervisor_after_min=due.supervisor_after_min,
        free_until=wished - timedelta(minutes=cancel.free_until_min)
        if wished and cancel.keep_percent
        else None,
        keep_percent=cancel.keep_percent,
        follow_share_percent=follow.share_percent if follow else 0,
        follow_after_days=follow.after_days if follow else 0,
        proof=service.proof,
        work_order=service.work_order,
        escort=service.escort,
        calls=_calls(service, said, now),
    )


def kept_of(one: Request, paid_cents: int, now: datetime) -> int:
    """Return what its customer loses of `paid_cents` by calling it off now, cents; nothing once nobody has accepted."""
    free = one.terms.free_until is None or now <= one.terms.free_until
    return 0 if free else min(paid_cents, share_of(paid_cents, one.terms.keep_percent))


def _in(now: datetime, minutes: int) -> datetime | None:
    return now + timedelta(minutes=minutes) if minutes else None


def _calls(service: Service, said: Answered, now: datetime) -> tuple[datetime, ...]:
    """Return when somebody is called: every morning at the same hour by the clock on the wall."""
    if service.calls is None:
        return ()
    answers = {**said.clear, **said.sealed}
    first, hour = answers.get(service.calls.first, ""), answers.get(service.calls.hour, "")
    if not first or not hour:
        return ()
    days = int(answers.get(service.calls.days, "1") or 1)
    begins, at = date.fromisoformat(first), time.fromisoformat(hour)
    return tuple(datetime.combine(begins + timedelta(days=day), at, now.tzinfo) for day in range(days))
