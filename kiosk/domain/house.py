"""The state of the whole house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from kiosk.domain import events as e
from kiosk.domain.alarms.alarm import Alarm, Duties, Seal
from kiosk.domain.bookings.booking import Booking
from kiosk.domain.bringing.found import FoundKey
from kiosk.domain.care.standing import Backup, Continuation, Update
from kiosk.domain.checkpoints.checkpoint import Checkpoint
from kiosk.domain.complaints.complaint import Complaint
from kiosk.domain.contractors.stay import Block, Stay
from kiosk.domain.corrections.correction import Correction
from kiosk.domain.couriers.courier import Company, Courier
from kiosk.domain.deliveries.delivery import Delivery
from kiosk.domain.deposits.deposit import Deposit
from kiosk.domain.dutylog.entry import DutyEntry
from kiosk.domain.emergency.emergency import Emergency
from kiosk.domain.entrusted.item import ItemCount
from kiosk.domain.erasure.erasure import Erasure
from kiosk.domain.followups.followup import FollowUp
from kiosk.domain.forms.form_day import FormDay
from kiosk.domain.grievances.grievance import Grievance
from kiosk.domain.guesses import Guesses
from kiosk.domain.hanging.strays import Stray
from kiosk.domain.homesfile.look import HomeNote, Look
from kiosk.domain.identity.known import Card, FiledId, KeptDocument
from kiosk.domain.incidents.incident import Incident
from kiosk.domain.inspections.inspection import Inspection, Plan, UrgentFinding
from kiosk.domain.items import (
    CustodianKind,
    Key,
    Parcel,
    ParcelStage,
)
from kiosk.domain.keymap.keymap import KeyMap
from kiosk.domain.keys.changes import RuleChange
from kiosk.domain.keys.consent import Consent
from kiosk.domain.keys.rules import DUE_UNLESS, Grant, KeyRule, Limits, Reason, Rulebook
from kiosk.domain.keys.timetable import Timetable
from kiosk.domain.loans.loan import Loan, LoanItem, LoanKind
from kiosk.domain.money.account import Account
from kiosk.domain.money.count import CashCount
from kiosk.domain.money.entry import AccountLine, Numbering
from kiosk.domain.money.entry import Entry as MoneyEntry
from kiosk.domain.money.shortfall import Overdraft, Shortfall
from kiosk.domain.money.voucher import Copied, Voucher
from kiosk.domain.movein.movein import MoveIn
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import Notice, Paper
from kiosk.domain.parcels.delegation import Delegation
from kiosk.domain.passes.permit import Permit
from kiosk.domain.people import Person
from kiosk.domain.places import Door
from kiosk.domain.releases.release import Release
from kiosk.domain.reports.report import DayFigures, FrozenReport
from kiosk.domain.retention.rules import Retained
from kiosk.domain.sending.sending import Sending, Sweep
from kiosk.domain.services.request import Request
from kiosk.domain.shifts.notes import ShiftNote
from kiosk.domain.shifts.shift import Explained, Shift
from kiosk.domain.shifts.tally import Tally
from kiosk.domain.signatures.specimen import Specimens, Waiting
from kiosk.domain.stocktake.stocktake import Stocktake
from kiosk.domain.transfers.transfer import Transfer
from kiosk.domain.upkeep.condition import Condition, Copies, Loss, RetiredTag
from kiosk.domain.waiting.wait import Absence, StorageFee
from kiosk.domain.workorders.order import WorkOrder

E = TypeVar("E")


@dataclass(frozen=True)
class Recorded:
    """An event with its place and time in the log."""

    seq: int
    at: datetime
    event: e.Event


@dataclass(frozen=True)
class House:
    """Everything that the rules look at. Immutable: a reader keeps a consistent picture as long as it likes."""

    people: Mapping[str, Person] = field(default_factory=dict)
    keys: Mapping[str, Key] = field(default_factory=dict)
    parcels: Mapping[str, Parcel] = field(default_factory=dict)
    doors: Mapping[str, Door] = field(default_factory=dict)
    movements: Mapping[str, Movement] = field(default_factory=dict)
    guesses: Mapping[str, Guesses] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    notices: Mapping[str, Notice] = field(default_factory=dict)
    grants: Mapping[str, Grant] = field(default_factory=dict)
    key_rules: Mapping[str, KeyRule] = field(default_factory=dict)
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    timetables: Mapping[str, Timetable] = field(default_factory=dict)
    limits: Mapping[str, Limits] = field(default_factory=dict)
    """"estate", what supervisors change; and `DUE_UNLESS`, what the settings say."""
    consents: Mapping[str, Consent] = field(default_factory=dict)
    rule_changes: Mapping[str, RuleChange] = field(default_factory=dict)
    """The last change of each rule that was changed at the desk, by what it is about."""
    stocktakes: Mapping[str, Stocktake] = field(default_factory=dict)
    """The one that goes on now, if any."""
    emergencies: Mapping[str, Emergency] = field(default_factory=dict)
    """Releases that no stocktake has accounted for yet."""
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    """Announced parcels that have not come yet, by barcode."""
    delegations: Mapping[str, Delegation] = field(default_factory=dict)
    """Who may collect for whom; a slip that ended is known until nobody asks with it any more."""
    couriers: Mapping[str, Courier] = field(default_factory=dict)
    """What the desk has decided about couriers."""
    companies: Mapping[str, Company] = field(default_factory=dict)
    """The companies they come for."""
    complaints: Mapping[str, Complaint] = field(default_factory=dict)
    """What somebody says is wrong with a parcel they have, until the desk has seen to it."""
    strays: Mapping[str, Stray] = field(default_factory=dict)
    """Keys that came back and found no slot, by key."""
    found_keys: Mapping[str, FoundKey] = field(default_factory=dict)
    """Keys that were brought and wait for the desk, and those in its hands that nobody knows."""
    keymaps: Mapping[str, KeyMap] = field(default_factory=dict)
    """Printed key maps: the newest, and those whose paper is yet to be destroyed."""
    inspection_plans: Mapping[str, Plan] = field(default_factory=dict)
    """What owners of empty homes have asked for."""
    inspections: Mapping[str, Inspection] = field(default_factory=dict)
    """Those under way, and the newest that are over."""
    inspection_findings: Mapping[str, UrgentFinding] = field(default_factory=dict)
    """What was urgent in a home and is not settled yet."""
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    """How those keys are of which there is something to tell."""
    losses: Mapping[str, Loss] = field(default_factory=dict)
    """Lost keys whose lock is not safe yet."""
    copies: Mapping[str, Copies] = field(default_factory=dict)
    """Copies that do not hang here, and counts, by what they fit."""
    retired_tags: Mapping[str, RetiredTag] = field(default_factory=dict)
    stays: Mapping[str, Stay] = field(default_factory=dict)
    """Contractors: who is in, and who was, until their details are deleted."""
    blocks: Mapping[str, Block] = field(default_factory=dict)
    """Documents that are not let in, by their digest."""
    move_ins: Mapping[str, MoveIn] = field(default_factory=dict)
    """Lists that want a signature, or something that was promised; and the last few that are over."""
    bookings: Mapping[str, Booking] = field(default_factory=dict)
    """Those that keep a key from others, and a few that ended."""

    shifts: Mapping[str, Shift] = field(default_factory=dict)
    """Who is on duty, what nobody has taken over yet, and the last few that are over."""
    explained: Mapping[str, Explained] = field(default_factory=dict)
    """Differences that were explained and are not settled, by their ids."""
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    """What was counted last of each line that is counted by hand."""
    shift_notes: Mapping[str, ShiftNote] = field(default_factory=dict)
    """Notes to the next shift: those that nobody has done, and the last few that are."""
    duty_entries: Mapping[str, DutyEntry] = field(default_factory=dict)
    """The newest lines of the duty log."""
    incidents: Mapping[str, Incident] = field(default_factory=dict)
    """Reports that the company has yet to get, and the last few that are over."""

    alarms: Mapping[str, Alarm] = field(default_factory=dict)
    """Those that somebody has yet to see to, and the last few that are over."""
    checkpoints: Mapping[str, Checkpoint] = field(default_factory=dict)
    """The newest by their numbers, and "last": who signs, and how far."""
    alarm_duties: Mapping[str, Duties] = field(default_factory=dict)
    """One entry, "site"."""
    seals: Mapping[str, Seal] = field(default_factory=dict)
    """The seal of each cabinet's mechanical override."""

    absences: Mapping[str, Absence] = field(default_factory=dict)
    """Residents who are away, or will be, by person."""
    sendings: Mapping[str, Sending] = field(default_factory=dict)
    """Parcels that residents send: those on their way, those with a fee owed, and the last few that are over."""
    sweeps: Mapping[str, Sweep] = field(default_factory=dict)
    """The newest signatures of couriers for what they took along."""
    specimens: Mapping[str, Specimens] = field(default_factory=dict)
    """Signatures that stand for residents, by person."""
    comparisons: Mapping[str, Waiting] = field(default_factory=dict)
    """Signatures that were not found the same and wait for somebody to judge."""
    storage_fees: Mapping[str, StorageFee] = field(default_factory=dict)
    """What is owed for parcels that waited long, by parcel; and the last few that are settled."""

    requests: Mapping[str, Request] = field(default_factory=dict)
    """Services that were asked for: those that are not over, and the last ones that are."""
    work_orders: Mapping[str, WorkOrder] = field(default_factory=dict)
    """Who is sent to put something right: orders that are open, and the last ones that are over."""
    grievances: Mapping[str, Grievance] = field(default_factory=dict)
    """Complaints and praise that are not closed, and the last ones that are."""
    follow_ups: Mapping[str, FollowUp] = field(default_factory=dict)
    """Who is to be asked how it was, and the last ones that were, or were passed over."""

    cards: Mapping[str, Card] = field(default_factory=dict)
    """Residents' printed cards that are good."""
    filed_ids: Mapping[str, FiledId] = field(default_factory=dict)
    """Residents' documents on file, by person."""
    kept_documents: Mapping[str, KeptDocument] = field(default_factory=dict)
    """Documents that were shown, while anything is kept of them."""

    accounts: Mapping[str, Account] = field(default_factory=dict)
    """The desk's books as they stand; an account of a customer or a deposit goes a while after nothing is on it."""
    money_entries: Mapping[str, MoneyEntry] = field(default_factory=dict)
    """The newest entries of the books."""
    account_lines: Mapping[str, AccountLine] = field(default_factory=dict)
    """The newest lines of their accounts."""
    numberings: Mapping[str, Numbering] = field(default_factory=dict)
    """How far the numbers of entries and of each year's vouchers are."""
    vouchers: Mapping[str, Voucher] = field(default_factory=dict)
    """Vouchers that want a signature, and the newest others."""
    voucher_copies: Mapping[str, Copied] = field(default_factory=dict)
    """How often the newest of those that were printed again were."""
    overdrafts: Mapping[str, Overdraft] = field(default_factory=dict)
    """Which accounts may be below nothing, by account."""
    shortfalls: Mapping[str, Shortfall] = field(default_factory=dict)
    """Customers to be asked before a service goes on, and the last few that were."""
    cash_counts: Mapping[str, CashCount] = field(default_factory=dict)
    """Counts of drawers: those to be explained, and the last few others."""

    day_figures: Mapping[str, DayFigures] = field(default_factory=dict)
    """What the newest days came to, by day; older ones are in their table."""
    frozen_reports: Mapping[str, FrozenReport] = field(default_factory=dict)
    """The newest reports of days and months, as they were made."""
    looks: Mapping[str, Look] = field(default_factory=dict)
    """The newest looks into homes' files."""
    home_notes: Mapping[str, HomeNote] = field(default_factory=dict)
    """What the desk keeps in mind about homes."""

    loan_kinds: Mapping[str, LoanKind] = field(default_factory=dict)
    """What kinds of things the desk lends, and on what terms."""
    loan_items: Mapping[str, LoanItem] = field(default_factory=dict)
    """Each copy of them, with its custodian."""
    loans: Mapping[str, Loan] = field(default_factory=dict)
    """What is out or not settled, and the last few that are over."""
    permits: Mapping[str, Permit] = field(default_factory=dict)
    """Passes for works in homes: those that are out, and the last few that are over."""
    releases: Mapping[str, Release] = field(default_factory=dict)
    """Goods that leave with their owner's word: those that are yet to, and the last few that have."""

    deposits: Mapping[str, Deposit] = field(default_factory=dict)
    """Items that were left at the desk: those that are not over, and the last few that are."""
    transfers: Mapping[str, Transfer] = field(default_factory=dict)
    """Items that change hands at the desk: those that are not over, and the last few that are."""
    item_counts: Mapping[str, ItemCount] = field(default_factory=dict)
    """The newest counts of both."""

    erasures: Mapping[str, Erasure] = field(default_factory=dict)
    """Who was erased, by their ids: nobody comes back under one of these."""
    retained: Mapping[str, Retained] = field(default_factory=dict)
    """When each rule for what is kept was last gone by, and what went by it, by the rule."""
    backups: Mapping[str, Backup] = field(default_factory=dict)
    """The newest backup, under one name."""
    continuations: Mapping[str, Continuation] = field(default_factory=dict)
    """Boards on which the log went on from a backup, and nobody has counted since."""
    updates: Mapping[str, Update] = field(default_factory=dict)
    """The newest updates of the program."""

    corrections: Mapping[str, Correction] = field(default_factory=dict)
    """The newest values put right in registers."""
    form_days: Mapping[str, FormDay] = field(default_factory=dict)
    """How much residents have handed in alone at the lobby since a day of theirs began, by person."""

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules about keys."""
        limits = self.limits.get("estate", Limits())
        unless = self.limits.get(DUE_UNLESS, Limits()).due_at_min
        return Rulebook(self.grants, self.key_rules, self.reasons, self.timetables, limits, unless)

    def door(self, place: str) -> Door:
        """Return what is known of a place's door."""
        return self.doors.get(place) or Door(place)

    def under_way(self, place: str) -> Movement | None:
        """Return the movement that is under way at a place, if any."""
        return self._under_way.get(place)

    @cached_property
    def _under_way(self) -> Mapping[str, Movement]:
        found: dict[str, Movement] = {}
        for movement in self.movements.values():
            if not movement.ended:
                found.setdefault(movement.place, movement)
        return found

    def waits_for(self, person: str) -> Movement | None:
        """Return the key movement of a person that still wants something of them, if any."""
        for movement in self.movements.values():
            if movement.bearer == person and not movement.ended and movement.item in self.keys:
                return movement
        return None

    def moving(self, item: str) -> Movement | None:
        """Return the movement that is under way for an item, if any."""
        for movement in self.movements.values():
            if movement.item == item and not movement.ended:
                return movement
        return None

    def parcels_at(self, place: str) -> list[Parcel]:
        """Return the parcels that a compartment answers for, arriving ones included."""
        return list(self._parcels_by_place.get(place, ()))

    def holds_parcels(self, place: str) -> bool:
        """Return whether a compartment answers for any parcel, an arriving one included."""
        return place in self._parcels_by_place

    @cached_property
    def _parcels_by_place(self) -> Mapping[str, Sequence[Parcel]]:
        found: dict[str, list[Parcel]] = {}
        for parcel in self.parcels.values():
            if not parcel.live:
                continue
            movement = self.movements.get(parcel.movement)
            arrives = parcel.stage is ParcelStage.ARRIVING and movement is not None
            here = {movement.place} if arrives and movement else set()
            if parcel.custodian.kind is CustodianKind.PLACE:
                here.add(parcel.custodian.id)
            for place in here:
                found.setdefault(place, []).append(parcel)
        return found

    def keys_at(self, place: str) -> list[Key]:
        """Return the keys that a slot answers for."""
        return list(self._keys_by_custodian[CustodianKind.PLACE].get(place, ()))

    def keys_with(self, person: str) -> list[Key]:
        """Return the keys that a person answers for."""
        return list(self._keys_by_custodian[CustodianKind.PERSON].get(person, ()))

    @cached_property
    def _keys_by_custodian(self) -> Mapping[CustodianKind, Mapping[str, Sequence[Key]]]:
        placed: dict[str, list[Key]] = {}
        taken: dict[str, list[Key]] = {}
        for (
            key
        ) in self.keys.values():  # no Enum in a hash here: this is asked for after each movement of a key
            if key.custodian.kind is CustodianKind.PLACE:
                placed.setdefault(key.custodian.id, []).append(key)
            elif key.custodian.kind is CustodianKind.PERSON:
                taken.setdefault(key.custodian.id, []).append(key)
        return {CustodianKind.PLACE: placed, CustodianKind.PERSON: taken}

    def bookings_of(self, key: str) -> Sequence[Booking]:
        """Return the bookings of a key that are at hand."""
        return self._bookings_by_key.get(key, ())

    @cached_property
    def _bookings_by_key(self) -> Mapping[str, Sequence[Booking]]:
        found: dict[str, list[Booking]] = {}
        for booking in self.bookings.values():
            found.setdefault(booking.key, []).append(booking)
        return found

    def having(self, **changed: Mapping[str, Any]) -> House:
        """Return the house with some mappings replaced; keeps what was worked out from the others."""
        house = object.__new__(House)
        known = house.__dict__
        known.update(self.__dict__)
        for name in changed:
            for worked_out in _SPOILT_BY.get(name, ()):
                known.pop(worked_out, None)
        known.update(changed)
        return house

    def by_badge(self, badge: str) -> Person | None:
        """Return whose badge this is (a keyed digest), if anybody's."""
        for person in self.people.values():
            if person.badge == badge:
                return person
        return None


def newest(entities: Mapping[str, E], name: str, entity: E) -> dict[str, E]:
    """Return `entities` with one of them set, as the newest: only so is it written, and comes back in this order."""
    changed = dict(entities)
    changed.pop(name, None)
    changed[name] = entity
    return changed


_MAPPINGS = frozenset(one.name for one in fields(House))
_WORKED_OUT = {
    "rulebook": frozenset({"grants", "key_rules", "reasons", "timetables", "limits"}),
    "_keys_by_custodian": frozenset({"keys"}),
    "_under_way": frozenset({"movements"}),
    "_parcels_by_place": frozenset({"parcels", "movements"}),
    "_bookings_by_key": frozenset({"bookings"}),
}
"""What a house works out once, and from which of its mappings."""
_SPOILT_BY = {
    name: tuple(one for one, made_of in _WORKED_OUT.items() if name in made_of) for name in _MAPPINGS
}
