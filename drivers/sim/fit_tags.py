"""Fits what senses the keys' tags in a lobby's slots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.ibutton.codec import is_tag
from drivers.ibutton.sim import OneWireSim
from drivers.rdm6300.codec import frame_of
from drivers.rdm6300.sim import Rdm6300Sim
from drivers.sim.host import TalkingHost

if TYPE_CHECKING:
    from drivers.sim.world import World


def fit_tags(world: World) -> None:
    """Give each slot its iButton contact or its reader, as the site has them. A foreign kind of tag is not sensed."""
    one_wire, readers = _one_wire(world), _readers(world)

    def touch(place: str, tags: tuple[str, ...]) -> None:
        if one_wire is not None and place in one_wire.places:
            one_wire.hang(place, [tag for tag in tags if is_tag(tag)])
        elif place in readers:
            readers[place].lie([tag for tag in tags if _is_number(tag)])

    world.lobby.on_keys = touch


def _one_wire(world: World) -> OneWireSim | None:
    if "one_wire" not in world.plan.site:
        return None
    buses = {door.place: door.bus for door in world.plan.doors if door.bus}
    one_wire = OneWireSim(world.plan.path(world.plan.site["one_wire"]["folder"]), buses)
    world.cables["one-wire"] = one_wire
    world.faultable["one-wire"] = [one_wire]
    return one_wire


def _readers(world: World) -> dict[str, Rdm6300Sim]:
    """Put one reader per slot on a serial port of its own: each has its own cable, "tag-reader K01"."""
    readers = {door.place: Rdm6300Sim() for door in world.plan.doors if door.tag_reader}
    for door in world.plan.doors:
        if door.tag_reader:
            host = TalkingHost(world.plan.path(door.tag_reader), readers[door.place])
            world.connect(f"tag-reader {door.place}", host)
    return readers


def _is_number(tag: str) -> bool:
    try:
        frame_of(tag)
    except ValueError:
        return False
    return True
