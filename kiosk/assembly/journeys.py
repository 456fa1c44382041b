"""Puts all journeys together for the screens."""

from __future__ import annotations

from kiosk.assembly.cabinet import ForCabinet
from kiosk.assembly.contractors import ForContractors
from kiosk.assembly.desk_work import for_desk_work
from kiosk.assembly.duty import ForDuty
from kiosk.assembly.entrusted import ForEntrusted
from kiosk.assembly.ground import Ground
from kiosk.assembly.identity import ForIdentity
from kiosk.assembly.lending import ForLending
from kiosk.assembly.money import ForMoney
from kiosk.assembly.parcels import ForParcels
from kiosk.assembly.personal import ForPersonal
from kiosk.assembly.records import ForRecords
from kiosk.assembly.services import ForServices
from kiosk.flows.care import Care
from kiosk.flows.doors.evidence import Evidence
from kiosk.flows.doors.readiness import readiness
from kiosk.flows.identity.presented import Presented
from kiosk.flows.identity.way_in import WayIn
from kiosk.flows.journeys import Journeys
from kiosk.flows.parcels.complaints import Complaints
from kiosk.flows.people.badges import BadgeDesk
from kiosk.flows.people.homes import Homes
from kiosk.flows.registers.corrections import Corrections
from kiosk.flows.registers.exports import Exports
from kiosk.flows.registers.finding import Registers
from kiosk.flows.telling.speech import Speech
from kiosk.flows.timekeeping import Timekeeping


def journeys_of(
    on: Ground,
    parcels: ForParcels,
    cabinet: ForCabinet,
    guests: ForContractors,
    known: ForIdentity,
    duty: ForDuty,
    lending: ForLending,
    *,
    badges: BadgeDesk,
    evidence: Evidence,
    registers: Registers,
    exports: Exports,
    records: ForRecords,
    money: ForMoney,
    asked: ForServices,
    presented: Presented,
    entrusted: ForEntrusted,
    personal: ForPersonal,
    care: Care,
) -> Journeys:
    """Return what the screens may ask for."""
    work = for_desk_work(on, cabinet.comparing)
    return Journeys(
        settings=on.settings,
        furniture=on.furniture,
        ledger=on.ledger,
        register=on.register,
        directory=on.directory,
        clock=on.clock,
        sight=on.eyes,
        devices=on.states,
        hub=on.hub,
        visits=on.visits,
        doors=on.doors,
        drop=parcels.drop,
        deliveries=parcels.deliveries,
        collect=parcels.collect,
        pickups=parcels.pickups,
        delegates=parcels.delegates,
        storeroom=parcels.storeroom,
        complaints=Complaints(on.ledger, on.hub),
        work_orders=work.work_orders,
        grievances=work.grievances,
        corrections=Corrections(on.ledger, on.register, on.directory, on.settings.catalogue, work.grievances),
        follow_ups=work.follow_ups,
        couriers=parcels.couriers,
        registering=parcels.registering,
        sweeps=parcels.sweeps,
        waiting=parcels.waiting,
        fees=parcels.fees,
        money=money.desk,
        shortfalls=money.shortfalls,
        reversals=money.reversals,
        cash=money.cash,
        statements=money.statements,
        proofs=parcels.proofs,
        cards=known.cards,
        card_sheets=known.card_sheets,
        documents=known.documents,
        identifying=known.identifying,
        introducing=known.introducing,
        vouching=known.vouching,
        counter_parcels=known.counter_parcels,
        sendings=parcels.sendings,
        deposits=entrusted.deposits,
        claims=entrusted.claims,
        transfers=entrusted.transfers,
        item_counts=entrusted.item_counts,
        guests=entrusted.guests,
        services=asked.services,
        service_desk=asked.service_desk,
        witnessing=parcels.witnessing,
        presented=presented,
        speech=Speech(),
        contractors=guests.contractors,
        sponsoring=guests.sponsoring,
        errands=guests.errands,
        badges=badges,
        evidence=evidence,
        keys=cabinet.keys,
        bringing=cabinet.bringing,
        asking=cabinet.asking,
        bookings=cabinet.bookings,
        questions=cabinet.questions,
        key_rules=cabinet.key_rules,
        homes=Homes(on.ledger, on.register, parcels.pickups, on.visits),
        consents=cabinet.consents,
        demands=known.demands,
        comparing=cabinet.comparing,
        registers=registers,
        exports=exports,
        reports=records.reports,
        homes_files=records.homes_files,
        return_signing=cabinet.return_signing,
        move_ins=cabinet.move_ins,
        keeping=cabinet.keeping,
        desk=cabinet.desk,
        alarms=cabinet.alarms,
        lending=lending.lending,
        loan_stock=lending.loan_stock,
        passes=lending.passes,
        releases=lending.releases,
        inspections=cabinet.inspections,
        findings=cabinet.findings,
        inspection_sheets=cabinet.inspection_sheets,
        emergency=cabinet.emergency,
        timekeeping=Timekeeping(on.ledger, on.clock, on.zone),
        way_in=WayIn(on.ledger, on.visits, on.states),
        key_maps=cabinet.key_maps,
        shifts=cabinet.shifts,
        counting=duty.counting,
        shift_notes=duty.shift_notes,
        duty_log=duty.duty_log,
        incidents=duty.incidents,
        incident_photos=duty.incident_photos,
        lateness=cabinet.lateness,
        handing_over=cabinet.handing_over,
        upkeep=cabinet.upkeep,
        losses=cabinet.losses,
        stocktakes=cabinet.stocktakes,
        erasing=personal.erasing,
        copies=personal.copies,
        retention=personal.retention,
        care=care,
        readiness=lambda: readiness(on.furniture, on.locks, on.states),
    )
