"""What is asked of the register: filters that an address carries, names among them only sealed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from kiosk.domain.movements import Kind, Movement
from kiosk.flows.journeys import Journeys
from kiosk.flows.registers.finding import MONTH, bounds_of
from kiosk.language.messages import Language
from ui.desk.sealing import seal, unseal

DAYS = ("today", "yesterday", "week")


@dataclass(frozen=True)
class Question:
    """One search: each field narrows it, "" does not. `day`: one of `DAYS`, an ISO date, or a month "2026-05"."""

    words: str = ""
    person: str = ""
    kind: str = ""
    place: str = ""
    day: str = ""
    forgotten: bool = False
    """The address carried a name that another run of the kiosk had sealed."""

    def address(self, **changes: str) -> str:
        """Return the address's query of this question with something changed."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        parts = {
            "q": seal(asked.words),
            "who": seal(asked.person),
            "kind": asked.kind,
            "place": asked.place,
            "day": asked.day,
        }
        return urlencode({name: value for name, value in parts.items() if value})


def asked_in(arguments: Mapping[str, str]) -> Question:
    """Return the question of an address; what makes no sense asks nothing."""
    words, person = unseal(arguments.get("q", "")), unseal(arguments.get("who", ""))
    kind, place, day = (arguments.get(name, "") for name in ("kind", "place", "day"))
    return Question(
        words=words or "",
        person=person or "",
        kind=kind if kind in {one.value for one in Kind} else "",
        place=place if re.fullmatch(r"[A-Za-z0-9-]{1,20}", place) else "",
        day=day if day in DAYS or _date(day) or MONTH.fullmatch(day) else "",
        forgotten=words is None or person is None,
    )


def answers(
    journeys: Journeys, question: Question, language: Language, *, before: str, before_id: str, most: int
) -> list[Movement]:
    """Return the movements that fit, newest first, from `before` on."""
    since, until = bounds(question.day, journeys.clock.now(), journeys.settings.site.time_zone)
    people, items = _meant(journeys, question.words, language)
    return list(
        journeys.register.movements(
            words=question.words,
            kind=question.kind,
            place=question.place,
            person=question.person,
            people=people,
            items=items,
            since=since,
            before=before or until,
            before_id=before_id,
            most=most,
        )
    )


def all_answers(
    journeys: Journeys, question: Question, language: Language, most: int, step: int = 500
) -> Iterator[Movement]:
    """Yield every movement that fits, newest first, `most` at most."""
    before, before_id, left = "", "", most
    while left > 0:
        page = answers(journeys, question, language, before=before, before_id=before_id, most=min(step, left))
        yield from page
        if len(page) < min(step, left):
            return
        left -= len(page)
        before, before_id = cursor(page[-1])


def cursor(movement: Movement) -> tuple[str, str]:
    """Return where the page after this movement begins, as the register writes times."""
    return movement.begun.astimezone(UTC).isoformat().replace("+00:00", "Z"), movement.id


def bounds(day: str, now: datetime, zone: str) -> tuple[str, str]:
    """Return the first moment of a day (or days) and the first one after, in UTC as text; "" for no limit."""
    if not day:
        return "", ""
    if MONTH.fullmatch(day):
        return bounds_of(day, zone)
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    known = {"today": today, "yesterday": today - timedelta(days=1), "week": today - timedelta(days=6)}
    first = known.get(day) or _date(day) or today
    last = today if day == "week" else first
    return _start(first, here), _start(last + timedelta(days=1), here)


def _start(day: date, zone: ZoneInfo) -> str:
    return datetime.combine(day, time(), zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _date(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found and 1970 < found.year < 9999 else None


def _meant(journeys: Journeys, words: str, language: Language) -> tuple[list[str], list[str]]:
    """Return the people and keys that the words may mean: by name, phone's end, company, label."""
    wanted = words.strip().casefold()
    if not wanted:
        return [], []
    house, directory = journeys.ledger.house, journeys.directory
    people = []
    for person in house.people.values():
        card = directory.card(person.id)
        said = f"{card.name}\n{person.company or ''}".casefold() if card else ""
        if wanted in said or (len(wanted) >= 4 and card and (card.phone or "").endswith(wanted)):
            people.append(person.id)
    keys = [
        key.id
        for key in house.keys.values()
        if any(wanted in key.label.in_language(one.value).casefold() for one in Language)
    ]
    return people, [*keys, *journeys.register.keys_struck_off(words)]
