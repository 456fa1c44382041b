"""What a change of the rules about keys does: who gains and who loses which keys, and which key nobody could take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from kiosk.domain.items import Key, KeyKind
from kiosk.domain.keys.asking import why_not_counting
from kiosk.domain.keys.rules import Grant, Rulebook, objects_of, subjects_of
from kiosk.domain.keys.timetable import DAY_MIN, Span, Timetable
from kiosk.domain.people import STAFF, Person

WEEK_MIN = 7 * DAY_MIN
ALWAYS = (1 << 2 * WEEK_MIN) - 1
"""Each bit is a minute at which a right is in force: a week of plain days, then one of holidays, Monday first."""


@dataclass(frozen=True)
class Effect:
    """One person's right to one key changes. `gains`: at some hour they may that they might not; `loses`: the reverse.

    `had`, `has`: whether they might, or may, at any hour at all from today on.
    """

    person: str
    key: str
    gains: bool
    loses: bool
    had: bool
    has: bool

    @property
    def kind(self) -> str:
        """What it comes to: "gains", "loses" (the whole key), "more", "fewer" or "other" (hours)."""
        if not self.had or not self.has:
            return "gains" if self.has else "loses"
        return "other" if self.gains and self.loses else "more" if self.gains else "fewer"


def effects(
    before: Rulebook, after: Rulebook, people: Iterable[Person], keys: Collection[Key], today: date
) -> list[Effect]:
    """Return every right of the staff that a change widens or narrows from `today` (at the site) on."""
    found = []
    changed_days = sorted(day for day in before.limits.holidays ^ after.limits.holidays if day >= today)
    for person in people:
        if not person.active or person.role not in STAFF:
            continue
        old, new = _reach(before, person), _reach(after, person)
        for key in keys:
            was, will = _to(old, key), _to(new, key)
            same = was == will and all(_hours(before, one) == _hours(after, one) for one in was)
            if same and not (changed_days and was):
                continue
            effect = _effect(person.id, key.id, (before, was), (after, will), today, changed_days)
            if effect.gains or effect.loses:
                found.append(effect)
    return found


def touched(before: Rulebook, after: Rulebook, keys: Iterable[Key]) -> list[str]:
    """Return the keys that ask for something else than before."""
    return [key.id for key in keys if before.rule_for(key) != after.rule_for(key)]


def stranded(book: Rulebook, people: Collection[Person], keys: Collection[Key], today: date) -> set[str]:
    """Return the keys that nobody of the staff could take at any hour from `today` on, whatever they did."""
    staff = [person for person in people if person.active and person.role in STAFF]
    reach = {person.id: _reach(book, person) for person in staff}
    by_name = {key.id: key for key in keys}
    return {
        key.id
        for key in keys
        if not any(_could(book, person, key, reach, staff, by_name, today) for person in staff)
    }


def _could(
    book: Rulebook,
    person: Person,
    key: Key,
    reach: Mapping[str, Mapping[str, Sequence[Grant]]],
    staff: Sequence[Person],
    keys: Mapping[str, Key],
    today: date,
) -> bool:
    """Whether somebody could take a key with all that it asks for: enough others, a reason, the keys beside it."""
    rule = book.rule_for(key)
    if not _ever(book, _to(reach[person.id], key), today):
        return False
    if not _has_reason(book, key, rule.reasons):
        return False
    agreeing = 0
    if rule.authorisers:
        another = rule.from_another_group
        agreeing = sum(why_not_counting(person, one, from_another_group=another) is None for one in staff)
    beside = [keys[name] for name in rule.only_with if name in keys]
    whole = len(beside) == len(rule.only_with)
    most = book.limits.most_at_once.get(person.role.value)
    fits = most is None or len(beside) < most
    together = all(_ever(book, _to(reach[person.id], one), today) for one in beside)
    return agreeing >= rule.authorisers and whole and fits and together


def _has_reason(book: Rulebook, key: Key, allowed: Sequence[str]) -> bool:
    """Whether any reason counts for a key; a site without reasons on record asks for none of them."""
    if not book.reasons:
        return True
    fitting = [one for one in book.reasons.values() if not allowed or one.code in allowed]
    return any(key.kind is KeyKind.UNIT or not one.private for one in fitting)


def _reach(book: Rulebook, person: Person) -> Mapping[str, list[Grant]]:
    """Return a person's rights by what they are to."""
    subjects, found = subjects_of(person), dict[str, list[Grant]]()
    for grant in book.grants.values():
        if grant.who in subjects:
            found.setdefault(grant.what, []).append(grant)
    return found


def _to(reach: Mapping[str, Sequence[Grant]], key: Key) -> list[Grant]:
    return [grant for what in objects_of(key) for grant in reach.get(what, ())]


def _ever(book: Rulebook, grants: Sequence[Grant], today: date) -> bool:
    return any((one.until is None or one.until >= today) and _cover(book, one) for one in grants)


def _effect(
    person: str,
    key: str,
    before: tuple[Rulebook, Sequence[Grant]],
    after: tuple[Rulebook, Sequence[Grant]],
    today: date,
    changed_days: Sequence[date],
) -> Effect:
    gains = loses = had = has = False
    for day in _turns((*before[1], *after[1]), today):
        was, will = _covered(*before, day), _covered(*after, day)
        gains, loses = gains or bool(will & ~was), loses or bool(was & ~will)
        had, has = had or bool(was), has or bool(will)
    for day in changed_days:
        was, will = _on_day(*before, day), _on_day(*after, day)
        gains, loses = gains or bool(will & ~was), loses or bool(was & ~will)
    return Effect(person, key, gains, loses, had, has)


def _turns(grants: Iterable[Grant], today: date) -> Iterator[date]:
    """Yield `today`, and each later day on which another set of rights is in force."""
    yield today
    turns = {one.since for one in grants if one.since}
    turns |= {one.until + timedelta(days=1) for one in grants if one.until and one.until < date.max}
    yield from sorted(day for day in turns if day > today)


def _covered(book: Rulebook, grants: Iterable[Grant], day: date) -> int:
    """Return the minutes at which rights are in force, in the stretch of time that begins with `day`."""
    minutes = 0
    for grant in grants:
        if grant.holds_on(day):
            minutes |= _cover(book, grant)
    return minutes


def _on_day(book: Rulebook, grants: Iterable[Grant], day: date) -> int:
    """Return the minutes of one day, as a plain day or a holiday."""
    first = day.weekday() * DAY_MIN + (WEEK_MIN if day in book.limits.holidays else 0)
    return (_covered(book, grants, day) >> first) & ((1 << DAY_MIN) - 1)


def _hours(book: Rulebook, grant: Grant) -> Timetable | None:
    return book.timetables.get(grant.timetable) if grant.timetable else None


def _cover(book: Rulebook, grant: Grant) -> int:
    if grant.timetable is None:
        return ALWAYS
    hours = _hours(book, grant)
    return minutes_of(hours) if hours else 0


@cache
def minutes_of(table: Timetable) -> int:
    """Return every minute that a timetable covers, as `ALWAYS` counts them."""
    holidays = (table.on_holidays,) * 7 if table.on_holidays is not None else table.days
    return _week(table.days) | _week(holidays) << WEEK_MIN


def _week(days: Sequence[Sequence[Span]]) -> int:
    minutes = 0
    for number, spans in enumerate(days):
        for span in spans:
            first = number * DAY_MIN + span.from_min
            minutes |= ((1 << span.length_min) - 1) << first
    # what goes on through Sunday's midnight comes round on Monday
    return (minutes & ((1 << WEEK_MIN) - 1)) | (minutes >> WEEK_MIN)
