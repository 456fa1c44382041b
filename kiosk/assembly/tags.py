"""Opens what senses the key tags: iButtons on 1-Wire buses, RDM6300 readers on serial ports, or some of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from drivers.ailments import Ailment
from drivers.ibutton.driver import OneWireSlots
from drivers.loop import Condition, DeviceLoop, Health
from drivers.rdm6300.driver import Rdm6300Slots
from kiosk.assembly.paths import OnHealth, at
from kiosk.settings import Settings, fittings_of


class SeesTags(Protocol):
    """Whoever wants to know what hangs in the slots."""

    def saw_tags(self, tags: Mapping[str, tuple[str, ...] | None]) -> None:
        """Take in the tags on some slots; None: not known."""

    def lost_tags(self, places: Collection[str]) -> None:
        """Nothing is known of these slots any more."""


def tag_loops(
    settings: Settings, root: Path, eyes: SeesTags, on_health: OnHealth
) -> Iterator[DeviceLoop[Any]]:
    """Yield one loop for each way in which this site reads its key tags; each speaks for its own slots only."""
    fittings = fittings_of(settings)
    buses = {f.place.id: f.bus for f in fittings if f.bus}
    if settings.one_wire is not None and buses:
        yield _one_wire(Path(at(root, settings.one_wire.folder)), buses, eyes, on_health)
    ports = {f.place.id: at(root, f.tag_reader) for f in fittings if f.tag_reader}
    if ports:
        yield _tag_readers(ports, eyes, on_health)


def _one_wire(folder: Path, buses: Mapping[str, str], eyes: SeesTags, on_health: OnHealth) -> DeviceLoop[Any]:
    def tell(health: Health) -> None:
        if health.condition is Condition.DOWN:
            eyes.lost_tags(buses.keys())
        on_health(health)

    def make_round(slots: OneWireSlots) -> str:
        tags = slots.read()
        eyes.saw_tags(tags)
        mute = [place for place, found in tags.items() if found is None]
        return Ailment(f"no tag bus: {', '.join(mute)}" if mute else "", "bus_gone")

    return DeviceLoop(
        "one-wire",
        lambda: OneWireSlots(folder, buses, name="one-wire"),
        make_round,
        every_s=0.25,
        on_health=tell,
    )


def _tag_readers(ports: Mapping[str, str], eyes: SeesTags, on_health: OnHealth) -> DeviceLoop[Any]:
    unproven = Unproven(on_health)

    def tell(health: Health) -> None:
        if health.condition is Condition.DOWN:
            eyes.lost_tags(ports.keys())
        unproven.tell(health)

    def make_round(slots: Rdm6300Slots) -> str:
        eyes.saw_tags(slots.read())
        unproven.now(slots.unproven())
        missing = slots.missing()
        return Ailment(f"no tag reader: {', '.join(missing)}" if missing else "", "bus_gone")

    return DeviceLoop(
        "tag-readers",
        lambda: Rdm6300Slots(ports, name="tag-readers"),
        make_round,
        every_s=0.1,
        on_health=tell,
    )


class Unproven:
    """Says beside "up" which readers have told of no tag yet: such a reader is well, or dead over an empty slot."""

    def __init__(self, on_health: OnHealth) -> None:
        self._on_health = on_health
        self._places: tuple[str, ...] = ()
        self._last: Health | None = None

    def tell(self, health: Health) -> None:
        """Pass a health on, with these readers named while all else is well."""
        self._last = health
        if health.condition is Condition.UP and self._places:
            health = replace(health, detail=f"no tag sensed yet: {', '.join(self._places)}")
        self._on_health(health)

    def now(self, places: tuple[str, ...]) -> None:
        """Take in which readers are unproven now."""
        if places != self._places:
            self._places = places
            if self._last is not None and self._last.condition is Condition.UP:
                self.tell(self._last)
