"""Fits what senses the keys' tags in a lobby's slots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.ibutton.sim import OneWireSim

if TYPE_CHECKING:
    from drivers.sim.world import World


def fit_one_wire(world: World) -> None:
    """Give each slot with a bus its iButton contact, if the site has any."""
    if "one_wire" not in world.plan.site:
        return
    buses = {door.place: door.bus for door in world.plan.doors if door.bus}
    one_wire = OneWireSim(world.plan.path(world.plan.site["one_wire"]["folder"]), buses)
    world.cables["one-wire"] = one_wire
    world.faultable["one-wire"] = [one_wire]

    def touch(place: str, tag: str | None) -> None:
        if place not in buses:
            return
        if tag is None:
            one_wire.take(place)
        else:
            one_wire.put(place, tag)

    world.lobby.on_key = touch
