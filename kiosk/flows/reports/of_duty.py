"""Incidents, the duty log, and looks into the homes' files, as a report counts them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from kiosk.domain.dutylog.entry import DutyEntry
from kiosk.domain.homesfile.look import Look
from kiosk.domain.house import House
from kiosk.domain.incidents.incident import Incident
from kiosk.flows.reports.day import Day
from kiosk.flows.reports.happened import happened
from kiosk.flows.reports.part import LAST, Line, Number, Part
from kiosk.flows.reports.standards import Standards

LATELY = 14
"""Days back in which an incident that is reported today may have happened."""


def _incidents(day: Day) -> Iterator[Number]:
    yield "incidents.begun", len(day.made(Incident))
    sent = [one for one in day.lately(Incident, LATELY) if day.has(one.sent)]
    yield "incidents.sent", len(sent)
    yield "incidents.in_time", sum(1 for one in sent if not one.late_sent)


def _incidents_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    waits = [one for one in house.incidents.values() if one.open]
    yield "incidents.open", len(waits)
    yield "incidents.late", sum(1 for one in waits if one.due < now)


def _records(day: Day) -> Iterator[Number]:
    written = [one for one in day.made(DutyEntry) if one.written]
    yield "records.written", len(written)
    yield "records.corrected", sum(1 for one in written if one.corrects)
    looks = day.made(Look)
    yield "records.looks", len(looks)
    yield "records.contacts", sum(1 for one in looks if one.contacts)
    yield from happened(day, "records.exported")


def _records_now(house: House, now: datetime, by: Standards) -> Iterator[Number]:
    yield "records.notes", sum(1 for one in house.shift_notes.values() if one.open)


DUTY = (
    Part(
        "incidents",
        (
            Line("incidents.begun"),
            Line("incidents.sent"),
            Line("incidents.in_time", of="incidents.sent", target_pct=100),
            Line("incidents.open", month=LAST),
            Line("incidents.late", month=LAST, care=True),
        ),
        _incidents,
        _incidents_now,
    ),
    Part(
        "records",
        (
            Line("records.written"),
            Line("records.corrected"),
            Line("records.notes", month=LAST),
            Line("records.looks"),
            Line("records.contacts", of="records.looks"),
            Line("records.exported"),
        ),
        _records,
        _records_now,
    ),
)
"""What was written down, and who looked."""
