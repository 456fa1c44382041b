"""What a site says of items that are left at the desk."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kiosk.settings.base import Table


class DepositSettings(Table):
    """Items left at the desk: which of them are photographed as they are taken in, and how long that is kept."""

    picture: Literal["never", "of_value", "always"] = "never"
    """Of which items the lobby's camera takes a picture: of none, of those with a declared value, of every one."""
    picture_days: Annotated[int, Field(ge=0, le=3650)] = 30
    """So long after an item has left its picture is kept, sealed."""
