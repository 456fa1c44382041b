"""What a change of the rules does, case by case: who gains and who loses which keys, and what nobody could take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.items import Key, KeyKind, Label, at_place
from kiosk.domain.keys.effects import ALWAYS, effects, minutes_of, stranded, touched
from kiosk.domain.keys.rules import Grant, KeyRule, Limits, Reason, Rulebook
from kiosk.domain.keys.timetable import Timetable, hours_of, spans_of
from kiosk.domain.people import Person, Role

TODAY = date(2026, 5, 4)  # a Monday
LIN = Person("lin", Role.ATTENDANT, ("desk",))
ZHOU = Person("zhou", Role.ATTENDANT, ("plant",))
GONE = Person("gone", Role.ATTENDANT, ("desk",), active=False)
LI = Person("li", Role.RESIDENT, ("desk",))
PEOPLE = (LIN, ZHOU, GONE, LI)


def key(name: str, kind: str = "plant", *groups: str) -> Key:
    """Return a key in its slot."""
    return Key(name, KeyKind(kind), Label("x", "x", "x"), "T", "K01", groups, None, at_place("K01"))


PUMP, LIFT, CLUB = key("pump"), key("lift", "plant", "lifts"), key("club", "common")
KEYS = (PUMP, LIFT, CLUB)


def hours(name: str, daily: str, holidays: str | None = None) -> Timetable:
    """Return the same hours for each day."""
    return Timetable(name, (spans_of(daily),) * 7, None if holidays is None else spans_of(holidays))


def book(*grants: tuple[str, str, str | None], **more: object) -> Rulebook:
    """Return a rulebook of these rights: who, what, at which hours."""
    given = {f"g{n}": Grant(f"g{n}", who, what, table) for n, (who, what, table) in enumerate(grants)}
    tables = {
        "day": hours("day", "08:00-18:00"),
        "long": hours("long", "07:00-18:00"),
        "late": hours("late", "09:00-20:00"),
    }
    tables["none"] = hours("none", "")
    return Rulebook(given, timetables=tables, **more)  # type: ignore[arg-type]


DESK_PUMP = ("group:desk", "key:pump", "day")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([], [DESK_PUMP], [("lin", "pump", "gains")]),
        ([DESK_PUMP], [], [("lin", "pump", "loses")]),
        ([DESK_PUMP], [DESK_PUMP], []),
        ([DESK_PUMP], [("group:desk", "key:pump", "long")], [("lin", "pump", "more")]),
        ([("group:desk", "key:pump", "long")], [DESK_PUMP], [("lin", "pump", "fewer")]),
        ([DESK_PUMP], [("group:desk", "key:pump", "late")], [("lin", "pump", "other")]),
        ([DESK_PUMP], [("group:desk", "key:pump", None)], [("lin", "pump", "more")]),
        ([DESK_PUMP], [("group:desk", "key:pump", "none")], [("lin", "pump", "loses")]),
        ([], [("group:desk", "key:pump", "unheard-of")], []),
        ([DESK_PUMP], [DESK_PUMP, ("person:lin", "key:pump", "day")], []),
        (
            [("role:attendant", "kind:plant", None)], [("group:desk", "kind:plant", None)],
            [("zhou", "pump", "loses"), ("zhou", "lift", "loses")],
        ),
        ([], [("role:attendant", "group:lifts", None)], [("lin", "lift", "gains"), ("zhou", "lift", "gains")]),
        ([], [("person:gone", "key:pump", None)], []),
        ([], [("person:li", "key:pump", None)], []),
    ],
)  # fmt: skip
def test_who_gains_and_who_loses(
    before: list[tuple[str, str, str | None]],
    after: list[tuple[str, str, str | None]],
    found: list[tuple[str, str, str]],
) -> None:
    told = effects(book(*before), book(*after), PEOPLE, KEYS, TODAY)
    assert [(one.person, one.key, one.kind) for one in told] == found


@pytest.mark.parametrize(
    ("since", "until", "kinds"),
    [
        (None, None, ["gains"]),
        (date(2027, 1, 1), None, ["gains"]),
        (None, date(2026, 5, 4), ["gains"]),
        (None, date(2026, 5, 3), []),
    ],
)
def test_days_that_are_over_change_nothing(since: date | None, until: date | None, kinds: list[str]) -> None:
    grant = Grant("g", "person:lin", "key:pump", None, since, until)
    told = effects(Rulebook(), Rulebook({"g": grant}), PEOPLE, KEYS, TODAY)
    assert [one.kind for one in told] == kinds


def test_a_right_that_ends_sooner_is_narrower() -> None:
    whole = Rulebook({"g": Grant("g", "person:lin", "key:pump")})
    cut = Rulebook({"g": Grant("g", "person:lin", "key:pump", until=date(2026, 6, 30))})
    assert [one.kind for one in effects(whole, cut, PEOPLE, KEYS, TODAY)] == ["fewer"]
    assert [one.kind for one in effects(cut, whole, PEOPLE, KEYS, TODAY)] == ["more"]


def test_a_timetable_that_changes_is_felt_by_all_who_have_their_rights_by_it() -> None:
    before = book(("role:attendant", "key:pump", "day"))
    after = replace(before, timetables={"day": hours("day", "08:00-12:00")})
    found = [(one.person, one.kind) for one in effects(before, after, PEOPLE, KEYS, TODAY)]
    assert found == [("lin", "fewer"), ("zhou", "fewer")]


def test_a_new_holiday_is_felt_where_holidays_have_hours_of_their_own() -> None:
    before = book(("group:desk", "key:pump", "office"), ("group:plant", "key:lift", None))
    tables = {"office": hours("office", "08:00-18:00", "")}
    before = replace(before, timetables=tables)
    for day, kinds in ((date(2026, 10, 1), ["fewer"]), (date(2026, 5, 1), [])):
        after = replace(before, limits=Limits(frozenset({day})))
        assert [one.kind for one in effects(before, after, PEOPLE, KEYS, TODAY)] == kinds


def test_minutes_of_a_week() -> None:
    assert minutes_of(hours("x", "00:00-24:00")) == ALWAYS
    assert minutes_of(hours("x", "")) == 0
    night = Timetable("n", ((), (), (), (), (), (), spans_of("22:00-06:00")))
    assert bin(minutes_of(night) & ((1 << 7 * 1440) - 1)).count("1") == 480
    assert minutes_of(night) & 1, "Sunday's night goes on into Monday"


@pytest.mark.parametrize("typed", ["08:00-12:00, 14:00-18:30", "22:00-06:00", "00:00-24:00", ""])
def test_hours_are_written_as_they_are_read(typed: str) -> None:
    assert hours_of(spans_of(typed)) == typed


WORK, PRIVATE = Reason("repair"), Reason("handover", private=True)
ALL = ("role:attendant", "kind:plant", None)


@pytest.mark.parametrize(
    ("rule", "reasons", "nobody"),
    [
        (KeyRule(), (), False),
        (KeyRule(authorisers=1), (), False),
        (KeyRule(authorisers=2), (), True),
        (KeyRule(authorisers=1, from_another_group=True), (), False),
        (KeyRule(reasons=("repair",)), (WORK, PRIVATE), False),
        (KeyRule(reasons=("handover",)), (WORK, PRIVATE), True),
        (KeyRule(reasons=("unheard-of",)), (WORK,), True),
        (KeyRule(), (PRIVATE,), True),
        (KeyRule(only_with=("lift",)), (), False),
        (KeyRule(only_with=("club",)), (), True),
        (KeyRule(only_with=("unheard-of",)), (), True),
        (KeyRule(booked_only=True, needs_work_order=True, note_on_return=True), (), False),
    ],
)
def test_a_key_that_nobody_could_take(rule: KeyRule, reasons: tuple[Reason, ...], nobody: bool) -> None:
    known = book(ALL, rules={"key:pump": rule}, reasons={one.code: one for one in reasons})
    assert ("pump" in stranded(known, PEOPLE, KEYS, TODAY)) is nobody


def test_one_key_at_once_leaves_no_room_for_a_pair() -> None:
    known = book(
        ALL, rules={"key:pump": KeyRule(only_with=("lift",))}, limits=Limits(frozenset(), {"attendant": 1})
    )
    assert "pump" in stranded(known, PEOPLE, KEYS, TODAY)
    assert stranded(book(), PEOPLE, KEYS, TODAY) == {"pump", "lift", "club"}


def test_keys_that_ask_for_something_else() -> None:
    before = book(rules={"kind:plant": KeyRule(due_min=60), "key:lift": KeyRule(authorisers=1)})
    after = replace(before, rules={**before.rules, "kind:plant": KeyRule(due_min=30)})
    assert touched(before, after, KEYS) == ["pump"]  # the lift's own rule goes before its kind's
