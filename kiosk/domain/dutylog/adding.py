"""What the house adds to the duty log by itself: drawn from what was recorded, so that a replay adds the same lines."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain import events as e
from kiosk.domain.dutylog.entry import DutyEntry, kept
from kiosk.domain.emergency import events as m
from kiosk.domain.house import House, Recorded, newest
from kiosk.domain.incidents import events as i
from kiosk.domain.shifts import events as s

Line = tuple[str, str, str]
"""Kind, by whom, about what."""


def with_added_lines(before: House, after: House, recorded: Recorded) -> House:
    """Return the house with the lines that an event adds to the log, if any."""
    lines = [*_of(recorded.event), *_alarms(before, after)]
    if not lines:
        return after
    entries = after.duty_entries
    for kind, by, about in lines:
        name = f"a{recorded.seq:012}-{about}"
        entries = newest(entries, name, DutyEntry(name, kind, recorded.at, recorded.at, by, about=about))
    return after.having(duty_entries=kept(entries))


def _of(event: e.Event) -> Iterator[Line]:
    match event:
        case s.ShiftBegun():
            yield "shift_on", event.person, event.shift
        case s.ShiftSigned():
            yield "shift_off", event.person, event.shift
        case s.ShiftTaken():
            yield "shift_taken", event.person, event.shift
        case s.ShiftClosed():
            yield "shift_closed", event.by, event.shift
        case s.ShiftEndedAbsent():
            yield "shift_absent", event.by, event.shift
        case m.EmergencyBegun():
            yield "emergency", event.by, event.emergency
        case m.EmergencyEnded():
            yield "emergency_over", event.by, event.emergency
        case i.IncidentBegun():
            yield "incident", event.by, event.incident
        case i.IncidentSigned():
            yield "incident_signed", event.by, event.incident
        case i.IncidentSent():
            yield "incident_sent", event.by, event.incident


def _alarms(before: House, after: House) -> Iterator[Line]:
    """Yield the alarms that have begun."""
    if before.alarms is after.alarms:
        return
    for name in after.alarms:
        if name not in before.alarms:
            yield "alarm", "", name
