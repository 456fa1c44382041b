"""A cabinet of eight slots in memory, six keys in it: each senses tag and door; hands hang and take as they like."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.bookings.booking import BookingPolicy
from kiosk.domain.house import House
from kiosk.domain.items import Label
from kiosk.domain.places import Furniture, Place, PlaceKind, Reading
from kiosk.flows.doors.doors import Doors
from kiosk.flows.doors.doubts import Desk
from kiosk.flows.doors.watch import Patience, Watcher
from kiosk.flows.identity.comparing import Comparing
from kiosk.flows.identity.visits import Visits
from kiosk.flows.keys.asking import AskingDesk
from kiosk.flows.keys.bookings import Bookings
from kiosk.flows.keys.bringing import Bringing
from kiosk.flows.keys.errands import Errands
from kiosk.flows.keys.issue_and_return import KeyDesk
from kiosk.flows.keys.keeping import Keeping
from kiosk.flows.parcels.codes import Codes
from kiosk.flows.passes.contractors import Contractors
from kiosk.flows.passes.sponsoring import Sponsoring
from kiosk.flows.people.consents import Consents
from kiosk.flows.people.directory import Card
from kiosk.flows.telling.hub import Hub
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from kiosk.settings.contractors import ContractorSettings
from tests.ledger.small_kiosk import (
    AJAR_AFTER_S,
    IDLE_S,
    KEYS,
    OPENS_WITHIN_S,
    CutLedger,
    QuickDirectory,
    picture,
)
from tests.ledger.small_world import PULSE_OVER_S, Door, Mains, SmallWorld, TurnableClock

ZONE = "Asia/Shanghai"
REASONS = ("repair", "cleaning", "private", "emergency")
STAFF = {
    "a-desk": ("attendant", ("desk",)),
    "a-both": ("attendant", ("desk", "plant")),
    "a-plant": ("attendant", ("plant",)),
    "a-none": ("attendant", ()),
    "s-desk": ("supervisor", ("desk",)),
}
OTHERS = {"r-one": ("resident", "1-1-0101"), "r-two": ("resident", "1-1-0202"), "c-one": ("courier", None)}
KEY_OF = {
    "u1": ("unit", "1-1-0101", ("homes",)),
    "u2": ("unit", "1-1-0202", ("homes",)),
    "c1": ("common", None, ("gates",)),
    "c2": ("common", None, ("roof",)),
    "p1": ("plant", None, ("pumps",)),
    "p2": ("plant", None, ("pumps", "roof")),
}
"""What kind each key is, of which home, in which groups."""
SLOT_OF = {key: f"K{number:02}" for number, key in enumerate(KEY_OF, start=1)}
TAG_OF = {key: f"01-{number:012x}" for number, key in enumerate(KEY_OF, start=1)}
SLOTS = (*SLOT_OF.values(), "K07", "K08")
"""Two slots are nobody's: for keys that residents leave."""
SPARE = ("01-0000000000a1", "01-0000000000a2")
"""Tags that the desk puts on keys that are left."""
NO_SHOW_MIN = 30
CONTRACTORS = ContractorSettings(deposit_by_kind={"plant": 20_000}, closing="18:00")


def _slot(name: str, number: int) -> Place:
    return Place(
        id=name, kind=PlaceKind.SLOT, number=number, size=None, left_mm=0, bottom_mm=100 * number, width_mm=100,
        height_mm=100, senses_presence=False, senses_tags=True, device="line", senses_door=True,
    )  # fmt: skip


CABINET = Furniture({name: _slot(name, number) for number, name in enumerate(SLOTS, start=1)})
ANY_SLOT = Furniture({name: replace(one, returns_any=True) for name, one in CABINET.places.items()})
"""The same in which any key may hang anywhere."""


class KeyWorld(SmallWorld):
    """Eight slots and the keys in them; `carried`: keys in somebody's hands, by whom, as far as the world goes."""

    def __init__(self, clock: TurnableClock, mains: Mains, cabinet: Furniture = CABINET) -> None:
        super().__init__(clock, mains)
        self.cabinet = cabinet
        hanging = {slot: [TAG_OF[key]] for key, slot in SLOT_OF.items()}
        self.doors = {name: Door(inside=hanging.get(name, [])) for name in SLOTS}
        self.carried: dict[str, str] = {}
        self.key_with = {tag: key for key, tag in TAG_OF.items()}
        """Which key each tag is on."""

    def reading(self, place: str) -> Reading:
        """Return what the sensors of a slot show now."""
        door = self.doors[place]
        idle = self.clock.monotonic_s() - door.fired_s >= PULSE_OVER_S
        return Reading(place, not door.is_open, None, tuple(door.inside), idle, answers=True, switched=True)

    def take(self, place: str, who: str) -> str | None:
        """Take what hangs in an open slot into somebody's hands, and return which key that is."""
        door = self.doors[place]
        if not door.is_open or not door.inside:
            return None
        key = self.key_with[door.inside.pop()]
        self.carried[key] = who
        return key

    def hang(self, key: str, place: str) -> bool:
        """Return whether a carried key hangs in `place` now: its door stood open, and nothing hung there."""
        door = self.doors[place]
        if not door.is_open or door.inside or key not in self.carried:
            return False
        del self.carried[key]
        door.inside.append(self.tag_on(key))
        return True

    def tag_on(self, key: str) -> str:
        """Return the tag that is on a key."""
        return next(tag for tag, one in self.key_with.items() if one == key)

    def is_brought_to_be_left(self, key: str, who: str) -> bool:
        """Return whether somebody has a new key in hand now, with a tag of the desk's on it: there are only so many."""
        if not (free := [tag for tag in SPARE if tag not in self.key_with]):
            return False
        self.key_with[free[0]] = key
        self.carried[key] = who
        return True

    def goes_home(self, key: str) -> None:
        """Have a key that somebody carries leave this story; its tag is free again."""
        del self.carried[key]
        del self.key_with[self.tag_on(key)]


@cache
def _everybody() -> tuple[e.Event, ...]:
    people: list[tuple[str, str, tuple[str, ...], str | None]]
    people = [(name, role, groups, None) for name, (role, groups) in STAFF.items()]
    people += [(name, role, (), unit) for name, (role, unit) in OTHERS.items()]
    return tuple(enrolled(*one, active=True) for one in people)


def enrolled(name: str, role: str, groups: tuple[str, ...], unit: str | None, *, active: bool) -> e.Event:
    """Return how somebody is known from now on."""
    badge = KEYS.digest("badge", name)
    return e.PersonEnrolled(name, role, groups, unit, None, "en", badge, active)


def furnish(path: Path, clock: TurnableClock) -> None:
    """Make a ledger at `path` that knows everybody and the keys, each in its slot, and no rule at all."""
    ledger = SqliteLedger(path, clock, KEYS.vault)
    label = Label("key", "key", "key")
    keys = [
        e.KeyRegistered(key, kind, label, TAG_OF[key], SLOT_OF[key], groups, unit)
        for key, (kind, unit, groups) in KEY_OF.items()
    ]
    cards = [Card(name, name).sealed() for name in (*STAFF, *OTHERS)]
    ledger.execute(lambda _house: [*_everybody(), *keys], sealed=cards)
    ledger.close()


@dataclass
class KeyKiosk:
    """One run of the kiosk before the cabinet, from boot to power cut."""

    ledger: CutLedger
    register: SqliteRegister
    clock: SystemClock
    visits: Visits
    doors: Doors
    keys: KeyDesk
    bringing: Bringing
    asking: AskingDesk
    bookings: Bookings
    desk: Desk
    watcher: Watcher
    consents: Consents
    keeping: Keeping
    contractors: Contractors
    sponsoring: Sponsoring
    errands: Errands

    @property
    def house(self) -> House:
        """The house as it is now."""
        return self.ledger.house

    def look(self) -> None:
        """Have the watcher look at everything, as its thread does several times a second."""
        for place in CABINET.places:
            self.watcher.look(place)
        self.watcher.tick()
        self.contractors.look_after()

    def close(self) -> None:
        """Leave the files as a power cut does."""
        self.register.close()
        self.ledger.close()


def boot(path: Path, world: KeyWorld) -> KeyKiosk:
    """Return a kiosk that goes on with the ledger at `path`, after its log was replayed to the same house."""
    clock, hub = SystemClock(world.clock.now, world.clock.monotonic_s), Hub()
    ledger = CutLedger(path, clock, KEYS.vault)
    if ledger.last_at:
        clock.not_before(ledger.last_at)
    kept = picture(ledger.house)
    ledger.rebuild()
    assert picture(ledger.house) == kept, "the log does not replay to the house that was kept"
    register = SqliteRegister(path)
    directory = QuickDirectory(card for _, card in ledger.vault.all_like("person:"))
    doors = Doors(ledger, world, world, clock, opens_within_s=OPENS_WITHIN_S, shut_prompt_s=AJAR_AFTER_S)
    visits = Visits(ledger, directory, hub, clock, KEYS.digest, IDLE_S)
    policy = BookingPolicy(no_show_min=NO_SHOW_MIN)
    bookings = Bookings(ledger, register, clock, policy, REASONS, ZONE, lambda: clock.trusted)
    watcher = Watcher(
        ledger, world, doors, visits, hub, world.cabinet, clock, Patience(IDLE_S, AJAR_AFTER_S),
        chores=(bookings.tick,), trusted=lambda: clock.trusted,
    )  # fmt: skip
    ledger.listen(watcher.heard)
    keys = KeyDesk(ledger, doors, visits, clock, REASONS, ZONE, furniture=world.cabinet, sight=world)
    bringing = Bringing(ledger, doors, visits, clock, world.cabinet, world)
    asking = AskingDesk(ledger, visits, hub, clock, REASONS, ZONE)
    desk = Desk(ledger, doors, world, world.cabinet, Codes(KEYS.digest, 8))
    consents = Consents(ledger, visits, clock, REASONS, ZONE)
    keeping = Keeping(ledger, register, doors, world, world.cabinet, clock, consents, Comparing(ledger))
    contractors = Contractors(ledger, directory, clock, lambda: clock.trusted, KEYS.digest, CONTRACTORS, ZONE)
    sponsoring = Sponsoring(ledger, visits, directory, hub, clock, REASONS, ZONE)
    errands = Errands(
        ledger, contractors, keys, bringing, doors, clock, lambda: clock.trusted, REASONS, CONTRACTORS,
        KEYS.slips.public_key(), "here", ZONE,
    )  # fmt: skip
    count = (
        "SELECT count(*) FROM events WHERE type = 'door.commanded/1' AND json_extract(body, '$.place') = ?"
    )
    world.commanded = lambda place: int(ledger._connection.execute(count, (place,)).fetchone()[0])
    ledger.append(e.KioskStarted("test"))
    ledger.mains = world.mains
    return KeyKiosk(
        ledger, register, clock, visits, doors, keys, bringing, asking, bookings, desk, watcher, consents, keeping,
        contractors, sponsoring, errands,
    )  # fmt: skip
