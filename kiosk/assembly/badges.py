"""Opens the badge reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from drivers.loop import DeviceLoop
from drivers.pn532.driver import Pn532Reader
from drivers.pn532.presence import Presence
from kiosk.assembly.paths import OnHealth, at
from kiosk.settings import Settings


def badge_loop(
    settings: Settings, root: Path, on_badge: Callable[[str], None], on_health: OnHealth
) -> DeviceLoop[Any] | None:
    """Return the loop that listens for badges, if the site has a reader."""
    if settings.badge_reader is None:
        return None
    device = at(root, settings.badge_reader.device)
    presence = Presence()

    def make_round(reader: Pn532Reader) -> str:
        laid = presence.look(reader.sense())
        if laid is not None:
            on_badge(laid.uid.hex().upper())
        return ""

    return DeviceLoop(
        "badge-reader",
        lambda: Pn532Reader(device, name="badge-reader"),
        make_round,
        every_s=0.05,
        on_health=on_health,
    )
