"""What residents hand in alone at the lobby's screen is counted by person, and a day of one has its bound.

Without one, whoever has a card could make the record and the desk's list grow as long as they stand there. Nobody else
is kept out by it, the desk itself takes in as much as it likes, and what gives people back what is theirs, or ends
what they began, is never counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from kiosk.domain.contractors.events import PersonForgotten
from kiosk.domain.deposits.events import DepositDescribed, DepositRefused
from kiosk.domain.events import Event
from kiosk.domain.forms.form_day import FormDay
from kiosk.domain.grievances.events import GrievanceMade
from kiosk.domain.grievances.grievance import LOBBY as SAID_THERE
from kiosk.domain.house import House, Recorded, newest
from kiosk.domain.inspections.events import PlanPaused, PlanResumed
from kiosk.domain.keeping.events import KeyTellingChosen
from kiosk.domain.parcels.events import DelegateNamed, ReachAsked
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.domain.sending.events import SendingDropIntended, SendingRegistered
from kiosk.domain.services.events import ServiceRequested
from kiosk.domain.services.request import LOBBY as ASKED_THERE
from kiosk.domain.waiting.events import ParcelKept, ResidentAway

HANDED_IN_BY: Mapping[type[Event], Callable[[Any], str]] = {
    ServiceRequested: lambda event: event.by if event.channel == ASKED_THERE else "",
    GrievanceMade: lambda event: event.person if event.way == SAID_THERE else "",
    SendingRegistered: lambda event: event.by,
    SendingDropIntended: lambda event: event.by or event.person,
    DepositDescribed: lambda event: event.by,
    DepositRefused: lambda event: event.by,
    DelegateNamed: lambda event: event.principal,
    ParcelKept: lambda event: event.by,
    ResidentAway: lambda event: event.by,
    ReachAsked: lambda event: event.by,
    PlanPaused: lambda event: event.by,
    PlanResumed: lambda event: event.by,
    KeyTellingChosen: lambda event: event.person,
}
"""What is counted, and by whom it was done: somebody of the staff, whom nothing is counted for, or a resident."""


def handed_in_by(house: House, event: Event) -> str:
    """Return the resident who has handed something in with this event, "" for what is not counted."""
    by = HANDED_IN_BY.get(type(event))
    person = house.people.get(by(event)) if by else None
    return person.id if person is not None and person.role is Role.RESIDENT else ""


def with_form(house: House, recorded: Recorded) -> House:
    """Return the house with one more form of whoever has handed it in; nothing is kept of who is forgotten."""
    event = recorded.event
    if isinstance(event, PersonForgotten) and event.person in house.form_days:
        return house.having(
            form_days={name: one for name, one in house.form_days.items() if name != event.person}
        )
    if who := handed_in_by(house, event):
        known = house.form_days.get(who)
        day = known.one_more(recorded.at) if known else FormDay(who, 1, recorded.at)
        return house.having(form_days=newest(house.form_days, who, day))
    return house


def take_in(house: House, events: Iterable[Event], now: datetime, most_a_day: int) -> None:
    """Return if what is about to be recorded is within its person's day; `most_a_day` 0: there is no bound.

    Raises:
        Refused: `forms.enough`, with how many are taken in a day (`most`): the desk takes it in.
    """
    if not most_a_day:
        return
    for who in {handed_in_by(house, event) for event in events} - {""}:
        day = house.form_days.get(who)
        if day is not None and not day.left(most_a_day, now):
            raise Refused("forms.enough", most=most_a_day)
