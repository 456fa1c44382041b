"""Opens what senses the key tags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from drivers.ibutton.driver import OneWireSlots
from drivers.loop import Condition, DeviceLoop, Health
from kiosk.assembly.equipment import Eyes
from kiosk.assembly.paths import OnHealth, at
from kiosk.settings import Settings, fittings_of


def tag_loop(settings: Settings, root: Path, eyes: Eyes, on_health: OnHealth) -> DeviceLoop[Any] | None:
    """Return the loop that reads the key tags, if the site has any."""
    buses = {f.place.id: f.bus for f in fittings_of(settings) if f.bus}
    if settings.one_wire is None or not buses:
        return None
    folder = Path(at(root, settings.one_wire.folder))

    def tell(health: Health) -> None:
        if health.condition is Condition.DOWN:
            eyes.lost_tags()
        on_health(health)

    def make_round(slots: OneWireSlots) -> str:
        tags = slots.read()
        eyes.saw_tags(tags)
        mute = [place for place, found in tags.items() if found is None]
        return f"no tag bus: {', '.join(mute)}" if mute else ""

    return DeviceLoop(
        "one-wire",
        lambda: OneWireSlots(folder, buses, name="one-wire"),
        make_round,
        every_s=0.25,
        on_health=tell,
    )
