"""All that other programs may ask for; nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.flows.api.access import Access
from kiosk.flows.api.states import States
from kiosk.flows.api.webhooks import Webhooks
from kiosk.flows.health import SiteHealth
from kiosk.flows.parcels.deliveries import Deliveries


@dataclass(frozen=True)
class ApiDesk:
    """The API's counter."""

    access: Access
    deliveries: Deliveries
    states: States
    webhooks: Webhooks
    health: Callable[[], SiteHealth]
