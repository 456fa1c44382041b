"""The receipt printer."""

from __future__ import annotations

from typing import Literal

from kiosk.settings.base import Baud, Table


class PrinterSettings(Table):
    """The receipt printer."""

    device: str
    baud: Baud = 115_200
    paper_mm: Literal[58, 80] = 80
