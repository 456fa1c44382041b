"""Complaints and praise: each rule as a case, from the first word to the one by which the answer was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain import events as e
from kiosk.domain.grievances import deciding as d
from kiosk.domain.grievances.evolving import KEPT
from kiosk.domain.grievances.grievance import Grievance, Rules, Stage, may_see
from kiosk.domain.grievances.lateness import late, pending
from kiosk.domain.house import House
from kiosk.domain.refusal import Refused
from tests.unit.houses import NOON, PEOPLE, at, person

STAFFED = at(PEOPLE, person("boss", "supervisor", ("desk",)), person("top", "manager"))
RULES = Rules(supervisor_h=2, manager_h=24)
HOUR = timedelta(hours=1)
SAY = d.Make("g1", "complaint", "noise", "phone", "r", "a", words="words:grievance:g1", words_digest="00")


def refused(code: str) -> object:
    return pytest.raises(Refused, match=f"^{code}".replace(".", r"\.") + "$")


def made(house: House = STAFFED, command: d.Make = SAY, rules: Rules = RULES) -> House:
    return at(house, *d.decide_make(house, command, rules, NOON))


def one(house: House, name: str = "g1") -> Grievance:
    return house.grievances[name]


def handled(house: House | None = None) -> House:
    house = house or made()
    return at(house, *d.decide_handled(house, "g1", "put_right", "words:x", "0", "a", RULES), after_s=3_600)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "threat"}, "grievance.about"),
        ({"about": "weather"}, "grievance.about"),
        ({"way": "pigeon"}, "grievance.about"),
        ({"by": "r"}, "staff.needed"),
        ({"by": ""}, "staff.needed"),
        ({"words": ""}, "grievance.words"),
        ({"person": "gone"}, "resident.unknown"),
        ({"against": "r"}, "grievance.against"),
        ({"way": "lobby", "person": "", "by": "", "words": ""}, "grievance.words"),
    ],
)
def test_what_is_not_written_down(changes: dict[str, str], code: str) -> None:
    with refused(code):  # type: ignore[attr-defined]
        d.decide_make(STAFFED, replace(SAY, **changes), RULES, NOON)  # type: ignore[arg-type]


def test_it_is_written_down_once_with_a_number_and_a_deadline() -> None:
    house = made()
    assert d.decide_make(house, SAY, RULES, NOON) == []
    known = one(house)
    assert (known.number, known.owner, known.unit, known.due) == (
        "TS-00001",
        "a",
        "1-1-0802",
        NOON + 72 * HOUR,
    )
    urgent = made(house, replace(SAY, grievance="g2", urgent=True))
    assert (one(urgent, "g2").number, one(urgent, "g2").due) == ("TS-00002", NOON + 4 * HOUR)


def test_somebody_who_can_t_write_says_it_with_their_name_and_the_desk_asks() -> None:
    house = made(command=replace(SAY, way="lobby", by="r", words=""))
    assert one(house).words == "" and one(house).owner == ""


def test_nobody_floods_the_desk() -> None:
    house = STAFFED
    for count in range(d.MOST_OPEN_OF_ONE):
        house = made(house, replace(SAY, grievance=f"m{count}"))
    with refused("grievance.too_many"):  # type: ignore[attr-defined]
        made(house)
    unnamed = replace(SAY, person="", by="", way="lobby")
    house, few = STAFFED, Rules(most_unnamed=2)
    for count in range(2):
        house = made(house, replace(unnamed, grievance=f"u{count}"), few)
    with refused("grievance.too_many_unnamed"):  # type: ignore[attr-defined]
        made(house, unnamed, few)
    assert d.decide_make(house, unnamed, few, NOON + 25 * HOUR) != []  # the next day
    assert made(house, replace(unnamed, way="desk", by="a"), few)  # the desk writes what it hears
    with refused("grievance.unnamed_not"):  # type: ignore[attr-defined]
        made(command=unnamed, rules=Rules(anonymous=False))


def test_it_has_an_owner_who_is_never_whom_it_is_against() -> None:
    against = made(command=replace(SAY, against="a"))
    assert one(against).owner == ""
    with refused("grievance.owner"):  # type: ignore[attr-defined]
        d.decide_own(against, "g1", "a", "boss", RULES)
    with refused("grievance.owner"):  # type: ignore[attr-defined]
        d.decide_own(against, "g1", "r", "boss", RULES)
    named = at(against, *d.decide_own(against, "g1", "other", "boss", RULES))
    assert one(named).owner == "other" and d.decide_own(named, "g1", "other", "boss", RULES) == []


def test_whoever_it_is_against_does_not_see_it_where_the_site_says_so() -> None:
    house = made(command=replace(SAY, against="other"))
    for act in (
        lambda: d.decide_note(house, "g1", "words:x", "0", "other", RULES),
        lambda: d.decide_handled(house, "g1", "unfounded", "words:x", "0", "other", RULES),
        lambda: d.need(house, "g1", "other", RULES),
    ):
        with refused("grievance.unknown"):  # type: ignore[attr-defined]
            act()
    assert may_see(one(house), "a", hidden=True) and not may_see(one(house), "other", hidden=True)
    assert may_see(one(house), "other", hidden=False)


def test_it_is_answered_then_told_back_then_closed() -> None:
    house = made()
    with refused("grievance.not_handled"):  # type: ignore[attr-defined]
        d.decide_told(house, "g1", "phone", "a", RULES)
    with refused("grievance.outcome"):  # type: ignore[attr-defined]
        d.decide_handled(house, "g1", "forgotten", "words:x", "0", "a", RULES)
    with refused("grievance.words"):  # type: ignore[attr-defined]
        d.decide_handled(house, "g1", "explained", "", "", "a", RULES)
    house = handled(house)
    assert one(house).stage is Stage.HANDLED and one(house).in_time is True
    assert d.decide_handled(house, "g1", "explained", "words:y", "0", "a", RULES) == []
    assert [found.code for found in pending(house, NOON + 2 * HOUR)] == ["grievance.tell_back"]
    with refused("grievance.told_how"):  # type: ignore[attr-defined]
        d.decide_told(house, "g1", "smoke", "a", RULES)
    closed = at(house, *d.decide_told(house, "g1", "phone", "a", RULES), after_s=7_200)
    assert one(closed).over and d.decide_told(closed, "g1", "phone", "a", RULES) == []
    with refused("grievance.closed"):  # type: ignore[attr-defined]
        d.decide_note(closed, "g1", "words:x", "0", "a", RULES)
    assert list(pending(closed, NOON + 99 * HOUR)) == []


def test_one_without_a_name_is_closed_with_its_answer() -> None:
    house = handled(made(command=replace(SAY, person="")))
    assert one(house).over and one(house).told_by == ""


def test_whoever_is_not_content_has_it_taken_up_again() -> None:
    closed = handled()
    with refused("grievance.words"):  # type: ignore[attr-defined]
        d.decide_reopen(closed, "g1", "", "", "a", RULES, NOON)
    again = at(closed, *d.decide_reopen(closed, "g1", "words:z", "0", "a", RULES, NOON + 9 * HOUR))
    assert (one(again).stage, one(again).reopened, one(again).due) == (Stage.OPEN, 1, NOON + 81 * HOUR)
    assert d.decide_reopen(again, "g1", "words:z", "0", "a", RULES, NOON) == []


def test_late_ones_reach_the_owner_the_supervisors_and_the_manager_but_never_whom_they_are_against() -> None:
    house = made(command=replace(SAY, against="boss"))
    house = at(house, *d.decide_own(house, "g1", "other", "a", RULES))
    told: list[tuple[int, list[str]]] = []
    for hours in (71, 72, 73, 74, 96, 400):
        now = NOON + hours * HOUR
        events = late(house, RULES, now)
        if events:
            told.append((hours, [event.person for event in events if isinstance(event, e.NoticeQueued)]))
        house = at(house, *events, after_s=hours * 3600)
    assert told == [(72, ["other"]), (74, []), (96, ["top"])]
    assert [found.code for found in pending(house, NOON + 99 * HOUR)] == ["grievance.late"]


def test_praise_is_never_late() -> None:
    house = made(command=replace(SAY, kind="praise", way="lobby", by="r"))
    assert late(house, RULES, NOON + 9_999 * HOUR) == []
    assert [found.code for found in pending(house, NOON + 9_999 * HOUR)] == ["grievance.praise"]
    assert d.decide_handled(house, "g1", "passed_on", "", "", "a", RULES) != []  # it needs no words


def test_numbers_go_on_when_old_ones_have_left_the_running_state() -> None:
    house = STAFFED
    for count in range(KEPT + 4):
        house = made(house, replace(SAY, grievance=f"n{count}", person=""))
        house = at(house, *d.decide_handled(house, f"n{count}", "explained", "words:x", "0", "a", RULES))
    assert len(house.grievances) == KEPT + 1 and "n0" not in house.grievances
    assert one(made(house)).number == f"TS-{KEPT + 5:05d}"
