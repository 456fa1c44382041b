"""What knows people by cards and documents, made of the kiosk's parts, and what can be shown at this site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kiosk.assembly.ground import Ground
from kiosk.assembly.parcels import ForParcels
from kiosk.assembly.press import ReportPress
from kiosk.assembly.sight import sight_of
from kiosk.domain.identity.filing import Keeping
from kiosk.flows.doors.doubts import Desk
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.identity.counter import Counter
from kiosk.flows.identity.demanding import Demands
from kiosk.flows.identity.documents import DocumentRecords
from kiosk.flows.identity.identifying import Identifying
from kiosk.flows.parcels.counter_parcels import CounterParcels
from kiosk.flows.people.card_sheet import CardSheets
from kiosk.flows.people.cards import CardSite, ResidentCards
from kiosk.flows.people.introducing import Introducing
from kiosk.flows.people.vouching import Vouching


@dataclass(frozen=True)
class ForIdentity:
    """The flows about who somebody is."""

    cards: ResidentCards
    card_sheets: CardSheets
    documents: DocumentRecords
    identifying: Identifying
    vouching: Vouching
    demands: Demands
    counter_parcels: CounterParcels
    introducing: Introducing


def for_identity(
    on: Ground, parcels: ForParcels, comparing: Comparing, press: ReportPress, desk: Desk
) -> ForIdentity:
    """Return the flows about cards and documents; `identifying` has a thread that wants to be started."""
    said, ledger, clock = on.settings.identity, on.ledger, on.clock
    site = CardSite(on.settings.site.id, on.keys.slips, said.card_days, on.keys.digest, lambda: on.trusted())
    cards = ResidentCards(ledger, on.register, parcels.pickups, parcels.storeroom, clock, site)
    keeping = Keeping(timedelta(days=said.keep_number_days), timedelta(days=said.keep_picture_days))
    documents = DocumentRecords(
        ledger, clock, on.keys.digest, keeping, on.zone, trusted=on.trusted, own_id=said.own_id,
        both_sides=said.both_sides,
    )  # fmt: skip
    identifying = Identifying(
        ledger, clock, on.hub, documents, parcels.proofs, parcels.pickups, parcels.storeroom
    )
    parcels.proofs.sight = sight_of(
        on,
        reads_ids=lambda: identifying.own_id,
        has_signature=comparing.knows,
    )
    parcels.proofs.comparing = comparing
    vouching = Vouching(
        ledger, clock, on.visits, parcels.proofs, parcels.pickups, documents, identifying.entered,
        lambda begun: on.hub.show("movement", id=begun.id),
        two=said.desk == "two",
    )  # fmt: skip
    sheets = CardSheets(ledger, on.directory, cards, press, on.settings.site)
    demands = Demands(ledger, on.visits, parcels.proofs.policy, two=said.desk == "two")
    introducing = Introducing(ledger, on.visits, cards, identifying, parcels.proofs.policy, on.hub, clock)
    counter = Counter(ledger, demands, documents, comparing, identifying.entered)
    counter_parcels = CounterParcels(ledger, parcels.storeroom, desk, counter)
    return ForIdentity(cards, sheets, documents, identifying, vouching, demands, counter_parcels, introducing)
