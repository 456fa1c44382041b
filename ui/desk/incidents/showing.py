"""Incident reports in the reader's language: rows, clocks, parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import request

from kiosk.domain.incidents.incident import (
    CLOSE,
    HOW,
    KINDS,
    NEEDED,
    PARTS,
    REMIND_AFTER,
    Incident,
    Stage,
    may_read,
)
from kiosk.domain.people import Role
from kiosk.flows.incidents.photos import KEPT_DAYS
from kiosk.flows.incidents.reporting import LONGEST, base_of
from kiosk.language.messages import moment_of, span_of
from ui.desk.alarms.words import facts_of
from ui.desk.incidents import pages as p
from ui.desk.sessions import PATH, frame, present
from ui.desk.shifts.pages import Pick
from ui.desk.words import Words, drawn
from ui.reach import fresh_id, journeys
from ui.screens import Message

HERE = f"{PATH}/incidents"


def row_of(words: Words, one: Incident) -> p.ReportRow:
    """Return one report as a line."""
    clock = clock_of(words, one) if one.open else None
    tone = "bad" if clock and clock.late else "care" if clock else ""
    return p.ReportRow(
        id=one.id,
        number=one.name,
        kind=words.say(f"incidents.kind.{one.kind}"),
        happened=one.happened,
        state=words.say(f"incidents.stage.{one.stage.value}"),
        clock=clock,
        tone=tone,
    )


def clock_of(words: Words, one: Incident) -> p.Clock:
    """Return how long a report has until it is due, or how long it is overdue."""
    now = journeys().clock.now()
    left_s = (one.due - now).total_seconds()
    soon = now - one.happened >= REMIND_AFTER
    return p.Clock(one.due, span_of(abs(left_s), words.language), late=left_s <= 0, soon=soon)


def kinds_of(words: Words, chosen: str) -> tuple[Pick, ...]:
    """Return what may have happened."""
    return tuple(Pick(one, words.say(f"incidents.kind.{one}"), one == chosen) for one in KINDS)


def sources_of(words: Words) -> Iterator[p.Source]:
    """Yield what a report may be begun from: releases and alarms that somebody has yet to see to."""
    house = journeys().ledger.house
    for one in reversed(list(house.emergencies.values())):
        if not journeys().incidents.from_source("emergency", one.id):
            at = moment(words, one.begun)
            yield p.Source("emergency", one.id, f"{words.say('incidents.from_emergency')}\u2002{at}")
    for alarm in reversed(list(house.alarms.values())):
        if alarm.open and not journeys().incidents.from_source("alarm", alarm.id):
            where = facts_of(words, alarm)["place"] or alarm.device
            what = f"{words.say(f'alarms.kind.{alarm.kind}')} {where}".strip()
            yield p.Source(
                "alarm",
                alarm.id,
                f"{words.say('incidents.from_alarm')}\u2002{what}\u2002{moment(words, alarm.begun)}",
            )


def page_of(
    words: Words, one: Incident, *, problem: Message | None = None, saved: bool = False
) -> p.IncidentPage:
    """Return one report as its reader may see it."""
    reads, draft = may_read(one, present()), one.stage is Stage.DRAFT
    zone = ZoneInfo(journeys().settings.site.time_zone)
    at = one.happened.astimezone(zone)
    form: Mapping[str, str] = request.form if problem else {}
    strokes, box = drawn(words, one.signature) if reads and one.signature else ((), "")
    return p.IncidentPage(
        **frame(),
        row=row_of(words, one),
        stage=one.stage.value,
        reads=reads,
        facts=tuple(_facts(words, one)),
        parts=tuple(parts_of(one, form if draft else {}, draft=draft)) if reads else (),
        kinds=kinds_of(words, form.get("kind", one.kind)),
        day=form.get("day", at.date().isoformat())[:10],
        hour=form.get("hour", f"{at:%H:%M}")[:5],
        photos=tuple(_pictures(one)) if reads else (),
        camera=draft and journeys().incident_photos.has_camera,
        act=fresh_id(),
        photo=fresh_id(),
        kept_until=_until(words, one) if reads and (one.photos or "people" in one.parts) else "",
        missing=missing_of(words, one) if reads and draft else "",
        hows=tuple(Pick(how, words.say(f"incidents.how.{how}")) for how in HOW),
        additions=tuple(_additions(words, one)) if reads else (),
        strokes=strokes,
        box=box,
        saved=saved,
        may_withdraw=draft and present().role in (Role.SUPERVISOR, Role.MANAGER),
        problem=problem,
    )


def parts_of(one: Incident, typed: Mapping[str, str], *, draft: bool = True) -> Iterator[p.Part]:
    """Yield the parts of a report: all of a draft, as `typed` where it was, else those in which there is something."""
    for name in PARTS:
        kept = journeys().incidents.words(one, name)
        words = typed.get(f"part.{name}", kept)
        if draft or words:
            yield p.Part(name, words, base_of(kept), LONGEST[name], name in NEEDED, name in CLOSE)


def missing_of(words: Words, one: Incident) -> str:
    """Return the parts that a report can't do without and that are empty, in words."""
    empty = [part for part in NEEDED if not journeys().incidents.words(one, part)]
    return "\u2002".join(words.say(f"incidents.part.{part}") for part in empty)


def _facts(words: Words, one: Incident) -> Iterator[str]:
    say = words.say
    yield say("incidents.begun_by", who=words.person(one.by), time=moment(words, one.made))
    if one.source:
        yield say(f"incidents.from_{one.source}")
    if one.signed:
        yield say("incidents.signed_by", who=words.person(one.signed_by), time=moment(words, one.signed))
    if one.sent:
        how = say(f"incidents.how.{one.how}")
        told = say("incidents.sent_by", who=words.person(one.sent_by), time=moment(words, one.sent), how=how)
        yield f"{told}\u2002{say('incidents.late')}" if one.late_sent else told
    if one.stage is Stage.WITHDRAWN:
        yield say("incidents.withdrawn_by", who=words.person(one.ended_by))


def _pictures(one: Incident) -> Iterator[p.PictureRow]:
    for photo in one.photos:
        there = journeys().incident_photos.picture(photo) is not None
        yield p.PictureRow(photo.id, f"{HERE}/{one.id}/photos/{photo.id}.jpg" if there else "")


def _additions(words: Words, one: Incident) -> Iterator[tuple[str, str]]:
    for added in one.additions:
        told = words.say("incidents.added", who=words.person(added.by), time=moment(words, added.at))
        yield journeys().incidents.typed(added.words), told


def _until(words: Words, one: Incident) -> str:
    zone = journeys().settings.site.time_zone
    day = moment_of(one.made + timedelta(days=KEPT_DAYS), words.language, zone, "yMMMd")
    return words.say("incidents.kept_until", day=day)


def moment(words: Words, at: datetime) -> str:
    """Return a moment of the last days, to the minute."""
    return moment_of(at, words.language, journeys().settings.site.time_zone, "MMMd Hm")
