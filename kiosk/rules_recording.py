"""Makes the record's rules agree with those of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import Grant, Limits, Reason
from kiosk.rules_file import ConsentEntry, RuleTables

FILE = "file"
"""Who made the rules that stand in a file."""
_IMPLIED = "group-"

V = TypeVar("V")


def differences(tables: RuleTables, house: House, key_groups: Iterable[str]) -> list[Event]:
    """Return the events after which the record's rules are those of the file.

    A table that the file has is the whole truth: what it does not name ends. Consents are only added: one that was
    withdrawn since is not given again by reading the same file once more. A site that has no grants at all lets
    whoever is of a key's group take it, at any hour.
    """
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
