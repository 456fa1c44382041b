"""After what somebody is asked how it was: everything of that kind that has ended and is still at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kiosk.domain.followups.followup import (
    DEFAULT,
    GRIEVANCE,
    MOVE_IN,
    REPAIR,
    SERVICE,
    SERVICE_WITHIN_DAYS,
    Rule,
    Source,
)
from kiosk.domain.house import House
from kiosk.domain.services.request import Stage as ServiceStage
from kiosk.domain.workorders.order import Stage as OrderStage

Sources = Callable[[House], Iterator[Source]]


def grievances(house: House) -> Iterator[Source]:
    """Yield complaints that were answered, and by whom; nobody can be asked about one without a name, nor of praise."""
    for one in house.grievances.values():
        if one.handled and one.person and one.is_complaint:
            yield Source(GRIEVANCE, one.id, one.number, one.person, one.unit, one.handled, handler=one.owner)


def move_ins(house: House) -> Iterator[Source]:
    """Yield homes that were handed to their owners: the first list of each, not what completes or mends it."""
    for one in house.move_ins.values():
        if one.ended and not one.given_up and not one.follows:
            yield Source(
                MOVE_IN, one.id, one.id[:6].upper(), one.owner, one.unit, one.ended, handler=one.begun_by
            )


def repairs(house: House) -> Iterator[Source]:
    """Yield work that was done for somebody."""
    for one in house.work_orders.values():
        if one.stage is OrderStage.DONE and one.person and one.ended:
            yield Source(REPAIR, one.id, one.number, one.person, one.unit, one.ended, handler=one.worker)


def services(house: House) -> Iterator[Source]:
    """Yield services that were delivered, by the catalogue's own rule; a work order is asked about by itself."""
    for one in house.requests.values():
        terms = one.terms
        done = one.stage is ServiceStage.DONE and one.ended is not None and bool(one.person)
        if done and one.ended and terms.follow_share_percent > 0 and not terms.work_order:
            after = terms.follow_after_days
            yield Source(
                SERVICE, one.id, one.number, one.person, one.unit, one.ended, one.service, one.owner,
                Rule(terms.follow_share_percent, after, after + SERVICE_WITHIN_DAYS),
            )  # fmt: skip


SOURCES: tuple[Sources, ...] = (grievances, move_ins, repairs, services)


def unplanned(house: House, parts: tuple[Sources, ...] = SOURCES) -> list[Source]:
    """Return what has ended and nobody has yet decided on, the first to end first."""
    found = [one for part in parts for one in part(house) if one.id not in house.follow_ups]
    return sorted(found, key=lambda one: (one.ended, one.id))


def rule_for(source: Source, rules: Mapping[str, Rule] = DEFAULT) -> Rule:
    """Return the rule of a source: its own, or that of its kind."""
    return source.rule or rules.get(source.of) or DEFAULT[source.of]
