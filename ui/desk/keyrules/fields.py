"""The fields of each form, filled with how the rule is now, or with what was just typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from kiosk.domain.keys.changes import LIMITS, groups_of, value_of
from kiosk.domain.keys.rules import Grant, KeyRule, Limits, Reason
from kiosk.domain.keys.timetable import Timetable, hours_of
from kiosk.domain.people import STAFF, Role
from ui.desk.keyrules.forms import LANGUAGES, LIMITED, WEEK
from ui.desk.keyrules.pages import Field, Picks
from ui.desk.keyrules.wording import Wording, stretches
from ui.desk.words import Words

Values = Mapping[str, Sequence[str]]
"""What stands in a form: each field's values."""
RULE_TICKS = ("from_another_group", "needs_work_order", "booked_only", "note_on_return", "contractors")
REASON_TICKS = ("private", "emergency", "needs_note", "needs_work_order", "work", "retired")


def fields_of(words: Words, subject: str, typed: Values | None) -> tuple[Field, ...]:
    """Return the fields of one rule's form. `subject`: as the record names it, or "grant:new-..." for a new one."""
    kind, _, name = subject.partition(":")
    now = value_of(words.journeys.ledger.house.rulebook, subject) if name or subject == LIMITS else None
    values = typed if typed is not None else _now(now)
    return tuple(_FIELDS[kind](words, name, values))


def _now(value: object) -> Values:
    match value:
        case Grant():
            return {
                "who": (value.who,),
                "what": (value.what,),
                "timetable": (value.timetable or "",),
                "since": (value.since.isoformat(),) if value.since else (),
                "until": (value.until.isoformat(),) if value.until else (),
            }
        case Timetable():
            days = {day: (hours_of(spans),) for day, spans in zip(WEEK, value.days, strict=True)}
            apart = value.on_holidays is not None
            return {
                **days,
                "holidays": (hours_of(value.on_holidays or ()),),
                "holidays_apart": ("yes",) if apart else (),
            }
        case KeyRule():
            return _rule_now(value)
        case Reason():
            label = value.label
            names = {f"label_{one}": (label.in_language(one),) for one in LANGUAGES} if label else {}
            return {**names, **{one: ("yes",) for one in REASON_TICKS if getattr(value, one)}}
        case Limits():
            most = {f"most_{role}": (str(n),) for role, n in value.most_at_once.items()}
            return {**most, "holidays": (" ".join(_days(sorted(value.holidays))),)}
    return {"contractors": ("yes",), "work": ("yes",), "authorisers": ("0",)}


def _rule_now(rule: KeyRule) -> Values:
    by = rule.due_by_min
    return {
        **{one: ("yes",) for one in RULE_TICKS if getattr(rule, one)},
        "authorisers": (str(rule.authorisers),),
        "reasons": rule.reasons,
        "only_with": rule.only_with,
        "never_with": rule.never_with,
        "due_min": (str(rule.due_min),) if rule.due_min else (),
        "due_by": (f"{by // 60:02}:{by % 60:02}",) if by is not None else (),
    }


def _days(days: Sequence[date]) -> Iterable[str]:
    for first, last in stretches(days):
        yield first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"


def _grant(words: Words, _name: str, values: Values) -> Iterable[Field]:
    house = words.journeys.ledger.house
    hours = (("", words.say("keyrules.any_hour")), *((one, one) for one in house.timetables))
    yield _field(words, "who", "select", values, groups=_whos(words))
    yield _field(words, "what", "select", values, groups=_whats(words))
    yield _field(words, "timetable", "select", values, choices=hours)
    yield _field(words, "since", "date", values)
    yield _field(words, "until", "date", values)


def _hours(words: Words, name: str, values: Values) -> Iterable[Field]:
    if not name:
        yield _field(words, "name", "text", values)
    names = Wording(words).day_names()
    for number, day in enumerate(WEEK):
        yield Field(day, "text", names[number], values=tuple(values.get(day, ())))
    yield _field(words, "holidays_apart", "tick", values)
    yield Field("holidays", "text", words.say("keyrules.holidays"), values=tuple(values.get("holidays", ())))


def _rule(words: Words, name: str, values: Values) -> Iterable[Field]:
    house = words.journeys.ledger.house
    if not name:
        kinds, _, keys = _whats(words)
        yield _field(words, "what", "select", values, groups=(kinds, keys))
    numbers = tuple((str(n), str(n)) for n in range(4))
    yield _field(words, "authorisers", "pick", values, choices=numbers)
    ticks = tuple((one, words.say(f"keyrules.field.{one}")) for one in RULE_TICKS)
    yield Field("asks", "ticks", words.say("keyrules.field.asks"), ticks, values=_ticked(RULE_TICKS, values))
    reasons = tuple((one, words.reason(one)) for one in house.reasons)
    if reasons:
        yield _field(words, "reasons", "many", values, choices=reasons)
    yield _field(words, "due_min", "number", values)
    yield _field(words, "due_by", "time", values)
    keys_ = (("", words.say("keyrules.field.nothing")), *_keys(words))
    for field in ("only_with", "never_with"):
        for chosen in (*filter(None, values.get(field, ())), ""):
            yield Field(field, "select", words.say(f"keyrules.field.{field}"), keys_, values=(chosen,))


def _reason(words: Words, name: str, values: Values) -> Iterable[Field]:
    if not name:
        yield _field(words, "name", "text", values)
    for one in LANGUAGES:
        yield _field(words, f"label_{one}", "text", values)
    ticks = tuple((one, words.say(f"keyrules.field.{one}")) for one in REASON_TICKS)
    yield Field(
        "asks", "ticks", words.say("keyrules.field.asks"), ticks, values=_ticked(REASON_TICKS, values)
    )


def _limits(words: Words, _name: str, values: Values) -> Iterable[Field]:
    for role in LIMITED:
        who = words.say(f"keyrules.role.{role}")
        label = words.say("keyrules.field.most", who=who)
        yield Field(f"most_{role}", "number", label, values=tuple(values.get(f"most_{role}", ())))
    yield _field(words, "holidays", "text", values)


_FIELDS: Mapping[str, Callable[[Words, str, Values], Iterable[Field]]] = {
    "grant": _grant,
    "hours": _hours,
    "rule": _rule,
    "reason": _reason,
    "limits": _limits,
}


def _field(
    words: Words,
    name: str,
    kind: str,
    values: Values,
    *,
    choices: Picks = (),
    groups: tuple[tuple[str, Picks], ...] = (),
) -> Field:
    label = words.say(f"keyrules.field.{name}")
    return Field(name, kind, label, choices, groups, tuple(values.get(name, ())))


def _ticked(names: Iterable[str], values: Values) -> tuple[str, ...]:
    return tuple(one for one in names if values.get(one))


def _whos(words: Words) -> tuple[tuple[str, Picks], ...]:
    house, wording = words.journeys.ledger.house, Wording(words)
    roles = [f"role:{role.value}" for role in Role if role in STAFF]
    groups = [f"group:{one}" for one in sorted(groups_of(house))]
    staff = [f"person:{one.id}" for one in house.people.values() if one.role in STAFF and one.active]
    return tuple(
        (words.say(f"keyrules.group.{heading}"), tuple((one, wording.who(one)) for one in found))
        for heading, found in (("roles", roles), ("groups", groups), ("people", staff))
    )


def _whats(words: Words) -> tuple[tuple[str, Picks], tuple[str, Picks], tuple[str, Picks]]:
    house, wording = words.journeys.ledger.house, Wording(words)
    kinds = tuple((f"kind:{one}", wording.what(f"kind:{one}")) for one in ("unit", "common", "plant"))
    groups = sorted({group for one in house.keys.values() for group in one.groups})
    of_groups = tuple((f"group:{one}", wording.what(f"group:{one}")) for one in groups)
    keys = tuple((f"key:{one}", label) for one, label in _keys(words))
    say = words.say
    return (
        (say("keyrules.group.kinds"), kinds),
        (say("keyrules.group.key_groups"), of_groups),
        (say("keyrules.group.keys"), keys),
    )


def _keys(words: Words) -> Picks:
    return tuple((one.id, words.key(one)) for one in words.journeys.ledger.house.keys.values())
