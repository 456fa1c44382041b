"""Changing one rule at the desk: who may, what makes sense, two at once, and the file that comes after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.house import House
from kiosk.domain.items import Label
from kiosk.domain.keys import events as r
from kiosk.domain.keys.changes import ChangeRule, Rule, decide_change, offered, subject_of
from kiosk.domain.keys.rules import KeyRule, Reason
from kiosk.domain.keys.timetable import spans_of
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.rules_file import RuleTables
from kiosk.rules_recording import differences, held_back, in_words
from tests.unit.houses import PEOPLE, at

CHEN = Person("s-chen", Role.SUPERVISOR, ("desk",))
CLERK = Person("a", Role.ATTENDANT, ("desk",))
BACKWARDS = r.GrantGiven("n", "group:desk", "key:k1", None, date(2026, 5, 2), date(2026, 5, 1), "s")
GIVEN = r.GrantGiven("new", "group:plant", "key:k1", None, None, None, "s-chen")
WEEK = (spans_of("08:00-18:00"),) * 7
HOUSE = at(PEOPLE, r.ReasonSet(Reason("repair"), "file"), r.TimetableSet("day", WEEK, None, "file"))


def decide(
    house: House,
    rule: Rule,
    by: Person = CHEN,
    why: str = "rule_change:x",
    version: str = "",
    change: str = "x",
) -> list[r.RuleEvent]:
    """Return what a change comes to."""
    version = version or house.rulebook.version
    return decide_change(house, ChangeRule(change, by, version, rule, why, "digest"))


def test_a_change_is_on_record_with_who_and_why() -> None:
    noted, given = decide(HOUSE, GIVEN)
    assert noted == r.RulesChanged("x", "grant:new", "s-chen", "rule_change:x", "digest") and given == GIVEN
    after = at(HOUSE, noted, given)
    assert after.rule_changes["grant:new"].by == "s-chen" and "new" in after.rulebook.grants
    assert decide(after, GIVEN, version="seen before the first tap") == [], "a double tap is the same change"


@pytest.mark.parametrize(
    ("rule", "by", "why", "code"),
    [
        (GIVEN, CLERK, "x", "supervisor.needed"),
        (GIVEN, CHEN, "", "reason.missing"),
        (r.GrantGiven("n", "person:x", "key:k1", None, None, None, "s"), CHEN, "x", "rules.unknown"),
        (r.GrantGiven("n", "group:x", "key:k1", None, None, None, "s"), CHEN, "x", "rules.unknown"),
        (r.GrantGiven("n", "a", "key:k1", None, None, None, "s"), CHEN, "x", "rules.unknown"),
        (r.GrantGiven("n", "role:king", "key:k1", None, None, None, "s"), CHEN, "x", "rules.unknown"),
        (r.GrantGiven("n", "group:desk", "key:x", None, None, None, "s"), CHEN, "x", "rules.unknown"),
        (r.GrantGiven("n", "group:desk", "kind:x", None, None, None, "s"), CHEN, "x", "rules.unknown"),
        (r.GrantGiven("n", "group:desk", "key:k1", "x", None, None, "s"), CHEN, "x", "rules.unknown"),
        (BACKWARDS, CHEN, "x", "rules.in_order"),
        (r.GrantGiven("g", "group:desk", "group:desk", None, None, None, "s"), CHEN, "x", "rules.same"),
        (r.GrantEnded("x", "s"), CHEN, "x", "rules.unknown"),
        (r.KeyRuleSet("key:x", KeyRule(), "s"), CHEN, "x", "rules.unknown"),
        (r.KeyRuleSet("key:k1", KeyRule(reasons=("x",)), "s"), CHEN, "x", "rules.unknown"),
        (r.KeyRuleSet("key:k1", KeyRule(only_with=("x",)), "s"), CHEN, "x", "rules.unknown"),
        (r.KeyRuleSet("key:k1", KeyRule(never_with=("k1",)), "s"), CHEN, "x", "rules.itself"),
        (r.KeyRuleSet("key:k1", KeyRule(only_with=("k2",), never_with=("k2",)), "s"), CHEN, "x", "rules.itself"),
        (r.KeyRuleSet("key:k1", None, "s"), CHEN, "x", "rules.same"),
        (r.TimetableSet("day", WEEK, None, "s"), CHEN, "x", "rules.same"),
        (r.ReasonSet(Reason("repair"), "s"), CHEN, "x", "rules.same"),
        (r.LimitsSet((), (), "s"), CHEN, "x", "rules.same"),
    ],
)  # fmt: skip
def test_what_is_refused(rule: Rule, by: Person, why: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        decide(HOUSE, rule, by, why)
    assert refused.value.code == code


def test_two_at_once_do_not_overwrite_each_other() -> None:
    seen = HOUSE.rulebook.version
    after = at(HOUSE, *decide(HOUSE, GIVEN))
    narrower = r.GrantGiven("g", "group:desk", "key:k1", None, None, None, "s")
    with pytest.raises(Refused, match=r"rules\.changed_meanwhile"):
        decide(after, narrower, version=seen, change="y")
    assert len(decide(after, narrower, change="y")) == 2


def test_every_kind_of_rule_changes_the_version() -> None:
    rules: tuple[Rule, ...] = (
        GIVEN,
        r.KeyRuleSet("key:k1", KeyRule(authorisers=1), "s"),
        r.TimetableSet("day", WEEK, (), "s"),
        r.ReasonSet(Reason("repair", private=True), "s"),
        r.LimitsSet((date(2026, 10, 1),), (("attendant", 3),), "s"),
    )
    versions = {at(HOUSE, rule).rulebook.version for rule in rules}
    assert len(versions | {HOUSE.rulebook.version}) == 6
    assert [subject_of(rule) for rule in rules] == [
        "grant:new", "rule:key:k1", "hours:day", "reason:repair", "limits:estate",
    ]  # fmt: skip


TABLES = RuleTables.model_validate(
    {
        "grants": [{"id": "g", "who": "group:desk", "what": "group:desk"}],
        "reasons": [{"code": "repair"}],
        "timetables": [{"name": "day", "daily": "08:00-18:00"}],
        "limits": {"most_at_once": {"attendant": 4}},
    }
)


def test_the_file_does_not_undo_what_was_changed_at_the_desk() -> None:
    house = at(HOUSE, *differences(TABLES, HOUSE, []))
    assert differences(TABLES, house, []) == []
    changes: tuple[Rule, ...] = (
        r.GrantEnded("g", "s-chen"),
        GIVEN,
        r.LimitsSet((), (("attendant", 2),), "s-chen"),
        r.TimetableSet("day", (spans_of("09:00-17:00"),) * 7, (), "s-chen"),
    )
    for number, rule in enumerate(changes):
        house = at(house, *decide(house, rule, change=str(number)))
    assert differences(TABLES, house, []) == []
    lines = [in_words(one) for one in held_back(TABLES, house, [])]
    assert len(lines) == 4 and all("changed by s-chen, 2026-05-03 12:00 UTC" in line for line in lines)
    (ended,) = [line for line in lines if line.startswith("grant:g:")]
    assert ended.endswith("to nothing; the file has who group:desk, what group:desk")
    (hours,) = [line for line in lines if line.startswith("hours:day:")]
    assert "mon 09:00-17:00" in hours and "holidays never; the file has mon 08:00-18:00" in hours
    back = at(house, *differences(TABLES, house, [], overwrite=True))
    assert set(back.grants) == {"g"} and back.rule_changes == {}
    assert back.rulebook.limits.most_at_once == {"attendant": 4}
    assert held_back(TABLES, back, []) == []


def test_reasons_named_at_the_desk_are_offered_after_those_of_the_settings() -> None:
    named = Reason("paint", label=Label("Painting", "粉刷", "粉刷"))
    assert offered(("repair", "cleaning"), [Reason("repair"), Reason("file-only"), named]) == (
        "repair",
        "cleaning",
        "paint",
    )


def test_a_reason_that_was_retired_can_be_chosen_no_more() -> None:
    named = Reason("gardening", label=Label("Gardening", "园艺", "園藝"))
    assert offered(("repair",), [Reason("repair"), named]) == ("repair", "gardening")
    gone = [Reason("repair", retired=True), replace(named, retired=True)]
    assert offered(("repair", "inspection"), gone) == ("inspection",)
