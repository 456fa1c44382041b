"""What a site says of the things that it lends, and of passes for works in homes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.settings.base import Table


class LoanSettings(Table):
    """Umbrellas, trolleys, ladders: what the desk lends to residents."""

    per_home: Annotated[int, Field(ge=1, le=20)] = 3
    """So many things may one home have at once; more by a supervisor's leave."""


class PassSettings(Table):
    """Passes for those who work in homes. Amounts in cents."""

    deposit_cents: Annotated[int, Field(ge=0, le=1_000_000)] = 5_000
    """Left for each pass, and kept for each that is not handed in."""
