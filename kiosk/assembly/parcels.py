"""What serves couriers and residents at the lockers, made of the kiosk's parts."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.assembly.ground import Ground
from kiosk.flows.codes import Codes
from kiosk.flows.collect import Collect
from kiosk.flows.delegates import Delegates
from kiosk.flows.deliveries import Deliveries
from kiosk.flows.drop import Drop
from kiosk.flows.pickups import Pickups
from kiosk.flows.storeroom import Storeroom


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


def for_parcels(on: Ground) -> ForParcels:
    """Return the flows about parcels."""
    settings, ledger, clock = on.settings, on.ledger, on.clock
    slip_key, site, room = on.keys.slips.public_key(), settings.site.id, settings.storeroom
    codes = Codes(on.keys.digest, settings.collect.code_digits)
    at_once = settings.collect.all_at_once
    pickups = Pickups(ledger, on.doors, on.visits, on.hub, clock, all_at_once=at_once)
    storeroom = Storeroom(
        ledger, on.visits, codes, on.hub, clock, slip_key, site, shelves=room.shelves, rule=room.rule
    )
    return ForParcels(
        codes=codes,
        drop=Drop(ledger, on.doors, on.eyes, on.visits, on.directory, on.furniture, codes),
        pickups=pickups,
        delegates=Delegates(
            ledger, pickups, on.visits, on.directory, clock, slip_key, site, trusted=on.trusted
        ),
        storeroom=storeroom,
        collect=Collect(ledger, clock, codes, slip_key, site, pickups, storeroom),
        deliveries=Deliveries(ledger, on.directory, clock),
    )
