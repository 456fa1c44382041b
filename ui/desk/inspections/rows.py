"""Plans and inspections as lines of the desk's pages, in the reader's language."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.domain.inspections.going import is_out, waits_for_findings
from kiosk.domain.inspections.inspection import FINDINGS, Inspection, Plan, Stage, UrgentFinding
from kiosk.domain.people import Person, Role
from kiosk.flows.inspections.report import note_of, point_in, wishes_of
from kiosk.flows.keys.keeping_slips import group_in, listed
from kiosk.language.messages import moment_of
from ui.desk.inspections import pages as p
from ui.desk.words import Words, points_of
from ui.home.inspections import clock_of, rhythm

TONES = {"late": "bad", "due": "care", "told": "care", "consent": "care", "over": "quiet"}


def plan_row(words: Words, plan: Plan) -> p.PlanRow:
    """Return one plan."""
    state = state_of(words, plan)
    coming = words.journeys.inspections.next_of(plan) if plan.ended is None else None
    return p.PlanRow(
        plan=plan.id,
        unit=plan.unit,
        rhythm=rhythm(plan, words.language),
        hours=f"{clock_of(plan.from_min)}\u2013{clock_of(plan.until_min)}",
        who=who_in(words, plan),
        state=state,
        next=coming.opens if coming and state not in ("paused", "consent") else None,
        tone=TONES.get(state, ""),
        since=plan.closes if state == "late" else plan.due_since,
    )


def state_of(words: Words, plan: Plan) -> str:
    """Return how a plan stands, as named under "inspections.desk.state"."""
    house, desk = words.journeys.ledger.house, words.journeys.inspections
    if plan.ended is not None:
        return "over"
    if not desk.is_covered(plan):
        return "consent"
    if plan.due_day is not None:
        late = plan.closes is not None and plan.closes <= words.journeys.clock.now()
        return "late" if late else "due"
    own = [one for one in house.inspections.values() if one.plan == plan.id]
    if any(is_out(house, one) for one in own):
        return "out"
    if any(waits_for_findings(house, one) for one in own):
        return "told"
    return "paused" if desk.is_paused(plan) else "quiet"


def who_in(words: Words, plan: Plan) -> str:
    """Return who may go, in words."""
    found = []
    for subject in plan.who:
        kind, _, name = subject.partition(":")
        found.append(group_in(words.language, name) if kind == "group" else words.person(name))
    return listed(found, words.language)


def plan_terms(words: Words, plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return what was agreed as rows of label and value."""
    say, zone = words.say, words.journeys.settings.site.time_zone
    wishes = words.journeys.inspections.wishes(plan.wishes)
    points = [point_in(words.language, point, wishes) for point in plan.points]
    rows = [
        (say("inspections.desk.every"), rhythm(plan, words.language)),
        (say("inspections.desk.hours"), f"{clock_of(plan.from_min)}\u2013{clock_of(plan.until_min)}"),
        (say("inspections.desk.duration"), say("inspections.desk.minutes", count=plan.duration_min)),
        (say("inspections.desk.who"), who_in(words, plan)),
        (say("inspections.desk.points"), listed(points, words.language)),
        (say("inspections.desk.tells"), say(f"inspections.desk.tell.{plan.tells}")),
        (say("inspections.desk.signed"), moment_of(plan.made, words.language, zone, "yMMMd Hm")),
    ]
    if not plan.signed.startswith("signature:"):
        rows[-1] = (rows[-1][0], f"{rows[-1][1]}\u2002{say('inspections.desk.by_consent')}")
    return tuple(rows)


def history_row(words: Words, one: Inspection) -> p.HistoryRow:
    """Return one inspection as a line of a home's history."""
    zone = words.journeys.settings.site.time_zone
    wishes = wishes_of(words.journeys.ledger, one)
    tones = {Stage.MISSED: "bad", Stage.BEGUN: "care", Stage.NOT_MADE: "quiet"}
    noon = datetime(one.day.year, one.day.month, one.day.day, 12, tzinfo=ZoneInfo(zone)) if one.day else None
    return p.HistoryRow(
        inspection=one.id,
        at=one.begun,
        day=one.day,
        day_text=moment_of(noon, words.language, zone, "yMMMEd") if noon else "",
        who=words.person(one.by) if one.by else "",
        stage=one.stage.name.lower(),
        found=listed([point_in(words.language, point, wishes) for point in one.findings], words.language),
        photos=len(one.photos),
        tone=tones.get(one.stage, "care" if one.findings else ""),
    )


def point_row(words: Words, one: Inspection, point: str) -> p.PointRow:
    """Return one point of an inspection with its note and pictures."""
    ledger, findings = words.journeys.ledger, words.journeys.findings
    note = note_of(ledger, one, point)
    strokes, box = points_of(note.strokes) if note else ((), "")
    photos = [photo for photo in one.photos if photo.point == point]
    there = [photo for photo in photos if findings.there(photo)]
    return p.PointRow(
        point=point,
        text=point_in(words.language, point, wishes_of(ledger, one)),
        said=one.answers.get(point, ""),
        words=note.words if note else "",
        strokes=strokes,
        box=box,
        photos=tuple(f"/desk/inspections/{one.id}/photos/{photo.id}.jpg" for photo in there),
        gone=len(photos) - len(there),
    )


def urgent_row(words: Words, found: UrgentFinding) -> p.UrgentRow:
    """Return one urgent finding."""
    one = words.journeys.ledger.house.inspections.get(found.inspection)
    wishes = wishes_of(words.journeys.ledger, one) if one else []
    point = point_in(words.language, found.point, wishes)
    return p.UrgentRow(
        found.id, found.inspection, found.unit, point, words.person(found.by), found.since, found.order
    )


def tells_of(one: Inspection, by: Person) -> tuple[bool, bool, tuple[str, ...]]:
    """Return whether `by` may still tell of an inspection, may add pictures, and what can be said of a point."""
    theirs = by.id == one.by or by.role is not Role.ATTENDANT
    open_ = one.stage is Stage.BEGUN
    return theirs and open_, theirs and one.stage is not Stage.MISSED, FINDINGS
