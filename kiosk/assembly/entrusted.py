"""What serves items that people entrust to the desk, made of the kiosk's parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from kiosk import claim_slip
from kiosk.assembly.ground import Ground
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.identity.demanding import Demands
from kiosk.flows.identity.documents import DocumentRecords
from kiosk.flows.items.claims import Claims
from kiosk.flows.items.deposit_pictures import DepositPictures, PictureRule
from kiosk.flows.items.deposits import Deposits
from kiosk.flows.items.guests import Guests
from kiosk.flows.items.items_count import ItemCounts
from kiosk.flows.items.transfers import Transfers


@dataclass(frozen=True)
class ForEntrusted:
    """The flows. `shows`: says whether a code was a deposit's stub, and has the screen tell of it."""

    deposits: Deposits
    claims: Claims
    transfers: Transfers
    item_counts: ItemCounts
    guests: Guests
    shows: Callable[[str], bool]


def for_entrusted(
    on: Ground, comparing: Comparing, demands: Demands, documents: DocumentRecords
) -> ForEntrusted:
    """Return the flows; deposits, transfers and guests have a tick that the watcher runs."""
    ledger, clock, shelves = on.ledger, on.clock, on.settings.storeroom.shelves
    guests = Guests(ledger, on.directory, clock, trusted=on.trusted)
    asked = on.settings.deposits
    pictures = DepositPictures(
        ledger, on.register, clock, PictureRule(asked.picture, timedelta(days=asked.picture_days)),
        trusted=on.trusted,
    )  # fmt: skip
    deposits = Deposits(
        ledger,
        on.doors,
        on.eyes,
        on.visits,
        on.furniture,
        clock,
        guests,
        pictures,
        shelves,
        trusted=on.trusted,
    )
    claims = Claims(
        ledger, on.register, on.doors, comparing, demands, on.hub, clock, on.keys.slips.public_key(),
        on.settings.site.id,
    )  # fmt: skip
    transfers = Transfers(
        ledger, on.doors, on.eyes, on.visits, on.directory, documents, on.furniture, clock, guests, shelves,
        trusted=on.trusted,
    )  # fmt: skip

    def shows(text: str) -> bool:
        if claim_slip.kind_of(text) != claim_slip.DEPOSIT:
            return False
        claims.at_camera(text)
        return True

    return ForEntrusted(deposits, claims, transfers, ItemCounts(ledger), guests, shows)
