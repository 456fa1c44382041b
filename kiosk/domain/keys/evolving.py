"""How each recorded event changes the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kiosk.domain.house import House
from kiosk.domain.keys import events as r
from kiosk.domain.keys.changes import Rule, RuleChange, subject_of
from kiosk.domain.keys.consent import Consent
from kiosk.domain.keys.rules import DUE_UNLESS, Grant, Limits
from kiosk.domain.keys.timetable import Timetable

V = TypeVar("V")


def with_rule(house: House, event: r.RuleEvent, at: datetime) -> House:
    """Return the house under the rules as they are after `event`."""
    if isinstance(event, Rule) and event.by == r.FILE and subject_of(event) in house.rule_changes:
        # the file has the last word again
        house = replace(house, rule_changes=_without(house.rule_changes, subject_of(event)))
    match event:
        case r.RulesChanged():
            last = RuleChange(event.subject, event.change, event.by, at, event.why)
            return replace(house, rule_changes=_with(house.rule_changes, event.subject, last))
        case r.GrantGiven():
            grant = Grant(event.grant, event.who, event.what, event.timetable, event.since, event.until)
            return replace(house, grants=_with(house.grants, grant.id, grant))
        case r.GrantEnded():
            return replace(house, grants=_without(house.grants, event.grant))
        case r.KeyRuleSet(rule=None):
            return replace(house, key_rules=_without(house.key_rules, event.subject))
        case r.KeyRuleSet(rule=rule) if rule is not None:
            return replace(house, key_rules=_with(house.key_rules, event.subject, rule))
        case r.TimetableSet():
            table = Timetable(event.timetable, event.days, event.on_holidays)
            return replace(house, timetables=_with(house.timetables, table.name, table))
        case r.ReasonSet():
            return replace(house, reasons=_with(house.reasons, event.reason.code, event.reason))
        case r.LimitsSet():
            limits = Limits(frozenset(event.holidays), dict(event.most_at_once))
            return replace(house, limits=_with(house.limits, "estate", limits))
        case r.DueUnlessSet():
            return replace(house, limits=_with(house.limits, DUE_UNLESS, Limits(due_at_min=event.at_min)))
        case r.ConsentGiven():
            return replace(house, consents=_with(house.consents, event.consent, _consent(event)))
        case r.ConsentWithdrawn() if known := house.consents.get(event.consent):
            withdrawn = replace(known, withdrawn_at=known.withdrawn_at or at)
            return replace(house, consents=_with(house.consents, known.id, withdrawn))
    return house


def _consent(event: r.ConsentGiven) -> Consent:
    return Consent(
        event.consent,
        event.unit,
        event.given_by,
        event.reasons,
        event.since,
        event.until,
        event.signed,
        event.groups,
        event.told,
    )


def _with(entities: Mapping[str, V], name: str, entity: V) -> dict[str, V]:
    return {**_without(entities, name), name: entity}  # the newest stands last


def _without(entities: Mapping[str, V], name: str) -> dict[str, V]:
    return {other: kept for other, kept in entities.items() if other != name}
