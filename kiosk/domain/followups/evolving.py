"""How each recorded event about follow-ups changes the house."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain.followups import events as f
from kiosk.domain.followups.followup import Attempt, FollowUp, Stage
from kiosk.domain.house import House, newest

KEPT = 256
"""How many that are over stay at hand: more than there are ended things at hand that could ask for one again."""

_STAGES = {"reached": Stage.REACHED, "declined": Stage.DECLINED, "given_up": Stage.GIVEN_UP}


def with_follow_up(house: House, event: f.FollowUpEvent, at: datetime) -> House:
    """Return the house after `event`."""
    known = house.follow_ups.get(event.follow_up)
    if isinstance(event, f.FollowUpPlanned):
        return house if known else _keeping(house, _planned(event))
    return _keeping(house, _changed(known, event, at)) if known else house


def _planned(event: f.FollowUpPlanned) -> FollowUp:
    return FollowUp(
        id=event.follow_up, of=event.of, about=event.about, number=event.number, service=event.service,
        person=event.person, unit=event.unit, made=event.ended, opens=event.opens, due=event.due,
        handler=event.handler, target_percent=event.target_percent,
        stage=Stage.DUE if event.drawn else Stage.PASSED_OVER,
    )  # fmt: skip


def _changed(one: FollowUp, event: f.FollowUpEvent, at: datetime) -> FollowUp:
    match event:
        case f.FollowUpTried():
            return replace(one, tries=(*one.tries, Attempt(at, event.by, event.act)))
        case f.FollowUpEnded():
            ended = replace(one, stage=_STAGES.get(event.result, one.stage), ended=at, by=event.by)
            return replace(ended, satisfaction=event.satisfaction, words=event.words)
        case f.FollowUpLedTo():
            return replace(one, led_to=(*one.led_to, f"{event.what}:{event.about}"))
        case f.FollowUpLate():
            return replace(one, told_late=True)
    return one


def _keeping(house: House, one: FollowUp) -> House:
    known = newest(house.follow_ups, one.id, one)
    over = [name for name, other in known.items() if other.over]
    for name in over[:-KEPT]:
        del known[name]
    return house.having(follow_ups=known)
