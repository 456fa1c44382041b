"""The desk's books: what money is counted in, and how much an attendant explains alone."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.settings.base import Table

Piece = Annotated[int, Field(ge=1, le=10_000_000)]


class MoneySettings(Table):
    """Prepayments and the cash of the desk's drawer. Amounts in cents."""

    pieces_cents: Annotated[tuple[Piece, ...], Field(min_length=1, max_length=12)] = (
        10000,
        5000,
        2000,
        1000,
        500,
        100,
        50,
        10,
    )
    """The notes and coins that a drawer is counted by, the largest first."""
    explain_alone_cents: Annotated[int, Field(ge=0, le=10_000_000)] = 2000
    """A difference of the drawer above this is explained by a supervisor."""
