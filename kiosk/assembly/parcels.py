"""What serves couriers and residents at the lockers, made of the kiosk's parts."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.assembly.ground import Ground
from kiosk.assembly.sight import sight_of
from kiosk.flows.identity.proofs import Proofs
from kiosk.flows.identity.witnessing import Witnessing
from kiosk.flows.parcels.codes import Codes
from kiosk.flows.parcels.collect import Collect
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
from kiosk.settings.identity import policy_of


@dataclass(frozen=True)
class ForParcels:
    """The flows about parcels, and the codes by which they are collected."""

    codes: Codes
    drop: Drop
    pickups: Pickups
    delegates: Delegates
    storeroom: Storeroom
    collect: Collect
    deliveries: Deliveries
    waiting: Waiting
    fees: Fees
    proofs: Proofs
    sendings: Sendings
    couriers: CourierDesk
    registering: Registering
    sweeps: Sweeps
    witnessing: Witnessing


def for_parcels(on: Ground) -> ForParcels:
    """Return the flows about parcels."""
    settings, ledger, clock = on.settings, on.ledger, on.clock
    slip_key, site, room = on.keys.slips.public_key(), settings.site.id, settings.storeroom
    codes = Codes(on.keys.digest, settings.collect.code_digits)
    at_once = settings.collect.all_at_once
    rules, currency = settings.parcels.rules, settings.site.currency
    fees = Fees(ledger, clock, rules.fee, currency, trusted=on.trusted)
    proofs = Proofs(ledger, clock, policy_of(settings.policy, settings.parcels), sight_of(on))
    pickups = Pickups(ledger, on.doors, on.visits, on.hub, clock, fees, proofs, all_at_once=at_once)
    storeroom = Storeroom(
        ledger,
        on.visits,
        codes,
        on.hub,
        clock,
        slip_key,
        site,
        shelves=room.shelves,
        rule=room.rule,
        fees=fees,
        policy=proofs.policy,
    )
    collect = Collect(ledger, clock, codes, slip_key, site, pickups, storeroom)
    waiting = Waiting(ledger, on.visits, on.doors, collect, clock, rules, on.zone, trusted=on.trusted)
    sendings = Sendings(
        ledger, on.doors, on.eyes, on.visits, on.hub, on.furniture,
        settings.sending.carriers, currency,
    )  # fmt: skip
    couriers = CourierDesk(
        ledger, on.visits, on.directory, on.hub, clock, on.keys.digest, on.zone, trusted=on.trusted
    )
    return ForParcels(
        codes=codes,
        drop=Drop(
            ledger,
            on.doors,
            on.eyes,
            on.visits,
            on.directory,
            on.furniture,
            codes,
            waiting.may_come,
            shares=settings.parcels.share_doors,
            marks=settings.parcels.marked_at_drop,
        ),
        pickups=pickups,
        delegates=Delegates(
            ledger, pickups, on.visits, on.directory, clock, slip_key, site, trusted=on.trusted
        ),
        storeroom=storeroom,
        collect=collect,
        deliveries=Deliveries(ledger, on.directory, clock),
        waiting=waiting,
        sendings=sendings,
        fees=fees,
        proofs=proofs,
        couriers=couriers,
        registering=Registering(ledger, on.visits, on.directory, couriers, clock, on.keys.digest),
        sweeps=Sweeps(ledger, on.doors, on.visits, on.hub, clock),
        witnessing=Witnessing(ledger, on.visits, proofs, pickups, sendings, on.hub, clock),
    )
