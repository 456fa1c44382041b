"""Makes the record's rules agree with those of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.keys import events as r
from kiosk.domain.keys.changes import Rule, RuleChange, subject_of, value_of
from kiosk.domain.keys.events import FILE
from kiosk.domain.keys.rules import Grant, KeyRule, Limits, Reason
from kiosk.domain.keys.timetable import Timetable, hours_of
from kiosk.rules_file import WEEK, ConsentEntry, RuleTables

_IMPLIED = "group-"

V = TypeVar("V")


@dataclass(frozen=True)
class HeldBack:
    """A rule that was changed at the desk and is otherwise in the file: who changed it, and what the file would do."""

    change: RuleChange
    rule: Rule
    here: object
    """How the rule is on record; None: there is none."""


def differences(
    tables: RuleTables, house: House, key_groups: Iterable[str], *, overwrite: bool = False
) -> list[Event]:
    """Return the events after which the record's rules are those of the file.

    What was changed at the desk since stays as it is, unless the file may `overwrite` it; `held_back` tells it.

    A table that the file has is the whole truth: what it does not name ends. Consents are only added: one that was
    withdrawn since is not given again by reading the same file once more. A site that has no grants at all lets
    whoever is of a key's group take it, at any hour.
    """
    events = _differences(tables, house, key_groups)
    return [one for one in events if overwrite or not _by_desk(house, one)]


def held_back(tables: RuleTables, house: House, key_groups: Iterable[str]) -> list[HeldBack]:
    """Return every difference between the file and what was changed at the desk."""
    return [
        HeldBack(change, one, value_of(house.rulebook, change.subject))
        for one in _differences(tables, house, key_groups)
        if isinstance(one, Rule) and (change := _by_desk(house, one))
    ]


def in_words(held: HeldBack) -> str:
    """Return a difference as a line for the command's reader."""
    change = held.change
    when = change.at.strftime("%Y-%m-%d %H:%M UTC")
    now, then = _told(held.here), _told(_value(held.rule))
    return f"{change.subject}: changed by {change.by}, {when}, to {now}; the file has {then}"


def _value(rule: Rule) -> object:
    match rule:
        case r.GrantGiven():
            return Grant(rule.grant, rule.who, rule.what, rule.timetable, rule.since, rule.until)
        case r.KeyRuleSet():
            return rule.rule
        case r.ReasonSet():
            return rule.reason
        case r.TimetableSet():
            return Timetable(rule.timetable, rule.days, rule.on_holidays)
        case r.LimitsSet():
            return Limits(frozenset(rule.holidays), dict(rule.most_at_once))
        case r.GrantEnded():
            return None


def _told(value: object) -> str:
    """Return a rule in the words of the file: what is not as it is by default."""
    if isinstance(value, Timetable):
        week = ", ".join(
            f"{day} {hours_of(spans) or 'never'}" for day, spans in zip(WEEK, value.days, strict=True)
        )
        return (
            week
            if value.on_holidays is None
            else f"{week}, holidays {hours_of(value.on_holidays) or 'never'}"
        )
    if isinstance(value, Limits):
        return f"{len(value.holidays)} holidays, most_at_once {dict(sorted(value.most_at_once.items()))}"
    if isinstance(value, Grant | KeyRule | Reason):
        stated = [(one.name, getattr(value, one.name), one.default) for one in fields(value)]
        words = [
            f"{name} {said}"
            for name, said, default in stated
            if said != default and name not in ("id", "code")
        ]
        return ", ".join(words) or "nothing special"
    return "nothing"


def _by_desk(house: House, event: Event) -> RuleChange | None:
    return house.rule_changes.get(subject_of(event)) if isinstance(event, Rule) else None


def _differences(tables: RuleTables, house: House, key_groups: Iterable[str]) -> list[Event]:
    events: list[Event] = []
    for table in (entry.timetable() for entry in tables.timetables):
        if house.timetables.get(table.name) != table:
            events.append(r.TimetableSet(table.name, table.days, table.on_holidays, FILE))
    events += _grants(tables, house, key_groups)
    if tables.key_rules is not None:
        rules = {entry.subject: entry.rule() for entry in tables.key_rules}
        events += _changes(rules, house.key_rules, lambda name, rule: r.KeyRuleSet(name, rule, FILE))
        events += [r.KeyRuleSet(name, None, FILE) for name in house.key_rules if name not in rules]
    reasons = {entry.code: Reason(**dict(entry)) for entry in tables.reasons}
    events += _changes(reasons, house.reasons, lambda _name, reason: r.ReasonSet(reason, FILE))
    if tables.limits is not None:
        limits = Limits(
            frozenset(tables.limits.holidays), {str(k): n for k, n in tables.limits.most_at_once.items()}
        )
        if limits != house.limits.get("estate"):
            most = tuple(sorted(limits.most_at_once.items()))
            events.append(r.LimitsSet(tuple(sorted(limits.holidays)), most, FILE))
    return events + [_given(entry) for entry in tables.consents if entry.id not in house.consents]


def _grants(tables: RuleTables, house: House, key_groups: Iterable[str]) -> list[Event]:
    if tables.grants is not None:
        wanted = {entry.id: Grant(**dict(entry)) for entry in tables.grants}
        ended = [name for name in house.grants if name not in wanted]
    elif all(name.startswith(_IMPLIED) for name in house.grants):
        names = [(f"{_IMPLIED}{group}", f"group:{group}") for group in sorted(set(key_groups))]
        wanted, ended = {name: Grant(name, group, group) for name, group in names}, []
    else:
        return []
    return _changes(wanted, house.grants, _granted) + [r.GrantEnded(name, FILE) for name in ended]


def _granted(name: str, grant: Grant) -> Event:
    return r.GrantGiven(name, grant.who, grant.what, grant.timetable, grant.since, grant.until, FILE)


def _given(entry: ConsentEntry) -> Event:
    return r.ConsentGiven(
        consent=entry.id,
        unit=entry.unit,
        given_by=entry.given_by,
        reasons=entry.reasons,
        since=entry.since,
        until=entry.until,
        signed=entry.signed,
        groups=entry.groups,
        told=entry.told,
    )


def _changes(
    wanted: Mapping[str, V], known: Mapping[str, V], event: Callable[[str, V], Event]
) -> list[Event]:
    return [event(name, rule) for name, rule in wanted.items() if known.get(name) != rule]
