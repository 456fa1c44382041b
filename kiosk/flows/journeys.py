"""All journeys, ready for the screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.domain.places import Furniture
from kiosk.flows.alarms import Alarms
from kiosk.flows.asking import AskingDesk
from kiosk.flows.badges import BadgeDesk
from kiosk.flows.bookings import Bookings
from kiosk.flows.bringing import Bringing
from kiosk.flows.card_sheet import CardSheets
from kiosk.flows.cards import ResidentCards
from kiosk.flows.care import Care
from kiosk.flows.cash import CashDesk
from kiosk.flows.claims import Claims
from kiosk.flows.collect import Collect
from kiosk.flows.comparing import Comparing
from kiosk.flows.complaints import Complaints
from kiosk.flows.consents import Consents
from kiosk.flows.contractors import Contractors
from kiosk.flows.corrections import Corrections
from kiosk.flows.counter_parcels import CounterParcels
from kiosk.flows.couriers import CourierDesk
from kiosk.flows.delegates import Delegates
from kiosk.flows.deliveries import Deliveries
from kiosk.flows.demanding import Demands
from kiosk.flows.deposits import Deposits
from kiosk.flows.desk import Desk
from kiosk.flows.directory import Directory
from kiosk.flows.documents import DocumentRecords
from kiosk.flows.doors import Doors
from kiosk.flows.drop import Drop
from kiosk.flows.dutylog import DutyLog
from kiosk.flows.emergency import EmergencyRelease
from kiosk.flows.errands import Errands
from kiosk.flows.evidence import Evidence
from kiosk.flows.exports import Exports
from kiosk.flows.fees import Fees
from kiosk.flows.findings import Findings
from kiosk.flows.followups import FollowUps
from kiosk.flows.grievances import Grievances
from kiosk.flows.guests import Guests
from kiosk.flows.handing import HandingOver
from kiosk.flows.homes import Homes
from kiosk.flows.homesfile.files import HomesFiles
from kiosk.flows.hub import Hub
from kiosk.flows.identifying import Identifying
from kiosk.flows.incident_photos import IncidentPhotos
from kiosk.flows.incidents import Incidents
from kiosk.flows.inspection_report import InspectionSheets
from kiosk.flows.inspections import Inspections
from kiosk.flows.introducing import Introducing
from kiosk.flows.items_count import ItemCounts
from kiosk.flows.keeping import Keeping
from kiosk.flows.keymap import KeyMaps
from kiosk.flows.keyrules import KeyRules
from kiosk.flows.keys import KeyDesk
from kiosk.flows.lateness import Lateness
from kiosk.flows.loan_stock import LoanStock
from kiosk.flows.loans import Lending
from kiosk.flows.losses import Losses
from kiosk.flows.money import MoneyDesk
from kiosk.flows.movein import MoveIns
from kiosk.flows.passes import Passes
from kiosk.flows.personal.copies import Copies
from kiosk.flows.personal.erasing import Erasing
from kiosk.flows.personal.retention import Retention
from kiosk.flows.pickups import Pickups
from kiosk.flows.presented import Presented
from kiosk.flows.proofs import Proofs
from kiosk.flows.questions import Questions
from kiosk.flows.registering import Registering
from kiosk.flows.registers import Registers
from kiosk.flows.releases import Releases
from kiosk.flows.reports.reporting import Reports
from kiosk.flows.return_signing import ReturnSigning
from kiosk.flows.reversals import Reversals
from kiosk.flows.sending import Sendings
from kiosk.flows.service_desk import ServiceDesk
from kiosk.flows.services import Services
from kiosk.flows.shift_counts import Counting, ShiftNotes
from kiosk.flows.shifts import ShiftDesk
from kiosk.flows.shortfalls import Shortfalls
from kiosk.flows.speech import Speech
from kiosk.flows.sponsoring import Sponsoring
from kiosk.flows.statements import Statements
from kiosk.flows.stocktake import Stocktakes
from kiosk.flows.storeroom import Storeroom
from kiosk.flows.sweeps import Sweeps
from kiosk.flows.timekeeping import Timekeeping
from kiosk.flows.transfers import Transfers
from kiosk.flows.upkeep import Upkeep
from kiosk.flows.visits import Visits
from kiosk.flows.vouching import Vouching
from kiosk.flows.waiting import Waiting
from kiosk.flows.way_in import WayIn
from kiosk.flows.witnessing import Witnessing
from kiosk.flows.workorders import WorkOrders
from kiosk.ports import Clock, Devices, Ledger, Register, Sight
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
