"""All parts of the report of a day, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.flows.reports.of_custody import CUSTODY
from kiosk.flows.reports.of_duty import DUTY
from kiosk.flows.reports.of_house import HOUSE
from kiosk.flows.reports.of_money import DERIVED, MONEY
from kiosk.flows.reports.of_services import SERVICES
from kiosk.flows.reports.of_things import THINGS
from kiosk.flows.reports.part import Line, Part

__all__ = ["DERIVED", "LINES", "PARTS"]

PARTS: tuple[Part, ...] = (*CUSTODY, *THINGS, *SERVICES, *MONEY, *HOUSE, *DUTY)
"""One more part of the report is one more entry here, with words under "dayreport.part" and "dayreport.line"."""
LINES: Mapping[str, Line] = {line.code: line for part in PARTS for line in part.lines}
