"""Work orders, complaints and follow-ups, made of the kiosk's parts."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.assembly.ground import Ground
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.services.followups import FollowUps
from kiosk.flows.services.grievances import Grievances
from kiosk.flows.services.workorders import WorkOrders


@dataclass(frozen=True)
class ForDeskWork:
    """What the desk answers for: work that is to be done, complaints, and asking how it was. Each wants its tick."""

    work_orders: WorkOrders
    grievances: Grievances
    follow_ups: FollowUps


def for_desk_work(on: Ground, comparing: Comparing) -> ForDeskWork:
    """Return the flows about what the desk answers for."""
    ledger, register, clock, zone, settings = on.ledger, on.register, on.clock, on.zone, on.settings
    return ForDeskWork(
        work_orders=WorkOrders(
            ledger, register, clock, on.trusted, settings.work_orders, zone, settings.site.currency, comparing
        ),
        grievances=Grievances(ledger, register, on.visits, clock, on.trusted, settings.grievances),
        follow_ups=FollowUps(ledger, register, on.directory, clock, on.trusted, settings.follow_ups, zone),
    )
