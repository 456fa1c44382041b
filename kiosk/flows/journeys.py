"""All journeys, ready for the screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.domain.places import Furniture
from kiosk.flows.asking import AskingDesk
from kiosk.flows.badges import BadgeDesk
from kiosk.flows.collect import Collect
from kiosk.flows.consents import Consents
from kiosk.flows.deliveries import Deliveries
from kiosk.flows.desk import Desk
from kiosk.flows.directory import Directory
from kiosk.flows.doors import Doors
from kiosk.flows.drop import Drop
from kiosk.flows.emergency import EmergencyRelease
from kiosk.flows.evidence import Evidence
from kiosk.flows.homes import Homes
from kiosk.flows.hub import Hub
from kiosk.flows.keeping import Keeping
from kiosk.flows.keys import KeyDesk
from kiosk.flows.presented import Presented
from kiosk.flows.questions import Questions
from kiosk.flows.stocktake import Stocktakes
from kiosk.flows.visits import Visits
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
    keys: KeyDesk
    asking: AskingDesk
    homes: Homes
    consents: Consents
    keeping: Keeping
    desk: Desk
    questions: Questions
    stocktakes: Stocktakes
    emergency: EmergencyRelease
    presented: Presented
    evidence: Evidence
    badges: BadgeDesk
    readiness: Callable[[], Mapping[str, str | None]]
