"""Looking after empty homes: the days of a plan as a table of cases, who may go, what follows."""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from kiosk.domain import events as e
from kiosk.domain.aftermath import with_aftermath
from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.inspections import events as i
from kiosk.domain.inspections.going import due_for, waits_for_findings, what_is_due
from kiosk.domain.inspections.inspection import Plan, Stage
from kiosk.domain.inspections.planning import MakePlan, decide_end, decide_pause, decide_plan, decide_resume
from kiosk.domain.inspections.schedule import coming, first_day, opened
from kiosk.domain.inspections.telling import (
    decide_answers,
    decide_not_made,
    decide_order,
    decide_report,
    decide_settled,
)
from kiosk.domain.keeping.keeping import Signed
from kiosk.domain.keys.events import ConsentGiven, ConsentWithdrawn, GrantGiven, LimitsSet
from kiosk.domain.keys.issuing import IssueKey, decide_issue
from kiosk.domain.refusal import Refused
from kiosk.flows.inspections.photos import LONGEST_PX, upright_jpeg
from tests.unit.houses import LABEL, PEOPLE

HANGZHOU = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 5, 4)
REASONS = ("repair", "inspection")


def local(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=HANGZHOU)


def plan(**changes: object) -> Plan:
    """Return a plan for every Monday from nine to twelve, made the day before."""
    known = Plan(
        id="p", unit="1-1-0802", given_by="r", consent="c-1", every_days=7, weekday=0, from_min=540, until_min=720,
        duration_min=60, who=("group:desk",), points=("doors", "water"), wishes="", tells="each", first=MONDAY,
        signed="signature:x", made=local(date(2026, 5, 3)),
    )  # fmt: skip
    return replace(known, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "holidays", "now", "expected"),
    [
        pytest.param({}, [], local(MONDAY, 8, 59), [], id="a minute too early"),
        pytest.param({}, [], local(MONDAY, 9), ["0504"], id="its hours begin"),
        pytest.param({}, [], local(MONDAY, 23), ["0504"], id="late the same day"),
        pytest.param({"dealt_with": MONDAY}, [], local(date(2026, 5, 10)), [], id="once a week"),
        pytest.param({"dealt_with": MONDAY}, [], local(date(2026, 5, 11)), ["0511"], id="the week after"),
        pytest.param({}, [], local(date(2026, 5, 19)), ["0504", "0511", "0518"], id="after weeks without power"),
        pytest.param({"every_days": 14, "dealt_with": MONDAY}, [], local(date(2026, 5, 17)), [], id="every fortnight"),
        pytest.param({"every_days": 14, "dealt_with": MONDAY}, [], local(date(2026, 5, 18)), ["0518"], id="fortnight"),
        pytest.param(
            {"every_days": 3, "weekday": None, "first": date(2026, 1, 29)}, [], local(date(2026, 2, 5)),
            ["0129", "0201", "0204"], id="over the end of a month",
        ),
        pytest.param(
            {"every_days": 1, "weekday": None, "first": date(2028, 2, 28)}, [], local(date(2028, 3, 1)),
            ["0228", "0229", "0301"], id="a leap day",
        ),
        pytest.param(
            {"every_days": 28, "first": date(2026, 1, 5)}, [], local(date(2026, 3, 31)),
            ["0105", "0202", "0302", "0330"], id="four weeks, however long the month",
        ),
        pytest.param({}, [MONDAY], local(MONDAY, 12), [], id="not on a holiday"),
        pytest.param({}, [MONDAY], local(date(2026, 5, 5)), ["0505"], id="but the day after it"),
        pytest.param(
            {"dealt_with": date(2026, 5, 5)}, [MONDAY], local(date(2026, 5, 11)), ["0511"], id="and Monday again",
        ),
        pytest.param(
            {}, [MONDAY + timedelta(days=n) for n in range(7)], local(date(2026, 5, 11)), ["0511"],
            id="a week of holidays: that one falls out",
        ),
        pytest.param(
            {"every_days": 1, "weekday": None}, [MONDAY], local(date(2026, 5, 5)), ["0505"], id="daily: no day twice",
        ),
        pytest.param({"paused_from": MONDAY}, [], local(date(2026, 5, 12)), [], id="paused until somebody says so"),
        pytest.param(
            {"paused_from": MONDAY, "paused_until": date(2026, 5, 10)}, [], local(date(2026, 5, 12)), ["0511"],
            id="paused for a week",
        ),
        pytest.param(
            {"paused_from": date(2026, 5, 6)}, [], local(date(2026, 5, 12)), ["0504"], id="what was before the pause",
        ),
    ],
)  # fmt: skip
def test_the_days_of_a_plan(
    changes: dict[str, object], holidays: list[date], now: datetime, expected: list[str]
) -> None:
    assert [f"{one.day:%m%d}" for one in opened(plan(**changes), now, frozenset(holidays))] == expected


def test_the_hours_are_the_sites_own() -> None:
    (hours,) = opened(plan(), datetime(2026, 5, 4, 1, tzinfo=UTC).astimezone(HANGZHOU), ())
    assert hours.opens == datetime(2026, 5, 4, 1, tzinfo=UTC)
    assert hours.closes == datetime(2026, 5, 4, 4, tzinfo=UTC)
    berlin = ZoneInfo("Europe/Berlin")  # the clocks change on 29 March 2026
    days = plan(first=date(2026, 3, 28), weekday=None, every_days=1)
    found = opened(days, datetime(2026, 3, 29, 23, tzinfo=berlin), ())
    assert [one.opens.astimezone(UTC).hour for one in found] == [8, 7]  # nine o'clock on both days


@pytest.mark.parametrize(
    ("changes", "now", "expected"),
    [
        ({}, local(MONDAY, 8), MONDAY),
        ({}, local(MONDAY, 9), date(2026, 5, 11)),
        ({"paused_from": MONDAY}, local(MONDAY, 8), None),
        ({"paused_from": MONDAY, "paused_until": date(2026, 6, 1)}, local(MONDAY, 8), date(2026, 6, 8)),
    ],
)
def test_the_next_one(changes: dict[str, object], now: datetime, expected: date | None) -> None:
    found = coming(plan(**changes), now, ())
    assert (found.day if found else None) == expected


def test_the_first_day_is_the_weekday_that_comes() -> None:
    assert first_day(MONDAY, 0) == MONDAY
    assert first_day(MONDAY, 6) == date(2026, 5, 10)
    assert first_day(date(2026, 1, 30), 1) == date(2026, 2, 3)
    assert first_day(MONDAY, None) == MONDAY


# ---- with a house ------------------------------------------------------------------------------------------------


def told(house: House, at: datetime, *events: e.Event) -> House:
    for event in events:
        house = evolve(house, Recorded(0, at, event))
    return house


BEGINS = local(date(2026, 5, 3))
CONSENT = ConsentGiven(
    "c-1", "1-1-0802", "r", ("inspection", "repair"), local(date(2026, 1, 1)), local(date(2026, 12, 31)), "paper 1",
    (), True,
)  # fmt: skip
HOME = told(
    PEOPLE,
    BEGINS,
    e.KeyRegistered("kh", "unit", LABEL, "T9", "K09", (), "1-1-0802"),
    GrantGiven("g2", "role:attendant", "kind:unit", None, None, None, "file"),
    CONSENT,
)
ASKED = MakePlan("p", "r", 7, 0, 540, 720, 60, ("group:desk",), ("doors", "water"), 0, "each")
NAMES = ("", "")


def planned(house: House = HOME, **changes: Any) -> House:
    made = decide_plan(house, replace(ASKED, **changes), None, house.people["a"], NAMES, BEGINS)
    return told(house, BEGINS, *made)


def due(house: House, at: datetime) -> House:
    return told(house, at, *what_is_due(house, at))


def out(house: House, at: datetime, movement: str = "m1", by: str = "a") -> House:
    """Return the house in which the home's key has just left for an inspection."""
    command = IssueKey(movement, by, "kh", "inspection", "", "signature:1", "x")
    house = told(house, at, *decide_issue(house, command, REASONS, at))
    return told(house, at, *with_aftermath(house, [e.KeyIssueConfirmed(movement, "tag")]))


def back(house: House, at: datetime, movement: str = "m2", by: str = "a") -> House:
    house = told(house, at, e.KeyReturnIntended(movement, "kh", by, "K09", "1-1-0802"))
    return told(house, at, *with_aftermath(house, [e.KeyReturnConfirmed(movement, "tag")]))


def refused(what: object, *about: object) -> str:
    with pytest.raises(Refused) as found:
        what(*about)  # type: ignore[operator]
    return found.value.code


NOON, ONE = local(MONDAY, 11), local(MONDAY, 12)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"every_days": 0}, "inspection.days"),
        ({"every_days": 10}, "inspection.days"),  # every ten days is no weekday
        ({"every_days": 200, "weekday": None}, "inspection.days"),
        ({"weekday": 7}, "inspection.days"),
        ({"from_min": 720}, "inspection.hours"),
        ({"duration_min": 5}, "inspection.hours"),
        ({"points": ()}, "inspection.points"),
        ({"points": ("roof",)}, "inspection.points"),
        ({"wishes": 9}, "inspection.points"),
        ({"tells": "shout"}, "inspection.points"),
        ({"who": ()}, "inspection.who"),
        ({"who": ("group:nobody",)}, "inspection.who"),
        ({"who": ("person:left",)}, "inspection.who"),
        ({"person": "a"}, "resident.unknown"),
    ],
)
def test_what_a_plan_needs(changes: dict[str, object], code: str) -> None:
    command = replace(ASKED, **changes)  # type: ignore[arg-type]
    assert refused(decide_plan, HOME, command, None, HOME.people["a"], NAMES, BEGINS) == code


def test_a_plan_needs_a_consent_that_names_inspections() -> None:
    by = HOME.people["a"]
    narrow = told(HOME, BEGINS, replace(CONSENT, reasons=("repair",)))
    assert refused(decide_plan, narrow, ASKED, None, by, NAMES, BEGINS) == "consent.reason"
    withdrawn = told(HOME, BEGINS, ConsentWithdrawn("c-1", "r"))
    assert refused(decide_plan, withdrawn, ASKED, None, by, NAMES, BEGINS) == "consent.withdrawn"
    assert refused(decide_plan, HOME, ASKED, None, by, NAMES, local(date(2027, 1, 1))) == "consent.over"
    assert (
        refused(decide_plan, planned(), replace(ASKED, plan="q"), None, by, NAMES, BEGINS)
        == "inspection.plan_exists"
    )
    assert refused(decide_plan, HOME, ASKED, None, HOME.people["c"], NAMES, BEGINS) == "staff.needed"


def test_the_plan_sends_nobody_whom_the_consent_does_not_let_in() -> None:
    by, narrow = HOME.people["a"], told(HOME, BEGINS, replace(CONSENT, groups=("desk",)))
    for who, code in (
        ("group:plant", "inspection.who"),
        ("person:other", "inspection.who"),
        ("person:a", ""),
    ):
        command = replace(ASKED, who=("group:desk", who))
        if code:
            assert refused(decide_plan, narrow, command, None, by, NAMES, BEGINS) == code
        else:
            assert decide_plan(narrow, command, None, by, NAMES, BEGINS)


def test_a_plan_rests_on_its_own_signature_or_on_that_of_the_consent() -> None:
    by = HOME.people["a"]
    (alone,) = decide_plan(HOME, ASKED, None, by, NAMES, BEGINS)
    (signed,) = decide_plan(HOME, ASKED, Signed("passport", "a", "signature:s", "d"), by, NAMES, BEGINS)
    assert isinstance(alone, i.PlanMade) and isinstance(signed, i.PlanMade)
    assert (alone.document, alone.signature) == ("consent", "paper 1")
    assert (signed.document, signed.signature, signed.signature_digest) == ("passport", "signature:s", "d")


def test_made_too_late_in_the_day_it_begins_the_week_after() -> None:
    by = HOME.people["a"]
    for hour, first in ((11, MONDAY), (13, date(2026, 5, 11))):
        (made,) = decide_plan(HOME, ASKED, None, by, NAMES, local(MONDAY, hour))
        assert isinstance(made, i.PlanMade) and made.first == first


def test_it_is_due_then_late_then_missed() -> None:
    house = planned()
    assert what_is_due(house, local(MONDAY, 8)) == []
    house = due(house, local(MONDAY, 9))
    assert house.inspection_plans["p"].due_day == MONDAY
    assert what_is_due(house, local(MONDAY, 20)) == []  # told once
    assert [key.id for _, key in due_for(house, house.people["a"])] == ["kh"]
    assert due_for(house, house.people["other"]) == []  # the owner named the desk alone
    later = what_is_due(house, local(date(2026, 5, 11)))
    assert [type(event) for event in later] == [i.InspectionMissed, i.InspectionDue]
    house = told(house, local(date(2026, 5, 11)), *later)
    assert house.inspections["p-20260504"].stage is Stage.MISSED
    assert house.inspection_plans["p"].due_day == date(2026, 5, 11)


def test_after_weeks_without_power_each_missed_day_is_on_record() -> None:
    house = due(planned(), local(date(2026, 5, 26)))
    assert sorted(house.inspections) == ["p-20260504", "p-20260511", "p-20260518"]
    assert house.inspection_plans["p"].due_day == date(2026, 5, 25)


def test_while_the_consent_does_not_hold_nothing_is_due_and_nothing_missed() -> None:
    short = told(HOME, BEGINS, replace(CONSENT, until=local(date(2026, 5, 6))))
    house = due(planned(short), NOON)
    assert what_is_due(house, local(date(2026, 5, 25))) == []
    again = local(date(2026, 5, 26))
    renewed = told(house, again, replace(CONSENT, since=again))
    found = what_is_due(renewed, local(date(2026, 6, 1)))
    assert [(type(event), event.day) for event in found] == [  # type: ignore[attr-defined]
        (i.InspectionMissed, MONDAY),
        (i.InspectionDue, date(2026, 6, 1)),
    ]


def test_a_withdrawn_consent_ends_the_plan_at_once_and_a_new_one_brings_none_back() -> None:
    house = told(due(planned(), NOON), NOON, ConsentWithdrawn("c-1", "r"))
    assert house.inspection_plans["p"].ended == NOON and due_for(house, house.people["a"]) == []
    renewed = told(house, NOON, replace(CONSENT, since=NOON))
    assert what_is_due(renewed, local(date(2026, 5, 11))) == []


def test_a_pause_takes_back_what_is_due_and_is_no_miss() -> None:
    house = due(planned(), NOON)
    paused = told(house, NOON, *decide_pause(house, "p", house.people["r"], MONDAY, None))
    assert due_for(paused, paused.people["a"]) == []
    assert what_is_due(paused, local(date(2026, 6, 2))) == []
    back_again = date(2026, 6, 3)
    resumed = told(paused, NOON, *decide_resume(paused, "p", paused.people["r"], back_again))
    assert what_is_due(resumed, local(date(2026, 6, 7))) == []
    assert [event.day for event in what_is_due(resumed, local(date(2026, 6, 8)))] == [date(2026, 6, 8)]  # type: ignore[attr-defined]
    assert decide_resume(resumed, "p", resumed.people["r"], back_again) == []


def test_only_the_home_and_the_desk_change_a_plan() -> None:
    house = planned()
    stranger = replace(house.people["r"], id="r2", unit="9-9-0101")
    for who in (stranger, house.people["c"], house.people["gone"], house.people["left"]):
        assert refused(decide_end, house, "p", who) == "inspection.plan_unknown"
        assert refused(decide_pause, house, "p", who, MONDAY, None) == "inspection.plan_unknown"
    assert refused(decide_pause, house, "p", house.people["r"], MONDAY, date(2026, 5, 1)) == "inspection.days"
    over = told(house, NOON, *decide_end(house, "p", house.people["r"]))
    assert over.inspection_plans["p"].ended_by == "r" and decide_end(over, "p", over.people["r"]) == []


@pytest.mark.parametrize(
    ("by", "reason", "changes", "code"),
    [
        ("a", "inspection", {}, ""),
        ("other", "inspection", {}, "inspection.not_yours"),
        ("other", "repair", {}, ""),
        ("other", "inspection", {"who": ("group:desk", "person:other")}, ""),
        ("r", "inspection", {}, "key.not_yours"),
    ],
)
def test_who_may_take_the_key_for_it(by: str, reason: str, changes: dict[str, Any], code: str) -> None:
    house = planned(**changes)
    command = IssueKey("m", by, "kh", reason, "", "signature:1", "x")
    if code:
        assert refused(decide_issue, house, command, REASONS, NOON) == code
    else:
        assert decide_issue(house, command, REASONS, NOON)


def test_a_paused_home_is_left_alone() -> None:
    house = planned()
    house = told(house, NOON, *decide_pause(house, "p", house.people["r"], MONDAY, None))
    command = IssueKey("m", "a", "kh", "inspection", "", "signature:1", "x")
    assert refused(decide_issue, house, command, REASONS, NOON) == "inspection.paused"
    assert decide_issue(house, replace(command, reason="repair"), REASONS, NOON)


def test_the_key_is_due_by_the_plan_and_its_leaving_begins_the_inspection() -> None:
    house = out(due(planned(), NOON), NOON)
    assert house.keys["kh"].due == NOON + timedelta(minutes=60)
    begun = house.inspections["m1"]
    assert (begun.day, begun.by, begun.stage) == (MONDAY, "a", Stage.BEGUN)
    assert house.inspection_plans["p"].due_day is None
    assert not waits_for_findings(house, begun)
    house = back(house, ONE)
    assert waits_for_findings(house, house.inspections["m1"])
    assert what_is_due(house, local(MONDAY, 23)) == []


def test_a_key_that_leaves_out_of_turn_leaves_the_days_alone() -> None:
    house = out(planned(), local(date(2026, 5, 3), 15))
    assert house.inspections["m1"].day is None
    assert due(house, NOON).inspection_plans["p"].due_day == MONDAY


def test_a_repair_is_no_inspection() -> None:
    house = due(planned(), NOON)
    command = IssueKey("m1", "a", "kh", "repair", "", "signature:1", "x")
    house = told(house, NOON, *decide_issue(house, command, REASONS, NOON))
    house = told(house, NOON, *with_aftermath(house, [e.KeyIssueConfirmed("m1", "tag")]))
    assert not house.inspections and house.inspection_plans["p"].due_day == MONDAY


def test_what_is_told_can_be_corrected_until_it_is_handed_in() -> None:
    house = back(out(due(planned(), NOON), NOON), ONE)
    by = house.people["a"]
    house = told(house, ONE, *decide_answers(house, "m1", by, {"water": "urgent"}))
    (urgent,) = house.inspection_findings.values()
    assert (urgent.unit, urgent.point, urgent.order) == ("1-1-0802", "water", "")
    assert decide_answers(house, "m1", by, {"water": "urgent"}) == []  # a double tap
    assert refused(decide_report, house, "m1", by, "") == "inspection.not_looked"
    fine = told(house, ONE, *decide_answers(house, "m1", by, {"water": "fine"}))
    assert not fine.inspection_findings
    ordered = told(house, ONE, *decide_order(house, urgent.id, by, " WX-9 "))
    assert ordered.inspection_findings[urgent.id].order == "WX-9"
    kept = told(ordered, ONE, *decide_answers(ordered, "m1", by, {"water": "fine"}))
    assert urgent.id in kept.inspection_findings  # somebody is on the way
    settled = told(kept, ONE, *decide_settled(kept, urgent.id, by))
    assert not settled.inspection_findings and decide_settled(settled, urgent.id, by) == []
    assert refused(decide_order, house, urgent.id, by, "  ") == "key.work_order_needed"


@pytest.mark.parametrize(
    ("tells", "answer", "template"),
    [
        ("each", "fine", "inspection_made"),
        ("each", "found", "inspection_found"),
        ("each", "not_looked", "inspection_made"),
        ("findings", "fine", ""),
        ("findings", "urgent", "inspection_found"),
        ("paper", "fine", "inspection slip"),
    ],
)
def test_how_the_owner_is_told(tells: str, answer: str, template: str) -> None:
    house = back(out(due(planned(tells=tells), NOON), NOON), ONE)
    by = house.people["a"]
    house = told(house, ONE, *decide_answers(house, "m1", by, {"water": answer}))
    after = decide_report(house, "m1", by, "fine")
    said = [event.template for event in after if isinstance(event, e.NoticeQueued)]
    said += [event.what for event in after if isinstance(event, e.PaperQueued)]
    assert said == ([template] if template else [])
    house = told(house, ONE, *after)
    assert house.inspections["m1"].stage is Stage.REPORTED and not house.inspections["m1"].unanswered
    assert decide_report(house, "m1", by, "fine") == []  # a double tap tells nobody twice
    assert refused(decide_answers, house, "m1", by, {"water": "fine"}) == "inspection.over"


def test_nobody_could_go_in_and_it_is_due_again() -> None:
    house = back(out(due(planned(), NOON), NOON), ONE)
    by = house.people["a"]
    house = told(house, ONE, *decide_not_made(house, "m1", by))
    assert house.inspections["m1"].stage is Stage.NOT_MADE
    assert house.inspection_plans["p"].due_day == MONDAY
    assert decide_not_made(house, "m1", by) == []
    assert refused(decide_report, house, "m1", by, "fine") == "inspection.over"
    again = out(house, ONE, "m3")
    assert again.inspections["m3"].day == MONDAY


def test_another_attendant_tells_nothing_of_it_and_a_supervisor_may() -> None:
    house = back(out(due(planned(), NOON), NOON), ONE)
    chief = replace(house.people["other"], role=type(house.people["a"].role).SUPERVISOR)
    assert (
        refused(decide_answers, house, "m1", house.people["other"], {"water": "fine"}) == "inspection.others"
    )
    assert refused(decide_report, house, "m1", house.people["r"], "fine") == "inspection.others"
    assert refused(decide_report, house, "none", house.people["a"], "fine") == "inspection.unknown"
    assert refused(decide_answers, house, "m1", house.people["a"], {"roof": "fine"}) == "inspection.points"
    assert refused(decide_answers, house, "m1", house.people["a"], {"water": "wet"}) == "inspection.points"
    assert decide_answers(house, "m1", chief, {"water": "fine"})


def test_the_plan_may_end_while_the_key_is_out_and_what_was_found_is_still_told() -> None:
    house = out(due(planned(), NOON), NOON)
    house = told(house, NOON, *decide_end(house, "p", house.people["r"]))
    house = back(house, ONE)
    assert waits_for_findings(house, house.inspections["m1"])
    assert len(decide_report(house, "m1", house.people["a"], "fine")) == 3


def test_the_running_state_stays_small_for_years() -> None:
    long = told(HOME, BEGINS, replace(CONSENT, until=local(date(2032, 1, 1))))
    house = planned(long)
    for week in range(260):
        house = due(house, local(MONDAY + timedelta(days=7 * week)))
    assert len(house.inspections) == 100 and len(house.inspection_plans) == 1
    assert house.inspection_plans["p"].due_day == MONDAY + timedelta(days=7 * 259)


def test_a_holiday_of_the_estate_moves_a_day() -> None:
    house = told(planned(), BEGINS, LimitsSet((MONDAY,), (), "file"))
    assert due(house, NOON).inspection_plans["p"].due_day is None
    assert due(house, local(date(2026, 5, 5))).inspection_plans["p"].due_day == date(2026, 5, 5)


# ---- pictures ------------------------------------------------------------------------------------------------------


def encoded(form: str, size: tuple[int, int], mode: str = "RGB", **more: object) -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, form, **more)
    return file.getvalue()


def test_a_picture_is_made_smaller_upright_and_says_nothing_of_its_maker() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = 6, "Maker", "at home"
    kept = upright_jpeg(encoded("JPEG", (4000, 3000), exif=exif))
    with Image.open(BytesIO(kept)) as image:
        assert image.format == "JPEG" and image.size == (1200, 1600) and LONGEST_PX == 1600
        assert not image.getexif() and b"Maker" not in kept
    with Image.open(BytesIO(upright_jpeg(encoded("PNG", (30, 20))))) as image:
        assert image.format == "JPEG" and image.size == (30, 20)


def test_a_picture_whose_maker_wrote_nonsense_beside_it_is_kept_upright() -> None:
    turned = struct.pack("<HHII", 0x0112, 3, 1, 6)
    nonsense = struct.pack("<HHI4s", 0x014A, 7, 2, b"x")  # where other pictures stand in the file: no number
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + turned + nonsense + bytes(4)
    with Image.open(BytesIO(upright_jpeg(encoded("JPEG", (40, 24), exif=exif)))) as image:
        assert image.size == (24, 40)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        pytest.param(b"", "photo.not_one", id="nothing"),
        pytest.param(b"<svg/>" * 50, "photo.not_one", id="no picture"),
        pytest.param(encoded("GIF", (9, 9)), "photo.not_one", id="another kind"),
        pytest.param(encoded("JPEG", (900, 900))[:700], "photo.not_one", id="cut off"),
        pytest.param(encoded("PNG", (900, 900))[:90], "photo.not_one", id="a PNG cut off"),
        pytest.param(encoded("PNG", (8000, 8000), "1"), "photo.too_large", id="more pixels than a telephone makes"),
        pytest.param(b"\xff\xd8" + b"0" * (12 * 1024 * 1024), "photo.too_large", id="too many bytes"),
        pytest.param(encoded("PNG", (20000, 20000), "1"), "photo.not_one", id="a bomb"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_not_kept(file: bytes, code: str) -> None:
    assert refused(upright_jpeg, file) == code
