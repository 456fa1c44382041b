"""Rules about keys as sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date, get_day_names

from kiosk.domain.keys import events as r
from kiosk.domain.keys.changes import Rule
from kiosk.domain.keys.rules import Grant, KeyRule, Limits, Reason
from kiosk.domain.keys.timetable import WHOLE_DAY, Span, Timetable, hours_of
from kiosk.flows.keys.keeping_slips import group_in, listed
from ui.desk.words import Words

SHOWN = 6
"""Keys that are named one by one; more are counted."""


@dataclass(frozen=True)
class Wording:
    """Says what a rule means."""

    words: Words
    as_now: bool = True
    """Whether hours are told as they are now; else by their name, as in a history."""

    def sentence(self, rule: Rule) -> str:
        """Return a change as what holds after it."""
        say = self.words.say
        match rule:
            case r.GrantGiven():
                return self.grant(
                    Grant(rule.grant, rule.who, rule.what, rule.timetable, rule.since, rule.until)
                )
            case r.GrantEnded():
                known = self.words.journeys.ledger.house.grants.get(rule.grant)
                if known is None:
                    return say("keyrules.right_over")
                return say("keyrules.grant_ended", who=self.who(known.who), what=self.what(known.what))
            case r.KeyRuleSet(rule=None):
                return say("keyrules.rule_dropped", what=self.what(rule.subject))
            case r.KeyRuleSet():
                return self.rule(rule.subject, rule.rule) if rule.rule else ""
            case r.TimetableSet():
                return self.hours(Timetable(rule.timetable, rule.days, rule.on_holidays))
            case r.ReasonSet():
                return self.reason(rule.reason)
            case r.LimitsSet():
                return self.limits(Limits(frozenset(rule.holidays), dict(rule.most_at_once)))

    def value(self, subject: str, value: object) -> str:
        """Return how a rule is now."""
        match value:
            case Grant():
                return self.grant(value)
            case KeyRule():
                return self.rule(subject.partition(":")[2], value)
            case Timetable():
                return self.hours(value)
            case Reason():
                return self.reason(value)
            case Limits():
                return self.limits(value)
        return ""

    def grant(self, grant: Grant) -> str:
        """Return "housekeeping may take common-area keys, Mon-Fri 07:00-19:00"."""
        say, when = self.words.say, []
        table = self.words.journeys.ledger.house.timetables.get(grant.timetable or "")
        if grant.timetable is None:
            when.append(say("keyrules.any_hour"))
        else:
            named = say("keyrules.hours_named", name=grant.timetable)
            when.append(self.week(table) if table and self.as_now else named)
        if grant.since:
            when.append(say("keyrules.from_day", day=self.day(grant.since)))
        if grant.until:
            when.append(say("keyrules.until_day", day=self.day(grant.until)))
        return say(
            "keyrules.grant", who=self.who(grant.who), what=self.what(grant.what), when=self.listed(when)
        )

    def rule(self, subject: str, rule: KeyRule) -> str:
        """Return what a key or a kind of keys asks for."""
        asks = self.listed(list(self._asks(rule))) or self.words.say("keyrules.asks.nothing")
        return self.words.say("keyrules.rule", what=self.what(subject), asks=asks)

    def hours(self, table: Timetable) -> str:
        """Return a timetable's hours."""
        return self.words.say("keyrules.hours", name=table.name, hours=self.week(table))

    def reason(self, reason: Reason) -> str:
        """Return what a reason asks for."""
        stated = {
            "private": reason.private,
            "emergency": reason.emergency,
            "needs_note": reason.needs_note,
            "work_order": reason.needs_work_order,
            "no_work": not reason.work,
            "retired": reason.retired,
        }
        asks = self.listed([self.words.say(f"keyrules.asks.{name}") for name, so in stated.items() if so])
        label = reason.label
        name = label.in_language(self.words.language.value) if label else self.words.reason(reason.code)
        return self.words.say(
            "keyrules.reason", name=name, asks=asks or self.words.say("keyrules.asks.nothing")
        )

    def limits(self, limits: Limits) -> str:
        """Return how many keys each role may hold, and the holidays."""
        say = self.words.say
        most = [f"{say(f'keyrules.role.{role}')} {n}" for role, n in sorted(limits.most_at_once.items())]
        days = [
            self.day(first) if first == last else f"{self.day(first)}\u2013{self.day(last)}"
            for first, last in stretches(sorted(limits.holidays))
        ]
        return say(
            "keyrules.limits",
            most=self.listed(most) or say("keyrules.no_limit"),
            days=self.listed(days) or say("keyrules.no_days"),
        )

    def who(self, who: str) -> str:
        """Return who is meant by "person:a", "group:plant" or "role:attendant"."""
        kind, _, name = who.partition(":")
        if kind == "person":
            return self.words.journeys.directory.name(name)
        return (
            group_in(self.words.language, name)
            if kind == "group"
            else self.words.say(f"keyrules.role.{name}")
        )

    def what(self, what: str) -> str:
        """Return which keys are meant by "key:k", "group:plant" or "kind:unit"."""
        kind, _, name = what.partition(":")
        if kind == "key":
            return self.words.item(name)
        if kind == "kind":
            return self.words.say(f"keyrules.keys.{name}")
        return self.words.say("keyrules.keys.group", group=group_in(self.words.language, name))

    def keys(self, keys: Sequence[str]) -> str:
        """Return the first few keys by name, and how many more there are."""
        named = self.listed([self.words.item(one) for one in keys[:SHOWN]])
        more = len(keys) - SHOWN
        return self.words.say("keyrules.and_more", keys=named, count=more) if more > 0 else named

    def week(self, table: Timetable) -> str:
        """Return "Mon-Fri 08:00-18:00, Sat 10:00-12:00"; days without hours are left out."""
        names = self.day_names()
        parts = [
            self._on("\u2013".join(dict.fromkeys((names[first], names[last]))), table.days[first])
            for first, last in same_days(table.days)
            if table.days[first]
        ]
        if len(set(table.days)) == 1 and table.days[0]:
            parts = [self._on(self.words.say("keyrules.every_day"), table.days[0])]
        if table.on_holidays is not None:
            parts.append(self._on(self.words.say("keyrules.holidays"), table.on_holidays))
        return self.listed(parts) or self.words.say("keyrules.never")

    def day(self, day: date) -> str:
        """Return a day in the locale's form."""
        return format_date(day, "medium", locale=self.words.language.value)

    def listed(self, parts: Sequence[str]) -> str:
        """Return parts as a list of the language."""
        return listed(parts, self.words.language)

    def _on(self, days: str, spans: Sequence[Span]) -> str:
        hours = "00:00-24:00" if tuple(spans) == (WHOLE_DAY,) else hours_of(spans)
        return self.words.say("keyrules.on_day", days=days, hours=hours or self.words.say("keyrules.never"))

    def day_names(self) -> list[str]:
        """Return the short names of the days, Monday first."""
        names = get_day_names("abbreviated", locale=self.words.language.value)
        return [names[number] for number in range(7)]

    def _asks(self, rule: KeyRule) -> Iterator[str]:
        say = self.words.say
        if rule.authorisers:
            which = "another" if rule.from_another_group else "authorisers"
            yield say(f"keyrules.asks.{which}", count=rule.authorisers)
        if rule.reasons:
            reasons = self.listed([self.words.reason(one) for one in rule.reasons])
            yield say("keyrules.asks.reasons", reasons=reasons)
        if rule.needs_work_order:
            yield say("keyrules.asks.work_order")
        if rule.only_with:
            yield say("keyrules.asks.only_with", keys=self.keys(rule.only_with))
        if rule.never_with:
            yield say("keyrules.asks.never_with", keys=self.keys(rule.never_with))
        if rule.due_min is not None:
            yield say("keyrules.asks.due_min", minutes=rule.due_min)
        if rule.due_by_min is not None:
            clock = f"{rule.due_by_min // 60:02}:{rule.due_by_min % 60:02}"
            yield say("keyrules.asks.due_by", time=clock)
        stated = {"booked_only": rule.booked_only, "note_on_return": rule.note_on_return}
        stated["no_contractors"] = not rule.contractors
        yield from (say(f"keyrules.asks.{name}") for name, so in stated.items() if so)


def same_days(days: Sequence[object]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of days that are alike."""
    first = 0
    for number in range(1, len(days) + 1):
        if number == len(days) or days[number] != days[first]:
            yield first, number - 1
            first = number


def stretches(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Yield the first and last of each run of days that follow each other."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    yield from ((run[0], run[-1]) for run in runs)
