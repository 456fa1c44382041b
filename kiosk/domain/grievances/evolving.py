"""How each recorded event about complaints and praise changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.grievances import events as g
from kiosk.domain.grievances.grievance import Grievance, Stage, Step
from kiosk.domain.house import House, newest

KEPT = 64
"""How many that are closed stay at hand; the book has the others."""


def with_grievance(house: House, event: g.GrievanceEvent, at: datetime) -> House:
    """Return the house after `event`."""
    if isinstance(event, g.GrievanceMade):
        made = Grievance(
            id=event.grievance, number=event.number, kind=event.kind, about=event.about, way=event.way,
            person=event.person, unit=event.unit, made=at, due=event.due, by=event.by, against=event.against,
            urgent=event.urgent, owner=event.owner, words=event.words, steps=(Step("made", at, event.by),),
        )  # fmt: skip
        return _keeping(house, made)
    known = house.grievances.get(event.grievance)
    return _keeping(house, _changed(known, event, at)) if known else house


def _changed(one: Grievance, event: g.GrievanceEvent, at: datetime) -> Grievance:
    match event:
        case g.GrievanceOwned():
            return replace(one, owner=event.owner, steps=(*one.steps, Step("owned", at, event.by)))
        case g.GrievanceNoted():
            return replace(one, steps=(*one.steps, Step("noted", at, event.by, event.words)))
        case g.GrievanceHandled():
            step = Step("handled", at, event.by, event.words)
            handled = replace(one, stage=Stage.HANDLED, outcome=event.outcome, answer=event.words, handled=at)
            return replace(handled, steps=(*one.steps, step))
        case g.GrievanceToldBack():
            step = Step("told", at, event.by)
            told = replace(one, stage=Stage.CLOSED, told_by=event.how, ended=at)
            return replace(told, steps=(*one.steps, step))
        case g.GrievanceReopened():
            step = Step("reopened", at, event.by, event.words)
            again = replace(
                one, stage=Stage.OPEN, due=event.due, handled=None, ended=None, outcome="", answer=""
            )
            return replace(again, late=0, reopened=one.reopened + 1, told_by="", steps=(*one.steps, step))
        case g.GrievanceLate():
            return replace(one, late=event.step)
    return one


def _keeping(house: House, one: Grievance) -> House:
    known = newest(house.grievances, one.id, one)
    last = max(known.values(), key=lambda other: (len(other.number), other.number)).id
    over = [name for name, other in known.items() if other.over and name != last]
    for name in over[:-KEPT]:
        del known[name]
    return house.having(grievances=known)
