"""What serves those who ask for a service, made of the kiosk's parts."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.assembly.ground import Ground
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.identity.demanding import Demands
from kiosk.flows.services.service_desk import ServiceDesk
from kiosk.flows.services.services import Services


@dataclass(frozen=True)
class ForServices:
    """The two flows: who asks, and what the staff does with it."""

    services: Services
    service_desk: ServiceDesk


def for_services(on: Ground, demands: Demands, comparing: Comparing) -> ForServices:
    """Return the flows about services; the first has a tick."""
    services = Services(on.ledger, on.visits, on.clock, on.settings.catalogue, on.zone, on.trusted)
    slip_key, site = on.keys.slips.public_key(), on.settings.site.id
    desk = ServiceDesk(on.ledger, services, on.clock, on.hub, slip_key, site, demands, comparing)
    return ForServices(services, desk)
