"""How each recorded event about services changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.house import House, newest
from kiosk.domain.services import events as s
from kiosk.domain.services.request import Attempt, Call, Request, Stage, Step

KEPT = 96
"""How many that are over stay at hand; the register has the others."""
DAYS_KEPT = 8
"""Of so many days the last number stays at hand, so that none is given twice."""


def with_service(house: House, event: s.ServiceEvent, at: datetime) -> House:
    """Return the house after `event`."""
    if isinstance(event, s.ServiceRequested):
        return _keeping(house, _made(event, at))
    one = house.requests.get(event.request)
    return _keeping(house, _changed(one, event, at)) if one else house


def _made(event: s.ServiceRequested, at: datetime) -> Request:
    known = event.terms.cents is not None
    return Request(
        id=event.request, number=event.number, service=event.service, name=event.name, person=event.person,
        unit=event.unit, made=at, by=event.by, channel=event.channel, terms=event.terms, answers=event.answers,
        details=event.details, details_digest=event.details_digest, untold=event.untold, wished=event.wished,
        slip=event.slip, agreed=at if known else None, steps=(Step("registered", at, event.by),),
        calls=tuple(Call(due) for due in event.terms.calls),
    )  # fmt: skip


def _changed(one: Request, event: s.ServiceEvent, at: datetime) -> Request:
    match event:
        case s.ServiceAmended():
            return _amended(one, event, at)
        case s.ServiceQuoted():
            terms = replace(one.terms, cents=event.cents, beforehand_cents=event.beforehand_cents)
            return _step(replace(one, terms=terms, agreed=None), "quoted", at, event.by)
        case s.ServiceAgreed():
            return _step(replace(one, agreed=at), "agreed", at, event.by)
        case s.ServiceAccepted():
            taken = replace(one, owner=event.owner, provider=event.provider, escorts=event.escorts)
            stage = Stage.ACCEPTED if one.stage is Stage.REGISTERED else one.stage
            return _step(replace(taken, stage=stage), "accepted", at, event.by)
        case s.ServiceBegun():
            return _step(replace(one, stage=Stage.UNDER_WAY), "begun", at, event.by)
        case s.ServiceLate():
            return replace(one, told_late={**one.told_late, event.deadline: at})
        case s.CallMade():
            return replace(_called(one, event, at), stage=one.stage if one.over else Stage.UNDER_WAY)
        case s.WentUp():
            visited = replace(_call(one, event.due), result=event.result, visited=at, visited_by=event.by)
            return _with_call(one, visited)
        case s.ServiceSlipReplaced():
            return _step(replace(one, slip=event.slip), "slip_replaced", at, event.by)
    return _ended(one, event, at)


def _ended(one: Request, event: s.ServiceEvent, at: datetime) -> Request:
    match event:
        case s.ServiceDone():
            in_time = None if one.terms.done_by is None else at <= one.terms.done_by
            used = at if event.proved_by == "slip" else None
            done = replace(one, stage=Stage.DONE, ended=at, on_time=in_time, slip_used=used)
            return _step(
                replace(done, proved_by=event.proved_by, signature=event.signature), "done", at, event.by
            )
        case s.ServiceCancelled():
            gone = replace(one, stage=Stage.CANCELLED, ended=at, why=event.why, kept_cents=event.kept_cents)
            return _step(gone, "cancelled", at, event.by)
        case s.ServiceRefused():
            return _step(replace(one, stage=Stage.REFUSED, ended=at, why=event.why), "refused", at, event.by)
    return one


def _amended(one: Request, event: s.ServiceAmended, at: datetime) -> Request:
    same_price = one.terms.cents == event.terms.cents and one.agreed is not None
    known = {call.due: call for call in one.calls}
    changed = replace(
        one, answers=event.answers, details=event.details, details_digest=event.details_digest,
        untold=event.untold, wished=event.wished, terms=event.terms, agreed=one.agreed if same_price else None,
        calls=tuple(known.get(due) or Call(due) for due in event.terms.calls),
    )  # fmt: skip
    return _step(changed, "amended", at, event.by)


def _called(one: Request, event: s.CallMade, at: datetime) -> Request:
    known = _call(one, event.due)
    attempt = Attempt(at, event.answered, event.by)
    return _with_call(one, replace(known, attempts=(*known.attempts, attempt)))


def _call(one: Request, due: datetime) -> Call:
    return next((call for call in one.calls if call.due == due), Call(due))


def _with_call(one: Request, changed: Call) -> Request:
    return replace(one, calls=tuple(changed if call.due == changed.due else call for call in one.calls))


def _step(one: Request, what: str, at: datetime, by: str) -> Request:
    return replace(one, steps=(*one.steps, Step(what, at, by)))


def _keeping(house: House, one: Request) -> House:
    known = newest(house.requests, one.id, one)
    over = [other for other in known.values() if other.over]
    if len(over) > KEPT:
        last: dict[str, str] = {}
        for other in sorted(known.values(), key=lambda each: (len(each.number), each.number)):
            last[other.number[:8]] = other.id
        stay = {last[day] for day in sorted(last)[-DAYS_KEPT:]}
        for other in over[:-KEPT]:
            if other.id not in stay:
                del known[other.id]
    return house.having(requests=known)
