"""What serves the key cabinet and its people, made of the kiosk's parts."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.assembly.ground import Ground
from kiosk.assembly.press import ReportPress
from kiosk.domain.bookings.booking import BookingPolicy
from kiosk.domain.keys.events import DueUnlessSet
from kiosk.flows.doors.alarms import Alarms
from kiosk.flows.doors.doubts import Desk
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.inspections.findings import Findings
from kiosk.flows.inspections.looking_after import Inspections
from kiosk.flows.inspections.report import InspectionSheets
from kiosk.flows.keys.asking import AskingDesk
from kiosk.flows.keys.bookings import Bookings
from kiosk.flows.keys.bringing import Bringing
from kiosk.flows.keys.emergency import EmergencyRelease
from kiosk.flows.keys.handing import HandingOver
from kiosk.flows.keys.issue_and_return import KeyDesk
from kiosk.flows.keys.keeping import Keeping
from kiosk.flows.keys.keymap import KeyMaps
from kiosk.flows.keys.keyrules import KeyRules
from kiosk.flows.keys.lateness import Lateness
from kiosk.flows.keys.losses import Losses
from kiosk.flows.keys.movein import MoveIns
from kiosk.flows.keys.questions import Questions
from kiosk.flows.keys.return_signing import ReturnSigning
from kiosk.flows.keys.stocktake import Stocktakes
from kiosk.flows.keys.upkeep import Upkeep
from kiosk.flows.paper.witnessed import looking
from kiosk.flows.people.consents import Consents
from kiosk.flows.shifts.shifts import ShiftDesk


@dataclass(frozen=True)
class ForCabinet:
    """The flows about keys, and the desk that answers for them."""

    keys: KeyDesk
    bringing: Bringing
    asking: AskingDesk
    bookings: Bookings
    consents: Consents
    comparing: Comparing
    keeping: Keeping
    move_ins: MoveIns
    return_signing: ReturnSigning
    inspections: Inspections
    findings: Findings
    inspection_sheets: InspectionSheets
    desk: Desk
    alarms: Alarms
    questions: Questions
    key_rules: KeyRules
    key_maps: KeyMaps
    stocktakes: Stocktakes
    upkeep: Upkeep
    losses: Losses
    shifts: ShiftDesk
    lateness: Lateness
    handing_over: HandingOver
    emergency: EmergencyRelease


def for_cabinet(on: Ground, desk: Desk, press: ReportPress) -> ForCabinet:
    """Return the flows about keys; those about time have threads or ticks that the kiosk starts."""
    ledger, register, visits, clock, zone = on.ledger, on.register, on.visits, on.clock, on.zone
    doors, eyes, furniture, reasons, trusted = on.doors, on.eyes, on.furniture, on.reasons, on.trusted
    settings, directory = on.settings, on.directory
    consents = Consents(ledger, visits, clock, reasons, zone)
    comparing = Comparing(ledger)
    opens_within_s = settings.lobby.opens_within_s
    own_orders = settings.work_orders.numbers == "own"
    witness = looking(ledger, clock, settings.site.id, on.keys.device.sign)
    return ForCabinet(
        keys=KeyDesk(
            ledger,
            doors,
            visits,
            clock,
            reasons,
            zone,
            furniture=furniture,
            sight=eyes,
            own_orders=own_orders,
        ),
        bringing=Bringing(ledger, doors, visits, clock, furniture, eyes),
        asking=AskingDesk(ledger, visits, on.hub, clock, reasons, zone, own_orders=own_orders),
        bookings=Bookings(ledger, register, clock, _ahead(on), reasons, zone, trusted),
        consents=consents,
        comparing=comparing,
        keeping=Keeping(ledger, register, doors, eyes, furniture, clock, consents, comparing),
        move_ins=MoveIns(ledger, register, doors, directory, clock, zone),
        return_signing=ReturnSigning(ledger, visits, asked_for=settings.keys.sign_on_return),
        inspections=Inspections(ledger, register, visits, consents, clock, zone, trusted),
        findings=Findings(ledger, visits, clock),
        inspection_sheets=InspectionSheets(ledger, directory, press, settings.site, witness),
        desk=desk,
        alarms=Alarms(ledger, register, furniture),
        questions=Questions(ledger, register, clock, zone),
        key_rules=KeyRules(ledger, register, clock, zone),
        key_maps=KeyMaps(ledger, visits, directory, furniture, on.hub, clock, settings, witness),
        stocktakes=Stocktakes(ledger, eyes, furniture, desk),
        upkeep=Upkeep(ledger, visits, desk, furniture),
        losses=Losses(ledger, visits, clock, zone),
        shifts=ShiftDesk(ledger, eyes, furniture, visits, on.states, clock, trusted, settings.shifts, zone),
        lateness=Lateness(ledger, register, clock, trusted),
        handing_over=HandingOver(ledger, register, visits, clock, reasons, zone),
        emergency=EmergencyRelease(ledger, doors, eyes, visits, furniture, opens_within_s),
    )


def _ahead(on: Ground) -> BookingPolicy:
    keys = on.settings.keys
    return BookingPolicy(keys.booking_days, keys.booking_hours, keys.no_show_after_min, keys.booking_most)


def record_due_unless(on: Ground) -> None:
    """Put on record by when keys are due whose rules say nothing of it, if the settings have changed that."""
    asked, at_min = on.settings.keys.due_unless, tuple[int, ...]()
    if asked == "day":
        at_min = (24 * 60,)
    elif asked == "shift":
        begins = (one.begins.split(":") for one in on.settings.shifts.hours)
        at_min = tuple(sorted(int(hour) * 60 + int(minute) for hour, minute in begins))
    on.ledger.execute(lambda house: [] if house.rulebook.due_at_min == at_min else [DueUnlessSet(at_min)])
