"""What happens beside the journeys: forced doors, keys gone, strange badges, wrong PINs, devices, power cuts."""

from __future__ import annotations

from kiosk.domain import events as e
from kiosk.domain.items import Key, at_place
from kiosk.domain.places import PlaceKind, Reading
from kiosk.estate.desk import find_again, left_open, settle_as_recorded
from kiosk.estate.lobby import Journey, Lobby, Step, with_tags
from kiosk.version import VERSION


def first_look(lobby: Lobby) -> Journey:
    """Yield what a kiosk records when it sees its doors for the first time: every one of them shut."""
    yield Step([e.KioskStarted(VERSION)], 1)
    hung = {key.place: key for key in lobby.house.keys.values()}
    for place in lobby.furniture.places.values():
        tagged = with_tags(place.id, *([hung[place.id]] if place.id in hung else []))
        yield Step(lobby.look(tagged if place.kind is PlaceKind.SLOT else Reading(place.id, True)), 0.05)


def power_cut(lobby: Lobby) -> Journey:
    """Yield the kiosk's start after a power cut."""
    yield Step([e.KioskStarted(VERSION)])


def silent_device(lobby: Lobby) -> Journey:
    """Yield a device that is lost and comes back."""
    device = lobby.rng.choice(
        ("keys-a", "keys-b", "keys-c", "parcels-a", "printer", "badge-reader", "camera")
    )
    yield Step([e.DeviceLost(device, "no answer")], lobby.rng.uniform(10, 3000))
    yield Step([e.DeviceReturned(device)])


def strange_badge(lobby: Lobby) -> Journey:
    """Yield a badge that nobody knows: somebody's bus ticket."""
    yield Step([e.BadgeRefused(f"{lobby.rng.getrandbits(128):032x}", "unknown")])


def wrong_pin(lobby: Lobby) -> Journey:
    """Yield a PIN mistyped."""
    yield Step([e.GuessRefused(f"pin:{lobby.rng.choice(lobby.staff).id}")])


def forced_door(lobby: Lobby) -> Journey:
    """Yield a slot's door that opens and nobody has commanded it; sometimes its key is gone with it."""
    key = lobby.rng.choice([key for key in lobby.house.keys.values() if _at_rest(lobby, key)])
    yield Step(lobby.look(Reading(key.place, False)), lobby.rng.uniform(4, 40))
    if lobby.likely(0.4):
        yield from left_open(lobby, key.place)
    if lobby.likely(0.6):
        yield Step(lobby.look(with_tags(key.place, key)), 1)
        lobby.later(settle_as_recorded(lobby, key.place, [key]), lobby.rng.uniform(10, 120))
        return
    yield Step(lobby.look(with_tags(key.place)), 1)
    lobby.later(find_again(lobby, key), lobby.rng.uniform(30, 900))


def _at_rest(lobby: Lobby, key: Key) -> bool:
    door = lobby.house.door(key.place)
    home = key.custodian == at_place(key.place)
    return home and not (door.seen_open or door.doubt or lobby.house.under_way(key.place))
