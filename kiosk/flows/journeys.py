"""All journeys, ready for the screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.domain.places import Furniture
from kiosk.flows.care import Care
from kiosk.flows.doors.alarms import Alarms
from kiosk.flows.doors.doors import Doors
from kiosk.flows.doors.doubts import Desk
from kiosk.flows.doors.evidence import Evidence
from kiosk.flows.homesfile.files import HomesFiles
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.identity.demanding import Demands
from kiosk.flows.identity.documents import DocumentRecords
from kiosk.flows.identity.identifying import Identifying
from kiosk.flows.identity.presented import Presented
from kiosk.flows.identity.proofs import Proofs
from kiosk.flows.identity.visits import Visits
from kiosk.flows.identity.way_in import WayIn
from kiosk.flows.identity.witnessing import Witnessing
from kiosk.flows.incidents.photos import IncidentPhotos
from kiosk.flows.incidents.reporting import Incidents
from kiosk.flows.inspections.findings import Findings
from kiosk.flows.inspections.looking_after import Inspections
from kiosk.flows.inspections.report import InspectionSheets
from kiosk.flows.items.claims import Claims
from kiosk.flows.items.deposits import Deposits
from kiosk.flows.items.guests import Guests
from kiosk.flows.items.items_count import ItemCounts
from kiosk.flows.items.loan_stock import LoanStock
from kiosk.flows.items.loans import Lending
from kiosk.flows.items.transfers import Transfers
from kiosk.flows.keys.asking import AskingDesk
from kiosk.flows.keys.bookings import Bookings
from kiosk.flows.keys.bringing import Bringing
from kiosk.flows.keys.emergency import EmergencyRelease
from kiosk.flows.keys.errands import Errands
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
from kiosk.flows.money.cash import CashDesk
from kiosk.flows.money.money import MoneyDesk
from kiosk.flows.money.reversals import Reversals
from kiosk.flows.money.shortfalls import Shortfalls
from kiosk.flows.money.statements import Statements
from kiosk.flows.parcels.collect import Collect
from kiosk.flows.parcels.complaints import Complaints
from kiosk.flows.parcels.counter_parcels import CounterParcels
from kiosk.flows.parcels.couriers import CourierDesk
from kiosk.flows.parcels.delegates import Delegates
from kiosk.flows.parcels.deliveries import Deliveries
from kiosk.flows.parcels.drop import Drop
from kiosk.flows.parcels.fees import Fees
from kiosk.flows.parcels.pickups import Pickups
from kiosk.flows.parcels.registering import Registering
from kiosk.flows.parcels.sending import Sendings
from kiosk.flows.parcels.storeroom import Storeroom
from kiosk.flows.parcels.sweeps import Sweeps
from kiosk.flows.parcels.waiting import Waiting
from kiosk.flows.passes.contractors import Contractors
from kiosk.flows.passes.passes import Passes
from kiosk.flows.passes.releases import Releases
from kiosk.flows.passes.sponsoring import Sponsoring
from kiosk.flows.people.badges import BadgeDesk
from kiosk.flows.people.card_sheet import CardSheets
from kiosk.flows.people.cards import ResidentCards
from kiosk.flows.people.consents import Consents
from kiosk.flows.people.directory import Directory
from kiosk.flows.people.homes import Homes
from kiosk.flows.people.introducing import Introducing
from kiosk.flows.people.vouching import Vouching
from kiosk.flows.personal.copies import Copies
from kiosk.flows.personal.erasing import Erasing
from kiosk.flows.personal.retention import Retention
from kiosk.flows.registers.corrections import Corrections
from kiosk.flows.registers.exports import Exports
from kiosk.flows.registers.finding import Registers
from kiosk.flows.reports.reporting import Reports
from kiosk.flows.services.followups import FollowUps
from kiosk.flows.services.grievances import Grievances
from kiosk.flows.services.service_desk import ServiceDesk
from kiosk.flows.services.services import Services
from kiosk.flows.services.workorders import WorkOrders
from kiosk.flows.shifts.dutylog import DutyLog
from kiosk.flows.shifts.shift_counts import Counting, ShiftNotes
from kiosk.flows.shifts.shifts import ShiftDesk
from kiosk.flows.telling.hub import Hub
from kiosk.flows.telling.speech import Speech
from kiosk.flows.timekeeping import Timekeeping
from kiosk.ports.clock import Clock
from kiosk.ports.devices import Devices, Sight
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register
from kiosk.settings import Settings


@dataclass(frozen=True)
class Journeys:
    """What the screens may ask for; nothing else."""

    settings: Settings
    furniture: Furniture
    ledger: Ledger
    register: Register
    directory: Directory
    clock: Clock
    sight: Sight
    devices: Devices
    hub: Hub
    visits: Visits
    doors: Doors
    drop: Drop
    deliveries: Deliveries
    collect: Collect
    pickups: Pickups
    delegates: Delegates
    storeroom: Storeroom
    complaints: Complaints
    work_orders: WorkOrders
    grievances: Grievances
    follow_ups: FollowUps
    couriers: CourierDesk
    registering: Registering
    sweeps: Sweeps
    waiting: Waiting
    fees: Fees
    money: MoneyDesk
    shortfalls: Shortfalls
    reversals: Reversals
    cash: CashDesk
    statements: Statements
    proofs: Proofs
    cards: ResidentCards
    card_sheets: CardSheets
    documents: DocumentRecords
    identifying: Identifying
    introducing: Introducing
    vouching: Vouching
    counter_parcels: CounterParcels
    sendings: Sendings
    deposits: Deposits
    claims: Claims
    transfers: Transfers
    item_counts: ItemCounts
    guests: Guests
    services: Services
    service_desk: ServiceDesk
    witnessing: Witnessing
    keys: KeyDesk
    bringing: Bringing
    asking: AskingDesk
    bookings: Bookings
    homes: Homes
    consents: Consents
    demands: Demands
    comparing: Comparing
    keeping: Keeping
    contractors: Contractors
    sponsoring: Sponsoring
    errands: Errands
    move_ins: MoveIns
    registers: Registers
    corrections: Corrections
    exports: Exports
    reports: Reports
    homes_files: HomesFiles
    return_signing: ReturnSigning
    lending: Lending
    loan_stock: LoanStock
    passes: Passes
    releases: Releases
    inspections: Inspections
    findings: Findings
    inspection_sheets: InspectionSheets
    desk: Desk
    alarms: Alarms
    questions: Questions
    key_rules: KeyRules
    stocktakes: Stocktakes
    upkeep: Upkeep
    losses: Losses
    shifts: ShiftDesk
    counting: Counting
    shift_notes: ShiftNotes
    duty_log: DutyLog
    incidents: Incidents
    incident_photos: IncidentPhotos
    lateness: Lateness
    handing_over: HandingOver
    emergency: EmergencyRelease
    timekeeping: Timekeeping
    way_in: WayIn
    key_maps: KeyMaps
    presented: Presented
    speech: Speech
    evidence: Evidence
    badges: BadgeDesk
    erasing: Erasing
    copies: Copies
    retention: Retention
    care: Care
    readiness: Callable[[], Mapping[str, str | None]]
