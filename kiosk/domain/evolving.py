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
from kiosk.domain.complaints.events import ComplaintEvent
from kiosk.domain.complaints.evolving import with_complaint
from kiosk.domain.contractors.events import ContractorEvent
from kiosk.domain.contractors.evolving import with_contractor
from kiosk.domain.couriers.events import CourierEvent
from kiosk.domain.couriers.evolving import with_courier
from kiosk.domain.deliveries.events import DeliveryEvent
from kiosk.domain.deliveries.evolving import with_delivery
from kiosk.domain.emergency.events import EmergencyEvent
from kiosk.domain.emergency.evolving import with_emergency
from kiosk.domain.events import Event
from kiosk.domain.evolution import custody, doors, intents, movements, outgoing, people
from kiosk.domain.evolution.evolved import evolved
from kiosk.domain.hanging.events import HangingEvent
from kiosk.domain.hanging.evolving import with_hanging
from kiosk.domain.house import House, Recorded
from kiosk.domain.identity.events import IdentityEvent
from kiosk.domain.identity.evolving import with_identity
from kiosk.domain.inspections.events import InspectionEvent
from kiosk.domain.inspections.evolving import with_inspection, without_consent
from kiosk.domain.keeping.events import KeepingEvent
from kiosk.domain.keeping.evolving import with_keeping
from kiosk.domain.keymap.events import KeyMapEvent
from kiosk.domain.keymap.evolving import with_key_map
from kiosk.domain.keys.events import ConsentWithdrawn, RuleEvent
from kiosk.domain.keys.evolving import with_rule
from kiosk.domain.movein.events import MoveInEvent
from kiosk.domain.movein.evolving import with_move_in
from kiosk.domain.parcels.events import DelegateEvent, ReachAsked
from kiosk.domain.parcels.evolving import with_delegate, with_reach
from kiosk.domain.sending.events import SendingEvent
from kiosk.domain.sending.evolving import with_sending
from kiosk.domain.shifts.events import ShiftEvent
from kiosk.domain.shifts.evolving import with_shift
from kiosk.domain.signatures.events import SignatureEvent
from kiosk.domain.signatures.evolving import with_signature
from kiosk.domain.stocktake.events import StocktakeEvent
from kiosk.domain.stocktake.evolving import with_stocktake
from kiosk.domain.timekeeping.events import ClockSetRight
from kiosk.domain.timekeeping.setting_right import with_time_set_right
from kiosk.domain.upkeep.events import UpkeepEvent
from kiosk.domain.upkeep.evolving import with_upkeep
from kiosk.domain.waiting.events import WaitingEvent
from kiosk.domain.waiting.evolving import with_waiting

OF_THE_LOBBY = (people, doors, custody, intents, movements, outgoing)
"""Modules whose events are known to `evolved` by being imported."""


def evolve(house: House, recorded: Recorded) -> House:
    """Return the house after one recorded event. Total: an event it does not know changes nothing."""
    return with_alarms(house, evolved(recorded.event, house, recorded.at), recorded)


def _with_rule(house: House, event: RuleEvent, at: datetime) -> House:
    if isinstance(event, ConsentWithdrawn):
        house = without_consent(house, event.consent, event.by, at)
    return with_rule(house, event, at)


Change = Callable[[House, Any, datetime], House]

_OF_FEATURES: tuple[tuple[type[Event], Change], ...] = (
    (AlarmEvent, with_alarm),
    (BookingEvent, with_booking),
    (BringingEvent, with_bringing),
    (ClockSetRight, lambda house, event, _at: with_time_set_right(house, event)),
    (ComplaintEvent, with_complaint),
    (ContractorEvent, with_contractor),
    (CourierEvent, with_courier),
    (DelegateEvent, with_delegate),
    (DeliveryEvent, with_delivery),
    (EmergencyEvent, with_emergency),
    (HangingEvent, with_hanging),
    (IdentityEvent, with_identity),
    (InspectionEvent, with_inspection),
    (KeepingEvent, lambda house, event, _at: with_keeping(house, event)),
    (KeyMapEvent, with_key_map),
    (MoveInEvent, with_move_in),
    (ReachAsked, lambda house, event, _at: with_reach(house, event)),
    (RuleEvent, _with_rule),
    (SendingEvent, with_sending),
    (ShiftEvent, with_shift),
    (SignatureEvent, with_signature),
    (StocktakeEvent, with_stocktake),
    (UpkeepEvent, with_upkeep),
    (WaitingEvent, with_waiting),
)
"""What each feature makes of its events; an event that has a line of its own in `evolution` is not asked for here."""


def _registered(base: type[Event], change: Change) -> None:
    @evolved.register(base)
    def _(event: Event, house: House, at: datetime) -> House:
        return change(house, event, at)


for _base, _change in _OF_FEATURES:
    _registered(_base, _change)
