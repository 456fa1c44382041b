"""What may be done with a complaint, from the first word to the one by which its answer was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.grievances import events as g
from kiosk.domain.grievances.grievance import (
    ABOUT,
    KINDS,
    LOBBY,
    OUTCOMES,
    PRAISE,
    TOLD_BY,
    WAYS,
    Grievance,
    Rules,
    Stage,
    may_see,
    next_number,
)
from kiosk.domain.house import House
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

SLIP = "grievance"
MOST_OPEN_OF_ONE = 6
"""So many complaints of one person may be open at a time."""
MOST_STEPS = 60


@dataclass(frozen=True)
class Make:
    """Somebody complains or praises. `person` "": they don't say who they are. `by`: who wrote it, "" the screen."""

    grievance: str
    kind: str
    about: str
    way: str
    person: str
    by: str
    against: str = ""
    urgent: bool = False
    words: str = ""
    words_digest: str = ""
    paper: bool = False


def decide_make(house: House, command: Make, rules: Rules, now: datetime) -> list[e.Event]:
    """Return the line of the register; nothing for one that is known already.

    Raises:
        Refused: `grievance.about`; `grievance.words` at the desk; `staff.needed`; `resident.unknown`;
            `grievance.unnamed_not`; `grievance.too_many_unnamed`; `grievance.too_many`; `grievance.against`.
    """
    if command.grievance in house.grievances:
        return []
    if command.kind not in KINDS or command.about not in ABOUT or command.way not in WAYS:
        raise Refused("grievance.about")
    if command.way != LOBBY:
        need_staff(house, command.by)
    if not command.words and (command.way != LOBBY or not command.person):
        raise Refused("grievance.words")  # at the screen somebody with a name may tell the desk instead
    person = _complainant(house, command, rules, now)
    if command.against and not is_staff(house, command.against):
        raise Refused("grievance.against")
    owner = command.by if command.by and command.way != LOBBY and command.by != command.against else ""
    made = g.GrievanceMade(
        grievance=command.grievance, number=next_number(house.grievances.values()), kind=command.kind,
        about=command.about, way=command.way, person=command.person,
        unit=(person.unit or "") if person else "", against=command.against, urgent=command.urgent,
        owner=owner, due=rules.due(now, urgent=command.urgent), words=command.words,
        words_digest=command.words_digest, by=command.by,
    )  # fmt: skip
    language = person.language if person else "zh_Hans"
    slip = e.PaperQueued(f"g-{command.grievance[:16]}", SLIP, command.grievance, language)
    return [made, slip] if command.paper else [made]


def _complainant(house: House, command: Make, rules: Rules, now: datetime) -> Person | None:
    """Return who complains, None for somebody who does not say."""
    still_open = [one for one in house.grievances.values() if not one.over]
    if command.person:
        person = house.people.get(command.person)
        if person is None or person.role is not Role.RESIDENT or not person.active:
            raise Refused("resident.unknown")
        if sum(one.person == person.id for one in still_open) >= MOST_OPEN_OF_ONE:
            raise Refused("grievance.too_many", most=MOST_OPEN_OF_ONE)
        return person
    if not rules.anonymous:
        raise Refused("grievance.unnamed_not")
    lately = now - timedelta(days=1)
    at_screen = [
        one for one in house.grievances.values() if one.anonymous and one.way == LOBBY and one.made > lately
    ]
    if command.way == LOBBY and len(at_screen) >= rules.most_unnamed:
        raise Refused("grievance.too_many_unnamed")
    return None


def decide_own(house: House, grievance: str, owner: str, by: str, rules: Rules) -> list[e.Event]:
    """Return who answers for it from now on; nothing where it is so already.

    Raises:
        Refused: `staff.needed`, `grievance.unknown`, `grievance.closed`; `grievance.owner` for nobody of the staff,
            or the very person that it is against.
    """
    one = need_open(house, grievance, by, rules)
    if not is_staff(house, owner) or owner == one.against:
        raise Refused("grievance.owner")
    if one.owner == owner:
        return []
    told = [e.NoticeQueued(f"gv0-{one.id[:12]}-{owner}", owner, "grievance_yours", one.id)]
    return [g.GrievanceOwned(one.id, owner, by), *(told if owner != by else [])]


def decide_note(
    house: House, grievance: str, words: str, digest: str, by: str, rules: Rules
) -> list[e.Event]:
    """Return that something was done about it; nothing for the same words' reference once more.

    Raises:
        Refused: `staff.needed`, `grievance.unknown`, `grievance.closed`, `grievance.words`, `grievance.too_long`.
    """
    one = need_open(house, grievance, by, rules)
    if not words:
        raise Refused("grievance.words")
    if any(step.words == words for step in one.steps):
        return []
    if len(one.steps) >= MOST_STEPS:
        raise Refused("grievance.too_long")
    return [g.GrievanceNoted(one.id, words, digest, by)]


def decide_handled(
    house: House, grievance: str, outcome: str, words: str, digest: str, by: str, rules: Rules
) -> list[e.Event]:
    """Return the answer; nothing for one that is answered already. Without somebody to tell it is closed with it.

    Raises:
        Refused: `staff.needed`, `grievance.unknown`, `grievance.closed`, `grievance.outcome`, `grievance.words`.
    """
    one = need_open(house, grievance, by, rules)
    if one.stage is Stage.HANDLED:
        return []
    if outcome not in OUTCOMES:
        raise Refused("grievance.outcome")
    if not words and one.kind != PRAISE:
        raise Refused("grievance.words")
    handled = g.GrievanceHandled(one.id, outcome, words, digest, by)
    return [handled, g.GrievanceToldBack(one.id, "", by)] if one.anonymous else [handled]


def decide_told(house: House, grievance: str, how: str, by: str, rules: Rules) -> list[e.Event]:
    """Return that its complainant knows of the answer; nothing for one that does already.

    Raises:
        Refused: `staff.needed`, `grievance.unknown`; `grievance.not_handled`; `grievance.told_how`.
    """
    one = need(house, grievance, by, rules)
    if one.over:
        return []
    if one.stage is not Stage.HANDLED:
        raise Refused("grievance.not_handled")
    if how not in TOLD_BY:
        raise Refused("grievance.told_how")
    return [g.GrievanceToldBack(one.id, how, by)]


def decide_reopen(
    house: House, grievance: str, words: str, digest: str, by: str, rules: Rules, now: datetime
) -> list[e.Event]:
    """Return that it goes on, with a new deadline; nothing for one that does already.

    Raises:
        Refused: `staff.needed`, `grievance.unknown`, `grievance.words`.
    """
    one = need(house, grievance, by, rules)
    if one.stage is Stage.OPEN:
        return []
    if not words:
        raise Refused("grievance.words")
    return [g.GrievanceReopened(one.id, rules.due(now, urgent=one.urgent), words, digest, by)]


def need(house: House, grievance: str, by: str, rules: Rules) -> Grievance:
    """Return one at hand, to somebody who may see it.

    Raises:
        Refused: `staff.needed`; `grievance.unknown`, also for whoever it is against.
    """
    need_staff(house, by)
    found = house.grievances.get(grievance)
    if found is None or not may_see(found, by, hidden=rules.hidden):
        raise Refused("grievance.unknown")
    return found


def need_open(house: House, grievance: str, by: str, rules: Rules) -> Grievance:
    """Return one that is not closed. Raises as `need`; `grievance.closed`."""
    found = need(house, grievance, by, rules)
    if found.over:
        raise Refused("grievance.closed", number=found.number)
    return found


def need_staff(house: House, person: str) -> Person:
    """Return somebody of the staff. Raises `staff.needed` for anybody else."""
    if not is_staff(house, person):
        raise Refused("staff.needed")
    return house.people[person]


def is_staff(house: House, person: str) -> bool:
    """Return whether somebody is of the staff now."""
    known = house.people.get(person)
    return known is not None and known.role in STAFF and known.active
