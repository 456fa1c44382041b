"""What the house adds to the duty log by itself: drawn from what was recorded, so that a replay adds the same lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiosk.domain import events as e
from kiosk.domain.dutylog.entry import DutyEntry, kept
from kiosk.domain.emergency import events as m
from kiosk.domain.house import House, Recorded, newest
from kiosk.domain.incidents import events as i
from kiosk.domain.shifts import events as s

Line = tuple[str, str, str]
"""Kind, by whom, about what."""
ADDED: Mapping[type[e.Event], Line] = {
    s.ShiftBegun: ("shift_on", "person", "shift"),
    s.ShiftSigned: ("shift_off", "person", "shift"),
    s.ShiftTaken: ("shift_taken", "person", "shift"),
    s.ShiftClosed: ("shift_closed", "by", "shift"),
    s.ShiftEndedAbsent: ("shift_absent", "by", "shift"),
    m.EmergencyBegun: ("emergency", "by", "emergency"),
    m.EmergencyEnded: ("emergency_over", "by", "emergency"),
    i.IncidentBegun: ("incident", "by", "incident"),
    i.IncidentSigned: ("incident_signed", "by", "incident"),
    i.IncidentSent: ("incident_sent", "by", "incident"),
}
"""What an event adds: the line's kind, and in which of its fields stand by whom and about what it is."""


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
    if added := ADDED.get(type(event)):
        kind, who, about = added
        yield kind, getattr(event, who), getattr(event, about)


def _alarms(before: House, after: House) -> Iterator[Line]:
    """Yield the alarms that have begun."""
    if before.alarms is after.alarms:
        return
    for name in after.alarms:
        if name not in before.alarms:
            yield "alarm", "", name
