"""Counting a day once it is over, and reporting one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.people import Person, Role
from kiosk.domain.refusal import Refused
from kiosk.domain.reports.events import DayCounted, ReportFrozen
from kiosk.domain.reports.report import digest_of


@dataclass(frozen=True)
class Freeze:
    """What a supervisor asks for. `id` is made when the page is. `over`: the period has ended by the site's clock."""

    id: str
    period: str
    by: Person
    over: bool
    earlier: bool
    """It was reported already."""
    numbers: Mapping[str, int]
    head: str


def decide_counted(
    house: House,
    day: str,
    since: datetime,
    numbers: Mapping[str, int],
    hours: Mapping[str, tuple[int, ...]],
) -> Sequence[Event]:
    """Return what records a day's numbers; nothing for a day that has them."""
    return [] if day in house.day_figures else [DayCounted(day, since, numbers, hours)]


def decide_frozen(house: House, asked: Freeze) -> Sequence[Event]:
    """Return what records a report as it was made; nothing for a double tap.

    Raises:
        Refused: `supervisor.needed`; `report.not_over` while the period goes on; `report.frozen` for one that was
            reported before: what was reported stays.
    """
    if asked.by.role not in (Role.SUPERVISOR, Role.MANAGER):
        raise Refused("supervisor.needed")
    if asked.id in house.frozen_reports:
        return []
    if not asked.over:
        raise Refused("report.not_over")
    if asked.earlier or any(one.period == asked.period for one in house.frozen_reports.values()):
        raise Refused("report.frozen")
    digest = digest_of(asked.period, asked.numbers)
    return [ReportFrozen(asked.id, asked.period, asked.by.id, digest, asked.head, asked.numbers)]
