"""Looking after an empty home before a real cabinet: the plan, the key, what was found, what comes in between."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from kiosk.domain.inspections.inspection import Inspection, Plan, Stage
from kiosk.domain.inspections.planning import MakePlan
from kiosk.domain.keys import events as r
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.inspections.report import note_of
from tests.flows.test_consents import LI, give, home_of, visit_of
from tests.flows.test_desk import waiting
from tests.flows.test_key_rules import HOME, OTHER_HOME, told
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, ZHOU, Play
from tests.wire.waiting import until

UNIT, OTHER_UNIT = "1-2-1201", "2-2-1504"
POINTS = ("doors", "water", "gas")
PLACES = {HOME: "K09", OTHER_HOME: "K10"}


def person(play: Play, name: str = "a-lin") -> Person:
    return play.journeys.ledger.house.people[name]


def make(play: Play, owner: str = LI, wishes: Sequence[str] = (), **changes: object) -> Plan:
    """Return a plan, due every day from midnight to midnight, that an owner has signed at the desk."""
    act = os.urandom(16).hex()
    command = MakePlan(
        plan=act[:16], person=owner, every_days=1, weekday=None, from_min=0, until_min=1440, duration_min=45,
        who=("group:desk",), points=POINTS, wishes=len(wishes), tells="each",
    )  # fmt: skip
    command = replace(command, **changes)  # type: ignore[arg-type]
    made = play.journeys.inspections.make(person(play), command, wishes, act, "id_card", SIGNATURE)
    play.journeys.inspections.look()
    return made


def plan_now(play: Play, plan: Plan) -> Plan:
    return play.journeys.ledger.house.inspection_plans[plan.id]


def tasks(play: Play) -> list[str]:
    """Return the codes of the desk's tasks about empty homes."""
    return sorted(task.code for task in waiting(play) if task.inspection)


def take(play: Play, key: str = HOME, badge: str = LIN, pin: str = LIN_PIN) -> tuple[Movement, str]:
    """Have somebody take a home's key for an inspection; return the movement and the key's tag."""
    play.journeys.visits.end()
    play.tap(badge)
    movement = play.journeys.keys.issue(os.urandom(16).hex(), key, "inspection", "", pin, SIGNATURE)
    play.comes_to(movement, "open")
    tag = play.bench.take_key(PLACES[key])
    play.bench.push_shut(PLACES[key])
    play.comes_to(movement, "done")
    return movement, tag


def bring(play: Play, tag: str, key: str = HOME, badge: str = LIN) -> Movement:
    """Have somebody bring a key back."""
    play.tap(badge)
    movement = play.journeys.keys.give_back(os.urandom(16).hex(), key)
    play.comes_to(movement, "open")
    play.bench.put_key(PLACES[key], tag)
    play.bench.push_shut(PLACES[key])
    play.comes_to(movement, "done")
    return movement


def one(play: Play, movement: Movement) -> Inspection:
    return play.journeys.inspections.one(movement.id)


def later(play: Play, days: float) -> None:
    """Have some days pass."""
    clock = play.kiosk.clock
    wall, counted_s = clock._wall, clock._monotonic_s
    clock._wall = lambda: wall() + timedelta(days=days)
    clock._monotonic_s = lambda: counted_s() + days * 86_400


def refused(what: object, *about: object, **more: object) -> str:
    with pytest.raises(Refused) as found:
        what(*about, **more)  # type: ignore[operator]
    return found.value.code


def test_from_the_plan_to_the_owner(play: Play) -> None:
    plan = make(play, wishes=("Feed the fish", "Look at the terrace"))
    desk, findings = play.journeys.inspections, play.journeys.findings
    assert play.journeys.ledger.opened(plan.signed) and "fish" in desk.wishes(plan.wishes)[0]
    assert tasks(play) == ["inspection_due"]
    assert [errand.key for errand in desk.errands("a-lin")] == [HOME]
    movement, tag = take(play)
    key = play.journeys.ledger.house.keys[HOME]
    assert key.due and key.since and timedelta(minutes=44) < key.due - key.since <= timedelta(minutes=46)
    assert tasks(play) == [] and desk.errands("a-lin") == [] and findings.waiting_for("a-lin") == []
    bring(play, tag)
    assert tasks(play) == ["inspection_findings"]
    found = findings.after_return(HOME, "a-lin")
    assert found is not None and found.points == (*POINTS, "wish-1", "wish-2")
    findings.answer(found.id, person(play), {"water": "urgent"})
    assert tasks(play) == ["inspection_findings", "inspection_urgent"]
    findings.write(found.id, "water", person(play), "under the sink", ())
    findings.hand_in(found.id, person(play), "fine")
    findings.hand_in(found.id, person(play), "fine")  # a double tap
    over = one(play, movement)
    assert over.stage is Stage.REPORTED and over.findings == ("water",)
    until(lambda: any("请您查看" in subject for subject in told(play, LI)), 10)
    assert len([subject for subject in told(play, LI) if "托管" in subject]) == 1
    (urgent,) = play.journeys.ledger.house.inspection_findings
    findings.order(urgent, person(play), "WX-77")
    assert tasks(play) == ["inspection_ordered"]
    findings.settle(urgent, person(play))
    assert tasks(play) == []
    log = "".join(str(line.body) for line in play.journeys.register.events(words="inspection.", most=50))
    assert "sink" not in log and "fish" not in log  # words about a home are in the vault alone


def test_what_was_told_is_kept_when_somebody_walks_away_or_the_power_fails(play: Play) -> None:
    make(play)
    movement, tag = take(play)
    bring(play, tag)
    play.journeys.findings.answer(movement.id, person(play), {"doors": "found"})
    for words in ("the lock is stiff", "", ""):  # the last one is a double tap
        play.journeys.findings.write(movement.id, "doors", person(play), words, SIGNATURE)
    noted = play.journeys.register.events(words="inspection.noted", most=9)
    assert len({line.body["note"] for line in noted}) == len(noted) == 2  # none takes the other's place
    play.journeys.visits.end()  # walks away
    play.power_cycle()
    assert tasks(play) == ["inspection_findings"]
    play.tap(LIN)
    (open_one,) = play.journeys.findings.waiting_for("a-lin")
    assert open_one.answers == {"doors": "found"} and open_one.unanswered == ("water", "gas")
    note = note_of(play.journeys.ledger, open_one, "doors")
    assert note is not None and note.strokes
    assert refused(play.journeys.findings.hand_in, movement.id, person(play)) == "inspection.not_looked"
    play.journeys.findings.hand_in(movement.id, person(play), "not_looked")
    assert one(play, movement).answers == {"doors": "found", "water": "not_looked", "gas": "not_looked"}


def test_a_power_cut_between_the_key_and_the_answer(play: Play) -> None:
    make(play)
    movement, tag = take(play)
    play.power_cycle()
    assert one(play, movement).stage is Stage.BEGUN and play.journeys.findings.waiting_for("a-lin") == []
    bring(play, tag)
    play.power_cycle()
    assert [found.id for found in play.journeys.findings.waiting_for("a-lin")] == [movement.id]


def test_a_key_that_was_not_taken_begins_nothing(play: Play) -> None:
    plan = make(play)
    play.tap(LIN)
    movement = play.journeys.keys.issue(os.urandom(16).hex(), HOME, "inspection", "", LIN_PIN, SIGNATURE)
    play.comes_to(movement, "open")
    play.bench.push_shut("K09")
    play.comes_to(movement, "still_inside")
    play.journeys.doors.say(movement.id, "not_taken")
    assert play.journeys.ledger.house.inspections == {} and plan_now(play, plan).due_day is not None
    assert tasks(play) == ["inspection_due"]


def test_the_plan_ends_while_the_key_is_out(play: Play) -> None:
    plan = make(play)
    movement, tag = take(play)
    play.journeys.inspections.end(plan.id, person(play, LI))
    bring(play, tag)  # never refused
    assert tasks(play) == ["inspection_findings"]
    play.journeys.findings.hand_in(movement.id, person(play), "fine")
    assert tasks(play) == [] and one(play, movement).stage is Stage.REPORTED
    play.journeys.inspections.look()
    assert play.journeys.inspections.errands("a-lin") == []


def test_the_consent_is_withdrawn_while_the_key_is_out(play: Play) -> None:
    plan = make(play)
    movement, tag = take(play)
    visit_of(play, LI)
    play.journeys.consents.withdraw("agreement-17", os.urandom(16).hex(), on_paper=False)
    assert plan_now(play, plan).ended is not None
    assert "key_recalled" in [task.code for task in waiting(play)]
    play.journeys.visits.end()
    bring(play, tag)
    play.journeys.findings.hand_in(movement.id, person(play), "fine")
    assert one(play, movement).stage is Stage.REPORTED
    play.tap(LIN)
    asked = (os.urandom(16).hex(), HOME, "inspection", "", LIN_PIN, SIGNATURE)
    assert refused(play.journeys.keys.issue, *asked) == "consent.withdrawn"


def test_the_consent_ends_by_itself_while_the_key_is_out(play: Play) -> None:
    owner = home_of(play, OTHER_UNIT)
    give(play, owner, reasons=("inspection",), until=datetime.now(UTC) + timedelta(hours=2))
    plan = make(play, owner)
    movement, tag = take(play, OTHER_HOME)
    later(play, 1)
    play.journeys.inspections.look()
    assert plan_now(play, plan).ended is None and plan_now(play, plan).due_day is None
    assert "inspection_consent" in tasks(play)  # to be renewed, or ended
    bring(play, tag, OTHER_HOME)
    play.journeys.findings.hand_in(movement.id, person(play), "fine")
    assert one(play, movement).stage is Stage.REPORTED
    give(play, owner, reasons=("inspection",), until=play.journeys.consents.until(90))
    play.journeys.inspections.look()
    assert tasks(play) == [
        "inspection_due"
    ]  # renewed under its name, it goes on; nothing was missed meanwhile
    assert [found.stage for found in play.journeys.inspections.history(OTHER_UNIT)] == [Stage.REPORTED]


def test_two_homes_in_one_round(play: Play) -> None:
    owner = home_of(play, OTHER_UNIT)
    give(play, owner, reasons=("inspection",))
    make(play)
    make(play, owner)
    assert len(play.journeys.inspections.errands("a-lin")) == 2
    (first, tag), (second, other_tag) = take(play), take(play, OTHER_HOME)
    assert play.journeys.inspections.errands("a-lin") == []
    bring(play, tag)
    bring(play, other_tag, OTHER_HOME)
    assert [found.id for found in play.journeys.findings.waiting_for("a-lin")] == [first.id, second.id]
    play.journeys.findings.hand_in(second.id, person(play), "fine")
    assert [found.id for found in play.journeys.findings.waiting_for("a-lin")] == [first.id]


def test_nobody_went_and_it_is_missed_and_told(play: Play) -> None:
    plan = make(play)
    later(play, 1)
    play.journeys.inspections.look()
    missed, *others = play.journeys.inspections.history(UNIT)
    assert missed.stage is Stage.MISSED and not others and missed.day is not None
    assert plan_now(play, plan).due_day == missed.day + timedelta(days=1)
    until(lambda: any("未按时" in subject for subject in told(play, LI)), 10)
    play.journeys.inspections.look()
    assert len(play.journeys.inspections.history(UNIT)) == 1


def test_nothing_is_missed_while_nobody_knows_what_day_it_is(play: Play) -> None:
    plan = make(play)
    due = plan_now(play, plan).due_day
    play.kiosk.clock.not_before(datetime.now(UTC) + timedelta(days=3))  # the wall clock is behind the record
    assert not play.kiosk.clock.trusted
    play.journeys.inspections.look()
    assert plan_now(play, plan).due_day == due and play.journeys.inspections.history(UNIT)[:] == []


def test_the_owner_pauses_and_ends_it_at_the_screen(play: Play) -> None:
    plan = make(play)
    visit_of(play, LI)
    owner = play.journeys.inspections.owner()
    play.journeys.inspections.pause(plan.id, owner, None)
    assert play.journeys.inspections.errands("a-lin") == [] and tasks(play) == []
    play.journeys.visits.end()
    play.tap(LIN)
    asked = (os.urandom(16).hex(), HOME, "inspection", "", LIN_PIN, SIGNATURE)
    assert refused(play.journeys.keys.issue, *asked) == "inspection.paused"
    play.journeys.inspections.resume(plan.id, owner)
    play.journeys.inspections.look()
    assert tasks(play) == ["inspection_due"]
    play.journeys.inspections.end(plan.id, owner)
    play.journeys.inspections.end(plan.id, owner)  # a double tap
    assert tasks(play) == [] and play.journeys.inspections.plans() == []
    stranger = person(play, home_of(play, OTHER_UNIT))
    assert refused(play.journeys.inspections.end, plan.id, stranger) == "inspection.plan_unknown"


def test_only_those_whom_the_owner_named(play: Play) -> None:
    make(play, who=("person:a-lin",))
    assert play.journeys.inspections.errands("a-zhou") == []
    play.tap(ZHOU)
    asked = (os.urandom(16).hex(), HOME, "inspection", "", "135790", SIGNATURE)
    assert refused(play.journeys.keys.issue, *asked) == "inspection.not_yours"
    movement, tag = take(play)
    bring(play, tag)
    findings = play.journeys.findings
    assert (
        refused(findings.answer, movement.id, person(play, "a-zhou"), {"water": "fine"})
        == "inspection.others"
    )
    findings.hand_in(movement.id, person(play, "s-chen"), "fine")  # a supervisor may, for somebody who is ill
    assert one(play, movement).stage is Stage.REPORTED and CHEN


def test_a_plan_needs_the_consent_and_may_rest_on_its_signature(play: Play) -> None:
    owner = home_of(play, OTHER_UNIT)
    assert refused(make, play, owner) == "consent.none"
    give(play, owner, reasons=("repair",))
    assert refused(make, play, owner) == "consent.reason"
    act = os.urandom(16).hex()
    command = MakePlan(act[:16], LI, 7, 0, 540, 720, 60, ("group:desk",), POINTS, 0, "paper")
    desk = play.journeys.inspections
    assert refused(desk.make, person(play), command, (), act, "", SIGNATURE) == "identity.needed"
    assert refused(desk.make, person(play), command, (), act, "id_card", []) == "signature.missing"
    made = desk.make(person(play), command, (), act, "", None)
    assert desk.make(person(play), command, (), act, "", None) == made  # posted twice
    assert made.signed == "paper 17"


def test_the_owners_sheet_is_printed(play: Play) -> None:
    make(play, tells="paper")
    movement, tag = take(play)
    bring(play, tag)
    play.journeys.findings.hand_in(movement.id, person(play), "fine")
    until(lambda: play.journeys.ledger.house.papers[f"in-{movement.id[:16]}"].stage is PaperStage.PRINTED, 15)


def test_pictures_from_the_camera_and_from_a_file_are_sealed_under_the_owners_key(play: Play) -> None:
    make(play)
    movement, tag = take(play)
    bring(play, tag)
    findings, by = play.journeys.findings, person(play)
    touch = os.urandom(16).hex()
    findings.photograph(movement.id, "water", by, touch)
    findings.photograph(movement.id, "water", by, touch)  # a double tap
    file = BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "PNG")
    findings.bring(movement.id, "gas", by, os.urandom(16).hex(), file.getvalue())
    assert refused(findings.bring, movement.id, "gas", by, os.urandom(16).hex(), b"none") == "photo.not_one"
    found = one(play, movement)
    assert [(photo.point, photo.source) for photo in found.photos] == [("water", "camera"), ("gas", "file")]
    assert findings.picture(found, found.photos[0].id).startswith(b"\xff\xd8")
    seen = len(play.journeys.register.events(words="inspection.photo.seen"))
    findings.look(found, found.photos[1].id, by)
    assert len(play.journeys.register.events(words="inspection.photo.seen")) == seen + 1
    row = play.kiosk.ledger._connection.execute(
        "SELECT person FROM sealed WHERE reference LIKE 'inspection-photo:%'"
    )
    assert {name for (name,) in row} == {LI}
    findings.hand_in(movement.id, by, "fine")
    findings.bring(movement.id, "gas", by, os.urandom(16).hex(), file.getvalue())  # later, at the desk
    assert len(one(play, movement).photos) == 3


def test_nobody_could_go_in(play: Play) -> None:
    plan = make(play)
    movement, tag = take(play)
    bring(play, tag)
    play.journeys.findings.not_made(movement.id, person(play))
    assert plan_now(play, plan).due_day is not None and len(play.journeys.inspections.errands("a-lin")) == 1
    assert play.journeys.inspections.history(UNIT)[0].stage is Stage.NOT_MADE


def test_what_the_record_says_is_what_the_running_state_says(play: Play, tmp_path: Path) -> None:
    make(play, wishes=("Feed the fish",))
    movement, tag = take(play)
    bring(play, tag)
    play.journeys.findings.answer(movement.id, person(play), {"water": "urgent", "doors": "fine"})
    before = play.kiosk.ledger.house
    play.kiosk.ledger.rebuild()
    after = play.kiosk.ledger.house
    for name in ("inspection_plans", "inspections", "inspection_findings"):
        assert getattr(after, name) == getattr(before, name)
    assert isinstance(next(iter(after.consents.values())), type(next(iter(before.consents.values()))))
    assert r.ConsentGiven.stored_as == "consent.given/1"
