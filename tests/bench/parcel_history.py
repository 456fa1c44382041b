"""Years of parcels at a thousand doors: announced, dropped, stored on shelves, told of, collected, handed out.

As in `kiosk.estate.history`, nobody here says what is recorded of it: the functions that decide and observe do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from kiosk.domain.deliveries.announcing import Announcement, announce
from kiosk.domain.house import House
from kiosk.domain.parcels.parcels import DropParcel, decide_drop
from kiosk.domain.parcels.storing import HandOut, StoreParcel, decide_hand_out, decide_put, decide_store
from kiosk.domain.people import Person
from kiosk.domain.places import Furniture, PlaceKind, Reading
from kiosk.domain.refusal import Refused
from kiosk.estate.deliveries import PREFIXES, SIZES, put_in
from kiosk.estate.history import COURIERS_COME, FIRST_DAY, PARCELS_BY_MONTH
from kiosk.estate.lobby import Batch, Journey, Lobby, Step
from kiosk.estate.mishaps import first_look, wrong_pin
from kiosk.ports.record import Sealed
from tests.bench.parcel_site import SHELVES

DAYS = 5 * 365 + 1
"""Five years: about three million events."""
PARCELS_A_DAY, AT_ONCE = 88, 11
"""How many come, and how many of them with one visit."""
ANNOUNCED, FOR_A_SHELF = 0.6, 0.03
STAY_DAYS = 3.5
"""So long a parcel waits on the average: the locker is used for what has time."""


def parcel_history(
    recorded: Callable[[], House], furniture: Furniture, *, days: int = DAYS, first: date = FIRST_DAY
) -> Iterator[Batch]:
    """Yield batch after batch, in the order of time; the same each time. Record each before you take the next."""
    lobby = Lobby(recorded, furniture, Random("parcels of years"), "Asia/Shanghai")
    lobby.begin(first_look(lobby), _moment(lobby, first, 0))
    shut = {place.id: Reading(place.id, True) for place in furniture.of(PlaceKind.COMPARTMENT)}
    for number in range(days):
        day = first + timedelta(days=number)
        coming = [_coming(lobby) for _ in range(round(PARCELS_A_DAY * PARCELS_BY_MONTH[day.month - 1]))]
        lobby.begin(_announced(lobby, coming), _moment(lobby, day, 6))
        for at in range(0, len(coming), AT_ONCE):
            hour = lobby.rng.choice(COURIERS_COME) + lobby.rng.uniform(-0.7, 0.7)
            visit = _visit(lobby, shut, coming[at : at + AT_ONCE])
            lobby.begin(visit, _moment(lobby, day, hour))
        lobby.begin(wrong_pin(lobby), _moment(lobby, day, 12))
        yield from lobby.until(_moment(lobby, day, 24))


def _coming(lobby: Lobby) -> Announcement:
    """Return a parcel that is on its way, and for whom."""
    recipient = lobby.rng.choice(lobby.residents)
    barcode = f"{lobby.rng.choice(PREFIXES)}{lobby.rng.randrange(10**12):012}"
    size = lobby.rng.choices(tuple(SIZES), tuple(SIZES.values()))[0]
    heavy = lobby.likely(0.08)
    return Announcement(barcode, recipient.unit or "", recipient.id, size, heavy, barcode[:2])


def _announced(lobby: Lobby, coming: list[Announcement]) -> Journey:
    """Yield the list of what comes today, and one or two parcels in a hundred that never come."""
    listed = [one for one in coming if lobby.likely(ANNOUNCED)]
    listed += [_coming(lobby) for _ in range(lobby.rng.choice((0, 1, 1, 2)))]
    taken = announce(lobby.house, listed, f"csv:{lobby.on_duty('desk').id}", lobby.at)
    yield Step(taken.events)


def _visit(lobby: Lobby, shut: Mapping[str, Reading], parcels: list[Announcement]) -> Journey:
    """Yield one courier's visit, door after door, each near the last one."""
    courier, near = lobby.rng.choice(lobby.couriers), ""
    for parcel in parcels:
        if lobby.likely(FOR_A_SHELF):
            yield from _stored(lobby, courier, parcel)
            continue
        command = DropParcel(
            lobby.number(), courier.id, parcel.person, parcel.barcode, parcel.size, _slip(lobby), _mac(lobby), near
        )  # fmt: skip
        try:
            events = decide_drop(lobby.house, lobby.furniture, shut, command)
        except Refused:  # no room
            continue
        yield Step(events, 0.3, (_code(lobby, command.slip, command.recipient),))
        near = lobby.house.movements[command.movement].place
        yield from put_in(lobby, command, _stays_min)


def _stored(lobby: Lobby, courier: Person, parcel: Announcement) -> Journey:
    """Yield a parcel's way onto a shelf; an attendant gives it out days later."""
    command = StoreParcel(
        lobby.number(), courier.id, parcel.person, parcel.barcode, parcel.size, _slip(lobby), _mac(lobby)
    )
    intent = decide_store(lobby.house, SHELVES, command)
    yield Step(intent, 30, (_code(lobby, command.slip, command.recipient),))
    yield Step(decide_put(lobby.house, command.movement, courier.id, there=True), 5)
    lobby.later(_handed_out(lobby, f"p-{command.movement}"), _stays_min(lobby))


def _stays_min(lobby: Lobby) -> float:
    return lobby.rng.expovariate(1 / STAY_DAYS) * 24 * 60


def _handed_out(lobby: Lobby, parcel: str) -> Journey:
    yield Step(
        decide_hand_out(lobby.house, HandOut(lobby.number(), parcel, lobby.on_duty("desk").id, "slip"))
    )


def _slip(lobby: Lobby) -> str:
    return f"{lobby.rng.getrandbits(64):016x}"


def _mac(lobby: Lobby) -> str:
    return f"{lobby.rng.getrandbits(256):064x}"


def _code(lobby: Lobby, slip: str, recipient: str) -> Sealed:
    return Sealed(f"code:{slip}", recipient, f"{lobby.rng.randrange(10**10):010}".encode())


def _moment(lobby: Lobby, day: date, hour: float) -> datetime:
    """Return an hour of a day at the site, in UTC."""
    return (datetime.combine(day, time(), lobby.zone) + timedelta(hours=hour)).astimezone(UTC)
