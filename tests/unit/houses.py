"""Houses for tests of the rules: told as the events that made them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.domain import events as e
from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.items import Label
from kiosk.domain.keys.events import GrantGiven
from kiosk.domain.places import Furniture, Place, PlaceKind, Reading

NOON = datetime(2026, 5, 3, 12, tzinfo=UTC)
LABEL = Label("Pump room", "水泵房", "水泵房")


def place(name: str, size: str | None = None, bottom_mm: int = 0, *, sees: bool = False) -> Place:
    """Return a slot ("K..") or a compartment."""
    slot = name.startswith("K")
    return Place(
        id=name, kind=PlaceKind.SLOT if slot else PlaceKind.COMPARTMENT, number=int(name[1:]),
        size=None if slot else size or "S", left_mm=0, bottom_mm=bottom_mm, width_mm=400, height_mm=120,
        senses_presence=sees, senses_tags=slot, device="line",
    )  # fmt: skip


def furniture(*places: Place) -> Furniture:
    """Return these places as a site's furniture."""
    return Furniture({one.id: one for one in places})


def shut(name: str, **more: object) -> Reading:
    """Return a reading of a shut door at rest."""
    return Reading(name, True, **more)  # type: ignore[arg-type]


def at(house: House, *events: e.Event, after_s: float = 0) -> House:
    """Return the house after these events, all `after_s` past noon."""
    for event in events:
        house = evolve(house, Recorded(0, NOON + timedelta(seconds=after_s), event))
    return house


def person(name: str, role: str, groups: tuple[str, ...] = (), *, active: bool = True) -> e.Event:
    """Return a person's enrolment."""
    unit = "1-1-0802" if role == "resident" else None
    return e.PersonEnrolled(name, role, groups, unit, None, "en", None, active)


PEOPLE = at(
    House(),
    person("r", "resident"),
    person("gone", "resident", active=False),
    person("c", "courier"),
    person("fired", "courier", active=False),
    person("a", "attendant", ("desk",)),
    person("other", "attendant", ("plant",)),
    person("left", "attendant", ("desk",), active=False),
    e.KeyRegistered("k1", "common", LABEL, "T1", "K01", ("desk",), None),
    e.KeyRegistered("k2", "common", LABEL, "T2", "K02", ("desk",), None),
    GrantGiven("g", "group:desk", "group:desk", None, None, None, "file"),
)
"""Everybody, and two keys in their slots."""

DROP = e.ParcelDropIntended("m", "p", "c", "r", "1-1-0802", "SF1", "S", "L01", "slip", "mac")
COLLECT = e.ParcelCollectIntended("n", "p", "r", "1-1-0802", "L01", "slip")
ISSUE = e.KeyIssueIntended("i", "k1", "a", "K01", "repair", "", "signature:i", "", "")
RETURN = e.KeyReturnIntended("b", "k1", "a", "K01", "")
OUT = at(PEOPLE, ISSUE, e.KeyIssueConfirmed("i", "tag"))
"""The first key is with the attendant."""
WAITING = at(PEOPLE, DROP, e.ParcelDropConfirmed("m", "presence"))
"""A parcel waits behind L01."""


def commanded(house: House, intent: e.Event) -> House:
    """Return the house after an intent and its command."""
    known: dict[str, str] = vars(intent)  # every intent has them
    return at(house, intent, e.DoorCommanded(known["place"], known["movement"], "x"))


def opened(house: House, intent: e.Event, *said: str) -> House:
    """Return the house after a movement's door was seen open, and what its person said then."""
    known: dict[str, str] = vars(intent)
    house = at(commanded(house, intent), e.DoorOpened(known["place"], known["movement"]))
    return at(house, *[e.MovementStated(known["movement"], words, "x") for words in said])


def unclear(house: House, intent: e.Event, note: str) -> House:
    """Return the house in which a movement's door is shut again and something is unclear."""
    kinds = {e.ParcelDropIntended: e.ParcelDropUnclear, e.ParcelCollectIntended: e.ParcelCollectUnclear,
             e.KeyIssueIntended: e.KeyIssueUnclear, e.KeyReturnIntended: e.KeyReturnUnclear}  # fmt: skip
    known: dict[str, str] = vars(intent)
    event = kinds[type(intent)](known["movement"], note)
    return at(opened(house, intent), e.DoorShut(known["place"], known["movement"]), event)
