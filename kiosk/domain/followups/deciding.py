"""What may be done with a follow-up: planned by rule, tried, asked, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.followups import events as f
from kiosk.domain.followups.followup import (
    DECLINED,
    GIVEN_UP,
    GRIEVANCE,
    NOT_REACHED,
    REACHED,
    RESULTS,
    TRIES,
    FollowUp,
    Rule,
    Source,
    is_drawn,
    window,
)
from kiosk.domain.followups.sources import rule_for
from kiosk.domain.grievances.grievance import may_see
from kiosk.domain.house import House
from kiosk.domain.pending import Pending
from kiosk.domain.people import STAFF, Person, Role
from kiosk.domain.refusal import Refused

AGAIN_AFTER = timedelta(hours=2)
"""So long somebody who was not reached is left alone."""


def decide_plan(
    house: House, source: Source, rules: Mapping[str, Rule], asked: int, seen: int
) -> list[e.Event]:
    """Return whether and when somebody is asked; nothing for what was decided already.

    `asked` of `seen` before it in the same month and of the same kind.
    """
    if source.id in house.follow_ups:
        return []
    rule = rule_for(source, rules)
    opens, due = window(rule, source.ended)
    drawn = is_drawn(source, rule.percent, asked, seen)
    planned = f.FollowUpPlanned(
        source.id, source.of, source.about, source.number, source.service, source.person, source.unit,
        source.ended, opens, due, source.handler, rule.percent, drawn,
    )  # fmt: skip
    return [planned]


def decide_look(house: House, follow_up: str, by: str) -> list[e.Event]:
    """Return that somebody looks at the telephone number, to call.

    Raises:
        Refused: `staff.needed`, `followup.unknown`, `followup.over`.
    """
    return [f.FollowUpPhoneSeen(need_due(house, follow_up, by).id, by)]


@dataclass(frozen=True)
class Told:
    """What came of a call. `act`: the form's id; `words`: the vault's reference to what was said."""

    act: str
    result: str
    satisfaction: int = 0
    words: str = ""
    words_digest: str = ""


def decide_result(house: House, follow_up: str, told: Told, by: str, now: datetime) -> list[e.Event]:
    """Return what came of a call; nothing for one that was told already.

    Raises:
        Refused: `staff.needed`, `followup.unknown`, `followup.over`; `followup.result`; `followup.satisfaction` for
            somebody who was reached; `followup.words` for somebody unhappy without a word of why; `followup.tries`
            before it may be given up, with `most`; `followup.not_yet` before its day.
    """
    one = need(house, follow_up, by)
    if told.act and any(attempt.act == told.act for attempt in one.tries):
        return []
    one = need_due(house, follow_up, by)
    if told.result not in RESULTS:
        raise Refused("followup.result")
    if now < one.opens:
        raise Refused("followup.not_yet")
    if told.result == NOT_REACHED:
        return [f.FollowUpTried(one.id, told.act, by)]
    if told.result == GIVEN_UP and len(one.tries) < TRIES:
        raise Refused("followup.tries", most=TRIES)
    satisfaction = told.satisfaction if told.result == REACHED else 0
    if told.result == REACHED and not 1 <= satisfaction <= 5:
        raise Refused("followup.satisfaction")
    if told.result == REACHED and satisfaction <= 2 and not told.words:
        raise Refused("followup.words")
    words = (told.words, told.words_digest) if told.result in (REACHED, DECLINED) else ("", "")
    return [f.FollowUpEnded(one.id, told.result, satisfaction, *words, by)]


def decide_led_to(house: House, follow_up: str, what: str, about: str, by: str) -> list[e.Event]:
    """Return that something came of it; nothing for what is known already.

    Raises:
        Refused: `staff.needed`, `followup.unknown`.
    """
    one = need(house, follow_up, by)
    return [] if f"{what}:{about}" in one.led_to else [f.FollowUpLedTo(one.id, what, about, by)]


def need(house: House, follow_up: str, by: str) -> FollowUp:
    """Return one at hand.

    Raises:
        Refused: `staff.needed`; `followup.unknown`, also for whoever the complaint that it follows is against.
    """
    person = house.people.get(by)
    if person is None or person.role not in STAFF or not person.active:
        raise Refused("staff.needed")
    found = house.follow_ups.get(follow_up)
    if found is None or not may_ask(house, found, person):
        raise Refused("followup.unknown")
    return found


def may_ask(house: House, one: FollowUp, person: Person) -> bool:
    """Return whether somebody may know of a follow-up: nobody asks about the complaint against themselves."""
    about = house.grievances.get(one.about) if one.of == GRIEVANCE else None
    return about is None or may_see(about, person.id, hidden=True)


def need_due(house: House, follow_up: str, by: str) -> FollowUp:
    """Return one that is yet to be asked. Raises as `need`; `followup.over`."""
    found = need(house, follow_up, by)
    if found.over:
        raise Refused("followup.over")
    return found


def to_ask(house: House, now: datetime) -> list[FollowUp]:
    """Return who is to be asked now, whose last day comes first."""
    return sorted(
        (one for one in house.follow_ups.values() if one.is_open(now)), key=lambda one: (one.due, one.id)
    )


def rests_until(one: FollowUp) -> datetime | None:
    """Return until when somebody who was just not reached is left alone, None for nobody tried."""
    return one.tries[-1].at + AGAIN_AFTER if one.tries else None


def late(house: House, now: datetime) -> list[e.Event]:
    """Return that the supervisors are told of each follow-up that nobody has asked in time, once."""
    found: list[e.Event] = []
    for one in house.follow_ups.values():
        if one.over or one.told_late or now < one.due:
            continue
        found.append(f.FollowUpLate(one.id))
        for person in house.people.values():
            if person.role is Role.SUPERVISOR and person.active and may_ask(house, one, person):
                notice = f"fu-{one.id[:12]}-{person.id}"
                found.append(e.NoticeQueued(notice, person.id, "followup_late", one.id))
    return found


def pending(house: House, now: datetime) -> Iterator[Pending]:
    """Yield one task for all who are to be asked, and one for those whose last day is over."""
    still_due = [one for one in to_ask(house, now) if (rests_until(one) or now) <= now]
    over = [one for one in still_due if one.due <= now]
    if over:
        yield Pending("followup.late", over[0].due, about="late")
    if len(still_due) > len(over):
        first = min(one.opens for one in still_due if one.due > now)
        yield Pending("followup.due", first, urgent=False, about="due")
