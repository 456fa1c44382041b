"""What a site measures its days by: its money, its patience with orders, how many it asks how it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.domain.followups.followup import DEFAULT
from kiosk.domain.money.account import CURRENCY
from kiosk.domain.workorders.order import Clocks
from kiosk.flows.reports.part import Line


@dataclass(frozen=True)
class Standards:
    """A site's own; each default is that of its settings."""

    currency: str = CURRENCY
    """Of the money that is counted: amounts of two are never added."""
    clocks: Clocks = field(default_factory=Clocks)
    asked_pct: Mapping[str, int] = field(
        default_factory=lambda: {of: rule.percent for of, rule in DEFAULT.items()}
    )
    """How many of a hundred are to be asked afterwards, by the kind of follow-up."""

    def target_pct(self, line: Line) -> int:
        """Return what a line's share of its whole should be at least; 0 where nobody says."""
        return self.asked_pct.get(line.target_for, line.target_pct)

    @property
    def facts(self) -> Mapping[str, object]:
        """What the words of lines say of it."""
        return {"issue_min": self.clocks.issue_min, "on_site_min": self.clocks.on_site_min}
