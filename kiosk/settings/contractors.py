"""What a site wants of contractors: deposit, closing time, how long their details are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from kiosk.settings.base import Table

Cents = Annotated[int, Field(ge=0, le=10_000_000)]


class ContractorSettings(Table):
    """People without an account, who get a key for a day. `deposit_by_kind` goes before `deposit_cents`."""

    deposit_cents: Cents = 0
    deposit_by_kind: Mapping[Literal["unit", "common", "plant"], Cents] = {}
    closing: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "18:00"
    """The site's hour by which every key is due; one that leaves later is due before midnight."""
    keep_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Days after the last key came back until a contractor's details are deleted."""
    photo: bool = False
    """Whether the camera takes a picture when somebody is let in."""
    unit_on_slip: bool = True
    """Whether the slip names the home of a home's key; else it says the slot."""

    @property
    def closing_min(self) -> int:
        """The minute of the day by which keys are due."""
        hours, minutes = map(int, self.closing.split(":"))
        return hours * 60 + minutes

    def deposit_for(self, kind: str) -> int:
        """Return what is deposited for a key of this kind, in cents."""
        by_kind: Mapping[str, int] = {str(name): cents for name, cents in self.deposit_by_kind.items()}
        return by_kind.get(kind, self.deposit_cents)
