"""Puts all journeys together for the screens."""

from __future__ import annotations

from kiosk.assembly.cabinet import ForCabinet
from kiosk.assembly.contractors import ForContractors
from kiosk.assembly.ground import Ground
from kiosk.assembly.identity import ForIdentity
from kiosk.assembly.parcels import ForParcels
from kiosk.flows.badges import BadgeDesk
from kiosk.flows.complaints import Complaints
from kiosk.flows.evidence import Evidence
from kiosk.flows.exports import Exports
from kiosk.flows.homes import Homes
from kiosk.flows.journeys import Journeys
from kiosk.flows.presented import Presented
from kiosk.flows.readiness import readiness
from kiosk.flows.registers import Registers
from kiosk.flows.speech import Speech
from kiosk.flows.timekeeping import Timekeeping
from kiosk.flows.way_in import WayIn


def journeys_of(
    on: Ground,
    parcels: ForParcels,
    cabinet: ForCabinet,
    guests: ForContractors,
    known: ForIdentity,
    *,
    badges: BadgeDesk,
    evidence: Evidence,
    registers: Registers,
    exports: Exports,
    presented: Presented,
) -> Journeys:
    """Return what the screens may ask for."""
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
        couriers=parcels.couriers,
        registering=parcels.registering,
        sweeps=parcels.sweeps,
        waiting=parcels.waiting,
        fees=parcels.fees,
        proofs=parcels.proofs,
        cards=known.cards,
        card_sheets=known.card_sheets,
        documents=known.documents,
        identifying=known.identifying,
        vouching=known.vouching,
        sendings=parcels.sendings,
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
        return_signing=cabinet.return_signing,
        move_ins=cabinet.move_ins,
        keeping=cabinet.keeping,
        desk=cabinet.desk,
        alarms=cabinet.alarms,
        inspections=cabinet.inspections,
        findings=cabinet.findings,
        inspection_sheets=cabinet.inspection_sheets,
        emergency=cabinet.emergency,
        timekeeping=Timekeeping(on.ledger, on.clock),
        way_in=WayIn(on.ledger, on.visits, on.states),
        key_maps=cabinet.key_maps,
        shifts=cabinet.shifts,
        lateness=cabinet.lateness,
        handing_over=cabinet.handing_over,
        upkeep=cabinet.upkeep,
        losses=cabinet.losses,
        stocktakes=cabinet.stocktakes,
        readiness=lambda: readiness(on.furniture, on.locks, on.states),
    )
