"""What attendants do about doors in doubt: look, put things where they belong, and say what is so."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.domain import events as e
from kiosk.domain.alarms.deciding import settled_with
from kiosk.domain.items import UNKNOWN, Key, with_person
from kiosk.domain.places import Reading
from kiosk.estate.lobby import Journey, Lobby, Step, stand_before, with_tags

LEFT_OPEN, AJAR_AFTER_S = 0.15, 61


def settle_as_recorded(lobby: Lobby, place: str, hanging: Sequence[Key]) -> Journey:
    """Yield a look into a slot in which these keys hang, and the word that all is as the record says."""
    by = lobby.on_duty("desk").id
    yield from open_door(lobby, place, by)
    yield Step(lobby.look(with_tags(place, *hanging)), 20)
    yield Step(settled(lobby, place, by, "as_recorded"))


def put_home(lobby: Lobby, place: str, stray: Key) -> Journey:
    """Yield how a key is taken out of another's slot and hung into its own, and the doubt settled."""
    by = lobby.on_duty("desk").id
    yield from open_door(lobby, place, by)
    yield Step(lobby.look(with_tags(place)), 15)
    yield from hang(lobby, stray, by)
    lobby.laid_elsewhere.discard(stray.id)
    yield Step(settled(lobby, place, by, "as_recorded"))


def hang(lobby: Lobby, key: Key, by: str) -> Journey:
    """Yield how the desk opens a key's own slot and hangs it there."""
    yield from open_door(lobby, key.place, by)
    yield Step(lobby.look(with_tags(key.place, key)), 10)


def find_again(lobby: Lobby, key: Key) -> Journey:
    """Yield how a key that was gone is found and hung into its slot, whose doubt is settled."""
    by = lobby.on_duty("desk").id
    yield from hang(lobby, key, by)
    yield Step(settled(lobby, key.place, by, "item_inside"))


def search(lobby: Lobby, place: str, parcel: str) -> Journey:
    """Yield how the desk finds a compartment empty, and a day or two later who has the parcel after all."""
    by = lobby.on_duty("desk").id
    yield from open_door(lobby, place, by)
    yield Step(lobby.look(Reading(place, True, present=_present(lobby, place, inside=False))), 20)
    gone = e.CustodySettled(parcel, UNKNOWN, by, "look")
    yield Step([gone, *settled(lobby, place, by, "empty")], lobby.rng.uniform(5, 40) * 3600)
    missing = lobby.house.parcels[parcel]
    found = e.CustodySettled(parcel, with_person(missing.recipient), lobby.on_duty("desk").id, "家人已代领")
    yield Step([found])


def open_door(lobby: Lobby, place: str, by: str, why: str = "look") -> Journey:
    """Yield the desk's own opening of a door at which nobody stands; now and then it stands open for too long."""
    while lobby.house.under_way(place) or lobby.house.door(place).seen_open:
        yield Step((), 60)
    yield Step([e.DoorCommanded(place, "", by, why)], 0.3)
    yield from stand_before(lobby, place, "")
    if lobby.likely(LEFT_OPEN):
        yield from left_open(lobby, place)


def left_open(lobby: Lobby, place: str) -> Journey:
    """Yield a door that stands open until the alarm, and for minutes more."""
    yield Step((), AJAR_AFTER_S)
    yield Step([e.DoorAjar(place, "")], lobby.rng.uniform(15, 400))


def settled(lobby: Lobby, place: str, by: str, finding: str) -> list[e.Event]:
    """Return the word of somebody who has looked, with the alarms that are answered by it."""
    return [e.DoorSettled(place, by, finding), *settled_with(lobby.house, place, by, finding)]


def _present(lobby: Lobby, place: str, *, inside: bool) -> bool | None:
    return inside if lobby.furniture.places[place].senses_presence else None
