"""Wake-up calls: who is called when, whether they answered, and that somebody goes up after two that were not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.services import events as s
from kiosk.domain.services.deciding import open_one
from kiosk.domain.services.ending import BY_WORD
from kiosk.domain.services.request import Call, Request

UNANSWERED = 2
"""After so many calls that nobody answered, somebody goes up."""
EARLY = timedelta(minutes=10)
"""A call may be made so long before its hour."""
FOUND = ("awake", "away", "help")
"""What whoever goes up finds: awake after all, nobody there, somebody who needs help."""


@dataclass(frozen=True)
class Due:
    """One call of a day."""

    request: Request
    call: Call


def due_on(house: House, day: date, like: datetime) -> list[Due]:
    """Return the calls of a day, in their order; the day is one of the time zone of `like`."""
    found = [
        Due(one, call)
        for one in house.requests.values()
        for call in one.calls
        if call.due.astimezone(like.tzinfo).date() == day and (not one.over or call.attempts)
    ]
    return sorted(found, key=lambda each: each.call.due)


def waiting_calls(house: House, now: datetime) -> Iterator[Due]:
    """Yield the calls that are to be made now, or whose morning somebody has to look after."""
    for one in house.requests.values():
        for call in one.calls:
            if not one.over and not call.over and call.due - EARLY <= now:
                yield Due(one, call)


def decide_call(
    house: House, request: str, due: datetime, attempt: int, *, answered: bool, by: str, now: datetime
) -> list[e.Event]:
    """Return that a call was made; `attempt` counts those before it, as the page showed them: a double tap is none.

    Raises:
        Refused: `service.no_such`; `staff.needed`; `service.over`; `service.no_call`; `service.call_early`.
    """
    one = open_one(house, request, by)
    call = _need(one, due)
    if call.over or len(call.attempts) != attempt:
        return []
    if now < call.due - EARLY:
        raise Refused("service.call_early")
    made: list[e.Event] = [s.CallMade(one.id, call.due, answered, by)]
    return [*made, *_ended(one, call, by)] if answered else made


def decide_went_up(house: House, request: str, due: datetime, result: str, by: str) -> list[e.Event]:
    """Return what was found by whoever went up; supervisors hear of somebody who needs help.

    Raises:
        Refused: `service.no_such`; `staff.needed`; `service.over`; `service.no_call`; `service.call_first` before
            two calls were not answered; `service.found` for no such result.
    """
    one = open_one(house, request, by)
    call = _need(one, due)
    if call.over:
        return []
    if call.unanswered < UNANSWERED:
        raise Refused("service.call_first")
    if result not in FOUND:
        raise Refused("service.found")
    told = [
        e.NoticeQueued(f"sw-{one.id[:12]}-{call.due:%m%d}-{person.id}", person.id, "service_help", one.id)
        for person in house.people.values()
        if result == "help" and person.active and person.role is Role.SUPERVISOR
    ]
    return [s.WentUp(one.id, call.due, result, by), *told, *_ended(one, call, by)]


def _ended(one: Request, over: Call, by: str) -> list[e.Event]:
    """Return that the last morning is over, once it is."""
    left = [call for call in one.calls if not call.over and call.due != over.due]
    return [] if left else [s.ServiceDone(one.id, by, BY_WORD)]


def _need(one: Request, due: datetime) -> Call:
    found = next((call for call in one.calls if call.due == due), None)
    if found is None:
        raise Refused("service.no_call")
    return found
