"""Rules as a file has them: what they mean, what is wrong with them, and what reading them again changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.keys import events as r
from kiosk.domain.keys.rules import KeyRule
from kiosk.domain.keys.timetable import WHOLE_DAY, Span, spans_of
from kiosk.rules_file import KeyRuleEntry, RuleTables, TimetableEntry, contradictions
from kiosk.rules_recording import differences
from tests.unit.houses import at

CONSENT = {
    "id": "c-1",
    "unit": "1-2-1201",
    "given_by": "r",
    "reasons": ["repair"],
    "since": "2026-01-01T00:00:00+08:00",
    "until": "2027-01-01T00:00:00+08:00",
    "signed": "paper 1",
}


@pytest.mark.parametrize(
    ("hours", "spans"),
    [
        ("", ()),
        ("08:00-18:00", (Span(480, 1080),)),
        ("08:00-12:00, 14:00-18:30", (Span(480, 720), Span(840, 1110))),
        ("22:00-06:00", (Span(1320, 360),)),
        ("00:00-24:00", (WHOLE_DAY,)),
        ("18:00-00:00", (Span(1080, 1440),)),
    ],
)
def test_hours(hours: str, spans: tuple[Span, ...]) -> None:
    assert spans_of(hours) == spans


@pytest.mark.parametrize("hours", ["8-18", "08:00", "25:00-26:00", "08:00-18:60", "always"])
def test_hours_written_otherwise_are_refused_with_how_to_write_them(hours: str) -> None:
    with pytest.raises(ValidationError, match="08:00-18:00"):
        TimetableEntry(name="x", daily=hours)


def test_a_day_of_its_own_goes_before_the_weekend_and_that_before_every_day() -> None:
    table = TimetableEntry(name="x", daily="08:00-18:00", weekend="", sun="10:00-12:00").timetable()
    assert table.days == (*[(Span(480, 1080),)] * 5, (), (Span(600, 720),))
    assert table.on_holidays is None


@pytest.mark.parametrize("subjects", [{}, {"key": "k-1", "kind": "unit"}])
def test_a_rule_is_about_one_thing(subjects: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="one `key` or one `kind`"):
        KeyRuleEntry.model_validate(subjects)


def test_a_rule_in_the_records_words() -> None:
    entry = KeyRuleEntry(key="k-1", authorisers=2, due_by="18:30", never_with=("k-2",))
    assert (entry.subject, entry.rule()) == (
        "key:k-1",
        KeyRule(authorisers=2, due_by_min=1110, never_with=("k-2",)),
    )


@pytest.mark.parametrize(
    ("tables", "problem"),
    [
        ({"grants": [{"id": "g", "who": "person:x", "what": "kind:unit"}]}, "grant g: there is no person x"),
        ({"grants": [{"id": "g", "who": "group:d", "what": "key:x"}]}, "grant g: there is no key x"),
        (
            {"grants": [{"id": "g", "who": "group:d", "what": "key:k", "timetable": "t"}]},
            "grant g: there is no timetable t",
        ),
        ({"grants": [{"id": "g", "who": "group:d", "what": "key:k"}] * 2}, "grant g is there twice"),
        ({"key_rules": [{"key": "k", "only_with": ["x"]}]}, "rule of key:k: there is no key x"),
        ({"key_rules": [{"kind": "unit"}] * 2}, "rule of kind:unit is there twice"),
        ({"timetables": [{"name": "t"}] * 2}, "timetable t is there twice"),
        ({"consents": [{**CONSENT, "given_by": "x"}]}, "consent c-1: there is no person x"),
    ],
)
def test_what_does_not_fit(tables: dict[str, object], problem: str) -> None:
    assert contradictions(RuleTables.model_validate(tables), ["k"], ["r"]) == [problem]


@pytest.mark.parametrize(
    "change", [{"until": "2025-01-01T00:00:00+08:00"}, {"since": "2026-01-01T00:00:00"}, {"reasons": []}]
)
def test_a_consent_that_means_nothing(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RuleTables.model_validate({"consents": [{**CONSENT, **change}]})


def read(house: House, *groups: str, **tables: object) -> tuple[House, list[Event]]:
    """Return the house after a file was read into it, and the events that this took."""
    events = differences(RuleTables.model_validate(tables), house, groups)
    return at(house, *events), events


WHOLE = {
    "timetables": [{"name": "t", "daily": "08:00-18:00"}],
    "grants": [{"id": "g", "who": "group:d", "what": "key:k", "timetable": "t", "since": "2026-01-01"}],
    "key_rules": [{"key": "k", "authorisers": 1}],
    "reasons": [{"code": "repair", "needs_work_order": True}],
    "limits": {"holidays": ["2026-10-01"], "most_at_once": {"attendant": 3}},
    "consents": [CONSENT],
}


def test_reading_the_same_file_again_changes_nothing() -> None:
    house, events = read(House(), **WHOLE)
    assert len(events) == 6
    assert house.rulebook.limits.holidays == {date(2026, 10, 1)}
    assert read(house, **WHOLE)[1] == []


def test_what_a_table_no_longer_names_ends_and_tables_that_are_missing_stay() -> None:
    house, _ = read(House(), **WHOLE)
    changed, events = read(house, grants=[], key_rules=[])
    assert events == [r.GrantEnded("g", "file"), r.KeyRuleSet("key:k", None, "file")]
    assert not changed.grants and not changed.key_rules and changed.timetables and changed.limits
    assert read(house)[1] == []


def test_a_site_without_grants_lets_each_group_take_its_own_keys() -> None:
    house, _ = read(House(), "desk", "plant", "desk")
    assert {grant.who for grant in house.grants.values()} == {"group:desk", "group:plant"}
    house, events = read(house, "garden")
    assert len(events) == 1 and len(house.grants) == 3


def test_grants_that_a_file_has_named_are_not_widened_by_one_that_names_none() -> None:
    house, _ = read(House(), **WHOLE)
    assert read(house, "desk")[1] == []


def test_a_withdrawn_consent_is_not_given_again_by_reading_the_file_once_more() -> None:
    house, _ = read(House(), **WHOLE)
    house = at(house, r.ConsentWithdrawn("c-1", "r"))
    again, events = read(house, **WHOLE)
    assert events == [] and again.consents["c-1"].withdrawn_at is not None
    renewed = replace(again.consents["c-1"], withdrawn_at=None)
    assert renewed.holds_at(renewed.since)
