"""What a site says of its record: how often the device signs it, and whether somebody is sent what was signed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.settings.base import Table


class RecordSettings(Table):
    """The log signs itself at each start, handover and day; what was signed is best kept by others too."""

    sign_every: Annotated[int, Field(ge=50, le=4000)] = 1000
    """After so many entries it is signed at the latest."""
    tell_head: bool = False
    """Whether each property manager is sent the day's signed head (`[notices]` says how): a log that is cut or made
    anew afterwards can't fit what lies in their mail."""
