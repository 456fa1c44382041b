"""How each recorded event about passes changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.house import House, newest
from kiosk.domain.passes import events as n
from kiosk.domain.passes.permit import Permit, PermitStage, WorkerPass

KEPT = 32
"""How many permits that are over and forgotten stay at hand; the register has the others."""


def with_pass(house: House, event: n.PassEvent, at: datetime) -> House:
    """Return the house after one event about passes."""
    if isinstance(event, n.PermitMade):
        made = Permit(
            event.permit, event.unit, event.owner, event.responsible, event.details, at, event.by, event.since,
            event.until, event.deposit_cents, event.passes, event.signature, event.by_signature,
            currency=event.currency,
        )  # fmt: skip
        return _kept(house, made)
    known = house.permits.get(event.permit)
    return _kept(house, _changed(known, event, at)) if known else house


def _changed(known: Permit, event: n.PassEvent, at: datetime) -> Permit:
    match event:
        case n.PermitExtended():
            return replace(known, until=event.until, extended=known.extended + 1)
        case n.PassesCounted():
            return replace(
                known, stage=PermitStage.OVER, counted=at, counted_by=event.by, kept_cents=event.kept_cents,
                returned_cents=event.returned_cents, count_signature=event.signature,
                count_by_signature=event.by_signature, settled=event.settled,
                passes=tuple(replace(one, back=one.number in event.back) for one in known.passes),
            )  # fmt: skip
        case n.PermitSettled():
            return replace(known, settled=True)
        case n.PassFound():
            return replace(
                known, kept_cents=known.kept_cents - event.cents, returned_cents=known.returned_cents + event.cents,
                passes=tuple(replace(one, back=True) if one.number == event.number else one for one in known.passes),
            )  # fmt: skip
        case n.PassShown():
            return replace(known, passes=tuple(_shown(one, event, at) for one in known.passes))
        case n.PermitForgotten():
            return replace(known, forgotten=True)
    return known


def _shown(one: WorkerPass, event: n.PassShown, at: datetime) -> WorkerPass:
    return replace(one, shown=at) if one.number == event.number else one


def _kept(house: House, permit: Permit) -> House:
    known = newest(house.permits, permit.id, permit)
    for name in [one.id for one in known.values() if one.forgotten][:-KEPT]:
        del known[name]
    return house.having(permits=known)
