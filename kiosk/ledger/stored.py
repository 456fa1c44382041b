"""Events and times as the log writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from kiosk.domain.alarms import events as alarm_events
from kiosk.domain.api import events as api_events
from kiosk.domain.bookings import events as booking_events
from kiosk.domain.bringing import events as bringing_events
from kiosk.domain.care import events as care_events
from kiosk.domain.checkpoints import events as checkpoint_events
from kiosk.domain.complaints import events as complaint_events
from kiosk.domain.contractors import events as contractor_events
from kiosk.domain.corrections import events as correction_events
from kiosk.domain.couriers import events as courier_events
from kiosk.domain.deliveries import events as delivery_events
from kiosk.domain.deposits import events as deposit_events
from kiosk.domain.dutylog import events as duty_log_events
from kiosk.domain.emergency import events as emergency_events
from kiosk.domain.entrusted import events as item_events
from kiosk.domain.erasure import events as personal_events
from kiosk.domain.events import STORED, Event
from kiosk.domain.followups import events as follow_up_events
from kiosk.domain.grievances import events as grievance_events
from kiosk.domain.hanging import events as hanging_events
from kiosk.domain.homesfile import events as homes_file_events
from kiosk.domain.identity import events as identity_events
from kiosk.domain.incidents import events as incident_events
from kiosk.domain.inspections import events as inspection_events
from kiosk.domain.keeping import events as keeping_events
from kiosk.domain.keymap import events as key_map_events
from kiosk.domain.keys import events as rule_events
from kiosk.domain.loans import events as loan_events
from kiosk.domain.money import events as money_events
from kiosk.domain.movein import events as move_in_events
from kiosk.domain.parcels import events as parcel_events
from kiosk.domain.passes import events as pass_events
from kiosk.domain.policy import events as policy_events
from kiosk.domain.registers import events as register_events
from kiosk.domain.releases import events as release_events
from kiosk.domain.reports import events as report_events
from kiosk.domain.retention import events as retention_events
from kiosk.domain.room import events as room_events
from kiosk.domain.sending import events as sending_events
from kiosk.domain.services import events as service_events
from kiosk.domain.shifts import events as shift_events
from kiosk.domain.signatures import events as signature_events
from kiosk.domain.stocktake import events as stocktake_events
from kiosk.domain.timekeeping import events as timekeeping_events
from kiosk.domain.transfers import events as transfer_events
from kiosk.domain.upkeep import events as upkeep_events
from kiosk.domain.waiting import events as waiting_events
from kiosk.domain.witnessing import events as witness_events
from kiosk.domain.workorders import events as work_order_events

KNOWN = (
    alarm_events,
    api_events,
    booking_events,
    bringing_events,
    care_events,
    checkpoint_events,
    complaint_events,
    contractor_events,
    correction_events,
    courier_events,
    delivery_events,
    duty_log_events,
    deposit_events,
    emergency_events,
    item_events,
    follow_up_events,
    grievance_events,
    hanging_events,
    homes_file_events,
    identity_events,
    incident_events,
    inspection_events,
    keeping_events,
    key_map_events,
    money_events,
    loan_events,
    move_in_events,
    parcel_events,
    pass_events,
    personal_events,
    policy_events,
    retention_events,
    witness_events,
    register_events,
    report_events,
    rule_events,
    release_events,
    room_events,
    sending_events,
    service_events,
    shift_events,
    signature_events,
    stocktake_events,
    timekeeping_events,
    transfer_events,
    upkeep_events,
    waiting_events,
    work_order_events,
)
"""Modules whose events are registered by being imported; without that they could not be read back."""


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    """Return what reads and writes events of a type; made when first asked for, since each takes its time."""
    return TypeAdapter(STORED[kind])


def body_of(event: Event) -> str:
    """Return an event's facts as the log holds them, JSON."""
    written_down: bytes = _adapter(event.stored_as).dump_json(event)
    return written_down.decode()


def event_from(kind: str, body: str) -> Event:
    """Return the event that was stored as `kind` with `body`."""
    event: Event = _adapter(kind).validate_json(body)
    return event


def written(at: datetime) -> str:
    """Return a time as the log writes it: UTC, milliseconds, "2026-11-21T08:15:00.250Z"."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"
