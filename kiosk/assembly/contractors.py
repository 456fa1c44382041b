"""What serves people without an account, made of the kiosk's parts."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.clock import SystemClock
from kiosk.flows.contractors import Contractors
from kiosk.flows.directory import Directory
from kiosk.flows.doors import Doors
from kiosk.flows.errands import Errands
from kiosk.flows.hub import Hub
from kiosk.flows.keyrules import OfferedReasons
from kiosk.flows.keys import KeyDesk
from kiosk.flows.sponsoring import Sponsoring
from kiosk.flows.visits import Visits
from kiosk.ports import Ledger
from kiosk.settings import Settings
from kiosk.site_keys import SiteKeys


@dataclass(frozen=True)
class ForContractors:
    """The three flows: who is let in, who answers for them, which keys they have."""

    contractors: Contractors
    sponsoring: Sponsoring
    errands: Errands


def for_contractors(
    settings: Settings,
    ledger: Ledger,
    directory: Directory,
    clock: SystemClock,
    site_keys: SiteKeys,
    keys: KeyDesk,
    doors: Doors,
    visits: Visits,
    hub: Hub,
) -> ForContractors:
    """Return the flows about contractors; the first has a thread that wants to be started."""
    asked, zone = settings.contractors, settings.site.time_zone
    reasons = OfferedReasons(settings.keys.reasons, ledger)
    contractors = Contractors(ledger, directory, clock, lambda: clock.trusted, site_keys.digest, asked, zone)
    sponsoring = Sponsoring(ledger, visits, directory, hub, clock, reasons, zone)
    errands = Errands(
        ledger,
        contractors,
        keys,
        doors,
        clock,
        lambda: clock.trusted,
        reasons,
        asked,
        site_keys.slips.public_key(),
        settings.site.id,
        zone,
    )
    return ForContractors(contractors, sponsoring, errands)
