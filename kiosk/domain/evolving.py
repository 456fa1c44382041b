"""How each recorded event changes the house: what a feature does with its events, and `evolution` with the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kiosk.domain.alarms.events import AlarmEvent
from kiosk.domain.alarms.evolving import with_alarm
from kiosk.domain.alarms.raising import with_alarms
from kiosk.domain.bookings.events import BookingEvent
from kiosk.domain.bookings.evolving import with_booking
from kiosk.domain.bringing.events import BringingEvent
from kiosk.domain.bringing.evolving import with_bringing
from kiosk.domain.care.events import CareEvent
from kiosk.domain.care.evolving import with_care
from kiosk.domain.checkpoints.events import CheckpointEvent
from kiosk.domain.checkpoints.evolving import with_checkpoint
from kiosk.domain.complaints.events import ComplaintEvent
from kiosk.domain.complaints.evolving import with_complaint
from kiosk.domain.contractors.events import ContractorEvent
from kiosk.domain.contractors.evolving import with_contractor
from kiosk.domain.corrections.deciding import with_correction
from kiosk.domain.corrections.events import RegisterCorrected
from kiosk.domain.couriers.events import CourierEvent
from kiosk.domain.couriers.evolving import with_courier
from kiosk.domain.deliveries.events import DeliveryEvent
from kiosk.domain.deliveries.evolving import with_delivery
from kiosk.domain.deposits.events import DepositEvent
from kiosk.domain.deposits.evolving import with_deposit
from kiosk.domain.dutylog.adding import with_added_lines
from kiosk.domain.dutylog.events import DutyLogEvent
from kiosk.domain.dutylog.writing import with_duty_line
from kiosk.domain.emergency.events import EmergencyEvent
from kiosk.domain.emergency.evolving import with_emergency
from kiosk.domain.entrusted.events import ItemEvent
from kiosk.domain.entrusted.evolving import with_item
from kiosk.domain.erasure.events import PersonalEvent
from kiosk.domain.erasure.evolving import with_erasure
from kiosk.domain.events import Event
from kiosk.domain.evolution import custody, doors, intents, movements, outgoing, people
from kiosk.domain.evolution.evolved import evolved
from kiosk.domain.followups.events import FollowUpEvent
from kiosk.domain.followups.evolving import with_follow_up
from kiosk.domain.forms.counting import with_form
from kiosk.domain.grievances.events import GrievanceEvent
from kiosk.domain.grievances.evolving import with_grievance
from kiosk.domain.hanging.events import HangingEvent
from kiosk.domain.hanging.evolving import with_hanging
from kiosk.domain.homesfile.events import HomesFileEvent
from kiosk.domain.homesfile.evolving import with_homes_file
from kiosk.domain.house import House, Recorded
from kiosk.domain.identity.events import IdentityEvent
from kiosk.domain.identity.evolving import with_identity
from kiosk.domain.incidents.events import IncidentEvent
from kiosk.domain.incidents.evolving import with_incident
from kiosk.domain.inspections.events import InspectionEvent
from kiosk.domain.inspections.evolving import with_inspection, without_consent
from kiosk.domain.keeping.events import KeepingEvent
from kiosk.domain.keeping.evolving import with_keeping
from kiosk.domain.keeping.moving_out import with_home_left
from kiosk.domain.keymap.events import KeyMapEvent
from kiosk.domain.keymap.evolving import with_key_map
from kiosk.domain.keys.events import ConsentWithdrawn, RuleEvent
from kiosk.domain.keys.evolving import with_rule
from kiosk.domain.loans.events import LendingEvent
from kiosk.domain.loans.evolving import with_lending
from kiosk.domain.money.events import MoneyEvent
from kiosk.domain.money.evolving import with_money
from kiosk.domain.movein.events import MoveInEvent
from kiosk.domain.movein.evolving import with_move_in
from kiosk.domain.parcels.events import DelegateEvent, ReachAsked
from kiosk.domain.parcels.evolving import with_delegate, with_reach
from kiosk.domain.passes.events import PassEvent
from kiosk.domain.passes.evolving import with_pass
from kiosk.domain.releases.events import ReleaseEvent
from kiosk.domain.releases.evolving import with_release
from kiosk.domain.reports.events import ReportEvent
from kiosk.domain.reports.evolving import with_report
from kiosk.domain.retention.events import RetentionEvent
from kiosk.domain.retention.evolving import with_retention
from kiosk.domain.sending.events import SendingEvent
from kiosk.domain.sending.evolving import with_sending
from kiosk.domain.services.events import ServiceEvent
from kiosk.domain.services.evolving import with_service
from kiosk.domain.shifts.events import ShiftEvent
from kiosk.domain.shifts.evolving import with_shift
from kiosk.domain.signatures.events import SignatureEvent
from kiosk.domain.signatures.evolving import with_signature
from kiosk.domain.stocktake.events import StocktakeEvent
from kiosk.domain.stocktake.evolving import with_stocktake
from kiosk.domain.timekeeping.events import ClockCaughtUp, ClockSetRight
from kiosk.domain.timekeeping.setting_right import with_time_caught_up, with_time_set_right
from kiosk.domain.transfers.events import TransferEvent
from kiosk.domain.transfers.evolving import with_transfer
from kiosk.domain.upkeep.events import UpkeepEvent
from kiosk.domain.upkeep.evolving import with_upkeep
from kiosk.domain.waiting.events import WaitingEvent
from kiosk.domain.waiting.evolving import with_waiting
from kiosk.domain.workorders.events import WorkOrderEvent
from kiosk.domain.workorders.evolving import with_order

OF_THE_LOBBY = (people, doors, custody, intents, movements, outgoing)
"""Modules whose events are known to `evolved` by being imported."""


def evolve(house: House, recorded: Recorded) -> House:
    """Return the house after one recorded event. Total: an event it does not know changes nothing."""
    after = evolved(recorded.event, with_form(house, recorded), recorded.at)
    after = with_alarms(house, with_home_left(house, after, recorded), recorded)
    return with_added_lines(house, after, recorded)


def _with_rule(house: House, event: RuleEvent, at: datetime) -> House:
    if isinstance(event, ConsentWithdrawn):
        house = without_consent(house, event.consent, event.by, at)
    return with_rule(house, event, at)


Change = Callable[[House, Any, datetime], House]

_OF_FEATURES: tuple[tuple[type[Event], Change], ...] = (
    (AlarmEvent, with_alarm),
    (BookingEvent, with_booking),
    (BringingEvent, with_bringing),
    (CareEvent, with_care),
    (CheckpointEvent, with_checkpoint),
    (ClockSetRight, lambda house, event, _at: with_time_set_right(house, event)),
    (ClockCaughtUp, lambda house, event, _at: with_time_caught_up(house, event)),
    (ComplaintEvent, with_complaint),
    (ContractorEvent, with_contractor),
    (RegisterCorrected, with_correction),
    (CourierEvent, with_courier),
    (DelegateEvent, with_delegate),
    (DeliveryEvent, with_delivery),
    (DutyLogEvent, with_duty_line),
    (DepositEvent, with_deposit),
    (EmergencyEvent, with_emergency),
    (PersonalEvent, with_erasure),
    (RetentionEvent, with_retention),
    (FollowUpEvent, with_follow_up),
    (GrievanceEvent, with_grievance),
    (HangingEvent, with_hanging),
    (HomesFileEvent, with_homes_file),
    (IdentityEvent, with_identity),
    (IncidentEvent, with_incident),
    (InspectionEvent, with_inspection),
    (ItemEvent, with_item),
    (KeepingEvent, lambda house, event, _at: with_keeping(house, event)),
    (KeyMapEvent, with_key_map),
    (MoneyEvent, with_money),
    (LendingEvent, with_lending),
    (MoveInEvent, with_move_in),
    (PassEvent, with_pass),
    (ReachAsked, lambda house, event, _at: with_reach(house, event)),
    (ReportEvent, with_report),
    (ReleaseEvent, with_release),
    (RuleEvent, _with_rule),
    (SendingEvent, with_sending),
    (ServiceEvent, with_service),
    (ShiftEvent, with_shift),
    (SignatureEvent, with_signature),
    (StocktakeEvent, with_stocktake),
    (TransferEvent, with_transfer),
    (UpkeepEvent, with_upkeep),
    (WaitingEvent, with_waiting),
    (WorkOrderEvent, with_order),
)
"""What each feature makes of its events; an event that has a line of its own in `evolution` is not asked for here."""


def _registered(base: type[Event], change: Change) -> None:
    @evolved.register(base)
    def _(event: Event, house: House, at: datetime) -> House:
        return change(house, event, at)


for _base, _change in _OF_FEATURES:
    _registered(_base, _change)
