"""Incident reports: begun once, written by who may, signed whole, due within a day by a clock that can be believed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.incidents import events as i
from kiosk.domain.incidents import writing as w
from kiosk.domain.incidents.incident import HOW, KINDS, MOST_PHOTOS, NEEDED, PARTS, RECENT, Stage, may_read
from kiosk.domain.incidents.reminding import overdue, reminders, waiting
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.deciding import Pen
from kiosk.domain.shifts.differences import Scene, differences
from kiosk.language.messages import known
from tests.unit.houses import NOON, PEOPLE, at, furniture, person, place

HOUSE = at(PEOPLE, person("chief", "supervisor"), person("boss", "manager"), person("b", "attendant"))
PEN = Pen("signature:x", "d")


def begin(
    house: House, name: str = "i", *, ago_h: float = 0, source: str = "", about: str = "", by: str = "a"
) -> House:
    command = w.BeginReport(
        name, "water", NOON - timedelta(hours=ago_h), HOUSE.people[by], 2026, source, about
    )
    return at(house, *w.decide_begin(house, command, NOON))


def write(house: House, *parts: str, by: str = "a", name: str = "i") -> House:
    one = house.incidents[name]
    told = [i.Told(part, f"words:{part}", "d") for part in parts]
    return at(house, *w.decide_write(house, name, house.people[by], one.kind, one.happened, told, NOON))


def signed(house: House, name: str = "i", by: str = "a") -> House:
    one = house.incidents[name]
    events = w.decide_sign(house, name, house.people[by], sorted(one.parts), w.seen_digest(one), PEN)
    return at(house, *events)


DRAFT = begin(HOUSE)
FULL = write(DRAFT, *NEEDED)
SIGNED = signed(FULL)
SENT = at(SIGNED, *w.decide_sent(SIGNED, "i", SIGNED.people["a"], "email"))


def code_of(house: House, act: str, by: str = "a") -> str:
    """Return the refusal of an act, "" where it goes through."""
    who, one = house.people[by], house.incidents.get("i")
    happened = one.happened if one else NOON
    acts = {
        "write": lambda: w.decide_write(house, "i", who, "fire", happened, [], NOON),
        "sign": lambda: w.decide_sign(
            house, "i", who, sorted(one.parts if one else ()), w.seen_digest(one) if one else "", PEN
        ),
        "send": lambda: w.decide_sent(house, "i", who, "email"),
        "add": lambda: w.decide_add(house.incidents.get("i"), who, "x", "words:x", "d"),
        "withdraw": lambda: w.decide_withdraw(house, "i", who, "words:why"),
    }
    try:
        acts[act]()
    except Refused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    ("house", "act", "by", "code"),
    [
        (HOUSE, "write", "a", "incident.unknown"),
        (DRAFT, "write", "a", ""),
        (DRAFT, "write", "b", "incident.not_yours"),
        (DRAFT, "write", "chief", ""),
        (DRAFT, "sign", "a", "incident.incomplete"),
        (FULL, "sign", "a", ""),
        (FULL, "sign", "b", "incident.not_yours"),
        (FULL, "send", "a", "incident.unsigned"),
        (FULL, "add", "a", "incident.unsigned"),
        (SIGNED, "write", "a", "incident.finished"),
        (SIGNED, "sign", "a", ""),
        (SIGNED, "sign", "chief", "incident.finished"),
        (SIGNED, "send", "a", ""),
        (SIGNED, "send", "b", "incident.not_yours"),
        (SIGNED, "add", "a", ""),
        (SIGNED, "withdraw", "chief", "incident.finished"),
        (SENT, "add", "chief", ""),
        (SENT, "write", "chief", "incident.finished"),
        (DRAFT, "withdraw", "a", "supervisor.needed"),
        (DRAFT, "withdraw", "chief", ""),
    ],
)
def test_who_may_do_what_and_when(house: House, act: str, by: str, code: str) -> None:
    assert code_of(house, act, by) == code


def test_double_taps_find_what_is_there() -> None:
    assert begin(DRAFT).incidents == DRAFT.incidents
    assert w.decide_sent(SENT, "i", SENT.people["a"], "email") == []
    one = at(SENT, *w.decide_add(SENT.incidents["i"], SENT.people["a"], "x", "words:x", "d")).incidents["i"]
    assert w.decide_add(one, SENT.people["a"], "x", "words:x", "d") == []


def test_one_alarm_has_one_report() -> None:
    house = begin(HOUSE, "i", source="alarm", about="al-1")
    assert list(begin(house, "j", source="alarm", about="al-1").incidents) == ["i"]
    assert list(begin(house, "j", source="alarm", about="al-2").incidents) == ["i", "j"]


@pytest.mark.parametrize("ago_h", [-1, 24 * 31 + 1])
def test_a_time_that_can_t_be(ago_h: float) -> None:
    with pytest.raises(Refused, match=r"incident\.when"):
        begin(HOUSE, ago_h=ago_h)


def test_what_is_signed_is_what_was_shown() -> None:
    shown = w.seen_digest(FULL.incidents["i"])
    changed = write(FULL, "people")
    with pytest.raises(Refused, match=r"incident\.changed"):
        w.decide_sign(changed, "i", changed.people["a"], NEEDED, shown, PEN)


def test_there_are_enough_pictures() -> None:
    house = DRAFT
    for number in range(MOST_PHOTOS):
        kept = i.IncidentPhotoKept("i", f"p{number}", "file", "d", 9, "a")
        house = at(house, *w.decide_photo(house, "i", kept, house.people["a"]))
    one_more = i.IncidentPhotoKept("i", "more", "file", "d", 9, "a")
    with pytest.raises(Refused, match=r"incident\.photos"):
        w.decide_photo(house, "i", one_more, house.people["a"])
    assert w.decide_photo(house, "i", kept, house.people["a"]) == []
    house = at(house, i.IncidentPhotosRemoved("i", ("p0",), "a"))
    assert w.decide_photo(house, "i", one_more, house.people["a"]) == [one_more]


def test_need_to_know() -> None:
    one = write(DRAFT, "people", by="chief").incidents["i"]
    readers = [name for name in ("a", "b", "chief", "boss", "r") if may_read(one, HOUSE.people[name])]
    assert readers == ["a", "chief", "boss"]


def told(house: House, hours: float) -> tuple[House, list[tuple[str, str]]]:
    """Return the house after the reminders of some hours past noon, and who was told what."""
    events = reminders(house, NOON + timedelta(hours=hours))
    notices = [(one.template, one.person) for one in events if isinstance(one, e.NoticeQueued)]
    return at(house, *events), notices


def test_who_is_told_as_the_day_goes_by() -> None:
    house, notices = told(DRAFT, 17.9)
    assert notices == []
    house, notices = told(house, 18)
    assert notices == [("incident_due", "a")]
    house, notices = told(house, 23)
    assert notices == [], "once"
    house, notices = told(house, 24)
    assert notices == [("incident_overdue", "chief")]
    house, notices = told(house, 48)
    assert notices == [("incident_overdue", "boss")]


def test_after_a_night_without_power_only_the_last_step_is_told() -> None:
    assert told(DRAFT, 50)[1] == [("incident_overdue", "boss")]


def test_whoever_is_gone_is_not_told_but_the_supervisor() -> None:
    gone = begin(HOUSE, by="b")
    gone = at(gone, person("b", "attendant", active=False))
    assert told(gone, 19)[1] == [("incident_due", "chief")]


def test_nothing_is_told_of_what_the_company_has() -> None:
    assert told(SENT, 60)[1] == []
    withdrawn = at(DRAFT, *w.decide_withdraw(DRAFT, "i", DRAFT.people["chief"], "words:1"))
    assert told(withdrawn, 60)[1] == []


def test_another_time_is_another_clock() -> None:
    house, _ = told(DRAFT, 19)
    moved = w.decide_write(house, "i", house.people["a"], "water", NOON - timedelta(hours=2), [], NOON)
    assert at(house, *moved).incidents["i"].step == 0


@pytest.mark.parametrize(
    ("house", "hours", "expected"),
    [
        (DRAFT, 1, [("incident.draft", False)]),
        (SIGNED, 1, [("incident.unsent", False)]),
        (DRAFT, 18, [("incident.soon", True)]),
        (SIGNED, 25, [("incident.overdue", True)]),
        (SENT, 25, []),
    ],
)
def test_what_waits_at_the_desk(house: House, hours: float, expected: list[tuple[str, bool]]) -> None:
    found = [(one.code, one.urgent) for one in waiting(house, NOON + timedelta(hours=hours))]
    assert found == expected


def test_a_shift_explains_what_is_overdue_by_a_clock_that_can_be_believed() -> None:
    late = NOON + timedelta(hours=25)
    assert [one.id for one in overdue(DRAFT, late)] == ["incident_overdue-i"]
    site = furniture(place("K01"), place("K02"))
    for trusted in (True, False):
        found = differences(Scene(DRAFT, site, {}, late, trusted))
        assert ("incident_overdue-i" in [one.id for one in found]) is trusted


def test_a_report_of_long_ago_can_be_added_to() -> None:
    house, was = SENT, SENT.incidents["i"]
    for number in range(RECENT + 2):
        house = begin(house, f"n{number}")
        house = at(house, *w.decide_withdraw(house, f"n{number}", house.people["chief"], "words:1"))
    assert "i" not in house.incidents
    house = at(house, *w.decide_add(was, house.people["chief"], "x", "words:x", "d"))
    assert [one.id for one in house.incidents["i"].additions] == ["x"]
    assert begin(house, "next").incidents["next"].number == RECENT + 4, "no number twice"


def test_every_word_is_there() -> None:
    assert all(known(f"incidents.kind.{one}") for one in KINDS)
    assert all(known(f"incidents.part.{one}") for one in PARTS)
    assert all(known(f"incidents.how.{one}") for one in HOW)
    assert all(known(f"incidents.stage.{one.value}") for one in Stage)
