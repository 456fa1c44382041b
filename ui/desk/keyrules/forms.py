"""The forms in which a rule is changed: what each asks, and the rule that was typed into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Protocol

from kiosk.domain.items import Label
from kiosk.domain.keys import events as r
from kiosk.domain.keys.changes import Rule
from kiosk.domain.keys.rules import KeyRule, Reason
from kiosk.domain.keys.timetable import Span, spans_of
from kiosk.domain.refusal import Refused

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LIMITED = ("attendant", "supervisor", "manager", "contractor")
LANGUAGES = ("en", "zh_Hans", "zh_Hant")
MOST_HOLIDAYS = 400


class Form(Protocol):
    """What was posted: a form's fields by name."""

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of a field."""

    def getlist(self, name: str) -> list[str]:
        """Return all values of a field."""


def rule_in(form: Form, by: str) -> Rule:
    """Return the rule that a form asks for.

    Raises:
        Refused: `rules.unclear` with the `field` that can't be read; `rules.unknown` for a form that is none of ours.
    """
    subject, act = form.get("subject"), form.get("act")
    kind, _, name = subject.partition(":")
    if act == "end" and kind in ("grant", "rule"):
        return r.GrantEnded(name, by) if kind == "grant" else r.KeyRuleSet(name, None, by)
    made = _KINDS.get(kind)
    if made is None:
        raise Refused("rules.unknown", name=subject[:60])
    return made(form, name, by)


def _grant(form: Form, name: str, by: str) -> Rule:
    who, what = form.get("who"), form.get("what")
    days = _day(form, "since"), _day(form, "until")
    return r.GrantGiven(_named(name), who, what, form.get("timetable") or None, *days, by)


def _hours(form: Form, name: str, by: str) -> Rule:
    name = _named(name or form.get("name"))
    days = tuple(_spans(form, day) for day in WEEK)
    apart = _spans(form, "holidays") if form.get("holidays_apart") else None
    return r.TimetableSet(name, days, apart, by)


def _rule(form: Form, name: str, by: str) -> Rule:
    chosen = {
        field: bool(form.get(field))
        for field in (
            "from_another_group",
            "needs_work_order",
            "booked_only",
            "note_on_return",
            "contractors",
        )
    }
    due_by = form.get("due_by")
    if due_by and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", due_by[:5]):
        raise Refused("rules.unclear", field=due_by[:20])
    rule = KeyRule(
        **chosen,
        authorisers=_number(form, "authorisers", 3) or 0,
        reasons=tuple(form.getlist("reasons")),
        only_with=_keys(form, "only_with"),
        never_with=_keys(form, "never_with"),
        due_min=_number(form, "due_min", 60 * 24 * 365) or None,
        due_by_min=int(due_by[:2]) * 60 + int(due_by[3:5]) if due_by else None,
    )
    return r.KeyRuleSet(name or form.get("what"), rule, by)


def _reason(form: Form, name: str, by: str) -> Rule:
    code = _named(name or form.get("name"))
    typed = [form.get(f"label_{one}").strip()[:24] for one in LANGUAGES]
    first = next((one for one in typed if one), "")
    label = Label(*(one or first for one in typed)) if first else None
    if label is None and not name:
        raise Refused("rules.unclear", field="label")
    stated = {
        one: bool(form.get(one))
        for one in ("private", "emergency", "needs_note", "needs_work_order", "work", "retired")
    }
    return r.ReasonSet(Reason(code, **stated, label=label), by)


def _limits(form: Form, _name: str, by: str) -> Rule:
    most = [(role, _number(form, f"most_{role}", 99)) for role in LIMITED]
    holidays = tuple(sorted(days_in(form.get("holidays"))))
    return r.LimitsSet(holidays, tuple(sorted((role, n) for role, n in most if n)), by)


_KINDS: Mapping[str, Callable[[Form, str, str], Rule]] = {
    "grant": _grant,
    "hours": _hours,
    "rule": _rule,
    "reason": _reason,
    "limits": _limits,
}


def days_in(typed: str) -> set[date]:
    """Return the days of "2026-10-01..2026-10-07 2026-12-25".

    Raises:
        Refused: `rules.unclear`.
    """
    found: set[date] = set()
    for part in re.split(r"[\s,;，；、]+", typed.strip()):
        if not part:
            continue
        first, _, last = part.partition("..")
        try:
            begin, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            raise Refused("rules.unclear", field=part[:30]) from None
        if end < begin or len(found) + (end - begin).days >= MOST_HOLIDAYS:
            raise Refused("rules.unclear", field=part[:30])
        found |= {begin + timedelta(days=n) for n in range((end - begin).days + 1)}
    return found


def _named(name: str) -> str:
    if not NAME.fullmatch(name):
        raise Refused("rules.unclear", field=name[:40] or "a-z")
    return name


def _day(form: Form, field: str) -> date | None:
    typed = form.get(field)
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refused("rules.unclear", field=typed[:20]) from None


def _spans(form: Form, field: str) -> tuple[Span, ...]:
    typed = form.get(field).replace("，", ",").replace("：", ":").replace("–", "-")
    try:
        return spans_of(typed)
    except ValueError:
        raise Refused("rules.unclear", field=typed[:30]) from None


def _number(form: Form, field: str, most: int) -> int | None:
    typed = form.get(field).strip()
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 7 or int(typed) > most:
        raise Refused("rules.unclear", field=typed[:20])
    return int(typed)


def _keys(form: Form, field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in form.getlist(field) if one))
