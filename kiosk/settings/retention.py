"""For how long a site keeps what no other table says: each rule goes by itself, once a day."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.settings.base import Table

Days = Annotated[int, Field(ge=0, le=7300)]


class RetentionSettings(Table):
    """Days until things are destroyed; 0: they stay until their person is erased. Nothing goes by a clock that is not
    believed, and nothing that an open matter still needs. What the record itself says has no names, and stays."""

    signature_days: Days = 1825
    """Signatures under what is over."""
    words_days: Days = 1825
    """What was typed or written by hand about something: notes, reasons, reports, lists of goods."""
    code_days: Days = 30
    """Pick-up codes of parcels that have left."""
    courier_days: Days = 365
    """Names and telephone numbers of couriers who have not come for so long."""
    notice_days: Annotated[int, Field(ge=0, le=3650)] = 30
    """Notices that were put into the folder `notices.file` and nobody has fetched from it."""
