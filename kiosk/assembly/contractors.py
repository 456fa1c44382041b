"""What serves people without an account, made of the kiosk's parts."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.assembly.ground import Ground
from kiosk.flows.keys.bringing import Bringing
from kiosk.flows.keys.errands import Errands
from kiosk.flows.keys.issue_and_return import KeyDesk
from kiosk.flows.passes.contractors import Contractors
from kiosk.flows.passes.sponsoring import Sponsoring


@dataclass(frozen=True)
class ForContractors:
    """The three flows: who is let in, who answers for them, which keys they have."""

    contractors: Contractors
    sponsoring: Sponsoring
    errands: Errands


def for_contractors(on: Ground, keys: KeyDesk) -> ForContractors:
    """Return the flows about contractors; the first has a thread that wants to be started."""
    asked, ledger, clock = on.settings.contractors, on.ledger, on.clock
    contractors = Contractors(ledger, on.directory, clock, on.trusted, on.keys.digest, asked, on.zone)
    sponsoring = Sponsoring(ledger, on.visits, on.directory, on.hub, clock, on.reasons, on.zone)
    slip_key, site = on.keys.slips.public_key(), on.settings.site.id
    errands = Errands(
        ledger,
        contractors,
        keys,
        Bringing(ledger, on.doors, on.visits, clock, on.furniture, on.eyes),
        on.doors,
        clock,
        on.trusted,
        on.reasons,
        asked,
        slip_key,
        site,
        on.zone,
        own_orders=on.settings.work_orders.numbers == "own",
        currency=on.settings.site.currency,
    )
    return ForContractors(contractors, sponsoring, errands)
