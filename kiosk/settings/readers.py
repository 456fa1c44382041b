"""Readers of badges and codes."""

from __future__ import annotations

from typing import Literal

from kiosk.settings.base import Table


class BadgeReader(Table):
    """The NFC reader."""

    kind: Literal["pn532"] = "pn532"
    device: str
