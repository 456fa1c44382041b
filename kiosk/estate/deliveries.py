"""Parcels: dropped by couriers, collected by residents, a few left for another time or not found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.domain import events as e
from kiosk.domain.ending import say
from kiosk.domain.items import Parcel, ParcelStage
from kiosk.domain.movements import Stage
from kiosk.domain.parcels.allocation import free_by_size
from kiosk.domain.parcels.codes import check_digit
from kiosk.domain.parcels.parcels import CollectParcel, DropParcel, decide_collect, decide_drop
from kiosk.domain.people import Person
from kiosk.domain.places import PlaceKind, Reading
from kiosk.domain.refusal import Refused
from kiosk.estate.announced import one_announced
from kiosk.estate.desk import search
from kiosk.estate.lobby import Journey, Lobby, Step, stand_before
from kiosk.ports.record import Sealed

AT_ONCE = (1, 2, 3, 4, 6)
HOW_OFTEN = (30, 30, 20, 14, 6)
"""How many parcels a courier brings in one visit."""
SIZES = {"S": 52, "M": 33, "L": 11, "XL": 4}
KEPT_FREE = 1
"""So many doors of each size stay free, so that whoever meets the estate can leave a parcel too."""
PREFIXES = ("SF", "JD", "ZT", "YT", "YD", "ST", "EM", "JT")


def courier_visit(lobby: Lobby) -> Journey:
    """Yield one courier's visit: identified once, parcel after parcel, as long as there is room."""
    courier = lobby.rng.choice(lobby.couriers)
    yield Step([e.PersonIdentified(courier.id, "badge" if courier.badge else "pin")], 7)
    for _ in range(lobby.rng.choices(AT_ONCE, HOW_OFTEN)[0]):
        code = _code(lobby)
        command = _parcel_for(lobby, courier, lobby.rng.choice(lobby.residents), code)
        if known := one_announced(lobby, courier):
            delivery, recipient = known
            size = delivery.size or command.size
            command = replace(command, barcode=delivery.barcode, recipient=recipient, size=size)
        shut = {place.id: Reading(place.id, True) for place in lobby.furniture.of(PlaceKind.COMPARTMENT)}
        if free_by_size(lobby.house, lobby.furniture, shut)[command.size] <= KEPT_FREE:
            continue  # it goes to the storeroom, which this record does not know of
        try:
            events = decide_drop(lobby.house, lobby.furniture, shut, command)
        except Refused:
            continue
        yield Step(events, 0.3, (Sealed(f"code:{command.slip}", command.recipient, code.encode()),))
        yield from put_in(lobby, command, stay_min)


def _code(lobby: Lobby) -> str:
    """Return a pick-up code as the kiosk makes them: ten digits, the last one a check digit."""
    drawn = f"{lobby.rng.randrange(10**9):09}"
    return drawn + check_digit(drawn)


def _parcel_for(lobby: Lobby, courier: Person, recipient: Person, code: str) -> DropParcel:
    number = lobby.rng.randrange(10**12)
    return DropParcel(
        movement=lobby.number(),
        courier=courier.id,
        recipient=recipient.id,
        barcode=f"{PREFIXES[lobby.couriers.index(courier) % len(PREFIXES)]}{number:012}",
        size=lobby.rng.choices(tuple(SIZES), tuple(SIZES.values()))[0],
        slip=f"{lobby.rng.getrandbits(64):016x}",
        code_mac=lobby.digest("code", code),
    )


def put_in(lobby: Lobby, command: DropParcel, stays_min: Callable[[Lobby], float]) -> Journey:
    """Yield the drop at its door: put in, or kept because it does not fit after all; it is collected after its stay."""
    movement = lobby.house.movements[command.movement]
    yield from stand_before(lobby, movement.place, movement.id)
    kept = lobby.likely(0.01)
    if kept:
        yield Step(
            say(lobby.house, movement.id, "not_put_in", command.courier, Reading(movement.place, False)), 4
        )
    yield from _shut(lobby, movement.id, command.courier, inside=not kept, words="it_is_in")
    if lobby.house.movements[movement.id].stage is Stage.CONFIRMED:
        lobby.later(collecting(lobby, movement.item), stays_min(lobby))


def collecting(lobby: Lobby, parcel: str) -> Journey:
    """Yield the collection of one parcel, tried again another time if it was left inside."""
    while (waiting := lobby.house.parcels.get(parcel)) and waiting.stage is ParcelStage.WAITING:
        place = waiting.custodian.id
        if lobby.house.under_way(place) or lobby.house.door(place).doubt:
            yield Step((), 120)
            continue
        how = "slip" if lobby.likely(0.7) else "code"
        command = CollectParcel(lobby.number(), parcel, how)
        yield Step(decide_collect(lobby.house, command), 0.3)
        yield from stand_before(lobby, place, command.movement)
        if lobby.likely(0.003):
            yield from _complain(lobby, waiting, command.movement, place)
            return
        left = lobby.likely(0.01)
        if left:
            unsaid = Reading(place, False)
            yield Step(say(lobby.house, command.movement, "not_taken", waiting.recipient, unsaid), 3)
        yield from _shut(lobby, command.movement, waiting.recipient, inside=left, words="i_took_it")
        yield Step((), lobby.rng.uniform(2, 12) * 3600 if left else 1)


def _complain(lobby: Lobby, parcel: Parcel, movement: str, place: str) -> Journey:
    """Yield how somebody finds the compartment empty, and have the desk search."""
    yield Step(say(lobby.house, movement, "empty", parcel.recipient, Reading(place, False)), 5)
    yield from _shut(lobby, movement, parcel.recipient, inside=False, words="empty")
    if lobby.house.door(place).doubt:
        lobby.later(search(lobby, place, parcel.id), lobby.rng.uniform(5, 60))


def _shut(lobby: Lobby, movement: str, by: str, *, inside: bool, words: str) -> Journey:
    """Yield the door shut again; where nothing senses the inside, the person is asked and answers."""
    place = lobby.house.movements[movement].place
    senses = lobby.furniture.places[place].senses_presence
    seen = Reading(place, True, present=inside if senses else None)
    yield Step(lobby.look(seen), lobby.rng.uniform(2, 6))
    if not lobby.house.movements[movement].ended:
        yield Step(say(lobby.house, movement, words, by, seen), 2)


def stay_min(lobby: Lobby) -> float:
    """Return how long a parcel waits: until its recipient is awake and comes by, three days at most but for a few."""
    wait_min = min(lobby.rng.lognormvariate(0, 1.0) * 7 * 60, 4 * 24 * 60)
    hour = (lobby.local.hour + wait_min / 60) % 24
    return wait_min + (9 * 60 if hour < 7 else 0)
