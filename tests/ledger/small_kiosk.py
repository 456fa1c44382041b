"""The kiosk's own rules, journeys and ledger before a small world: everything real but the devices and the threads."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk import claim_slip
from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.domain.house import House
from kiosk.domain.items import Label, Parcel
from kiosk.domain.keys.events import GrantGiven
from kiosk.domain.policy.policy import Policy, Rule, ways
from kiosk.domain.waiting.wait import FeeRule, WaitingRules
from kiosk.flows.doors.doors import Doors
from kiosk.flows.doors.doubts import Desk
from kiosk.flows.doors.watch import Patience, Watcher
from kiosk.flows.identity.proofs import Proofs
from kiosk.flows.identity.visits import Visits
from kiosk.flows.keys.issue_and_return import KeyDesk
from kiosk.flows.parcels.codes import Codes
from kiosk.flows.parcels.collect import Collect
from kiosk.flows.parcels.delegates import Delegates
from kiosk.flows.parcels.drop import Drop
from kiosk.flows.parcels.fees import Fees
from kiosk.flows.parcels.pickups import Pickups
from kiosk.flows.parcels.sending import Sendings
from kiosk.flows.parcels.storeroom import Storeroom
from kiosk.flows.parcels.sweeps import Sweeps
from kiosk.flows.parcels.waiting import Waiting
from kiosk.flows.people.directory import Card, Directory
from kiosk.flows.telling.hub import Hub
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.record import Sealed
from kiosk.site_keys import SiteKeys
from tests.ledger.small_world import FURNITURE, Mains, SmallWorld

OUR_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = SiteKeys(OUR_KEY, bytes(32), bytes(32), OUR_KEY)
OPENS_WITHIN_S, AJAR_AFTER_S, IDLE_S = 4.0, 60.0, 45.0
SIGNATURE = [[(8 * step, 40 + step * 37 % 50, 16 * step) for step in range(20)]]
TAGS = {"k1": "01-000000000001", "k2": "01-000000000002", "k3": "01-000000000003"}
HOME = {"k1": "K01", "k2": "K02", "k3": "K03"}
ATTENDANTS, COURIERS, RESIDENTS = ("a1", "a2"), ("c1",), ("r1", "r2", "r3")
UNITS = {"r1": "1-1-0101", "r2": "1-1-0202", "r3": "1-1-0101"}
CARRIER = "SF"
RULES = WaitingRules(fee=FeeRule(cents_a_day=100, free_hours=48, most_cents=500))


class QuickDirectory(Directory):
    """The directory with PINs compared plainly: argon2 costs more than all the rest of a run together."""

    def check_pin(self, person: str, pin: str) -> bool:
        """Return whether `pin` is the person's."""
        return pin == f"pin-{person}"


STEPS_UP = "registered"
POLICY = Policy(
    tuple(
        Rule(journey, ways("slip + signature", "code + signature", "card + signature"), STEPS_UP)
        for journey in ("collect", "delegate")
    )
)
"""What is of this category is given out once it was signed for; everything else by whatever opens it."""


class CutLedger(SqliteLedger):
    """The ledger on a mains that may fail just before or just after each commit."""

    mains: Mains | None = None

    def _commit(
        self,
        rows: Sequence[tuple[int, str, str, str, bytes]],
        sealed: Sequence[Sealed],
        erased: Sequence[str],
        house: House,
    ) -> None:
        if self.mains:
            self.mains.point()
        super()._commit(rows, sealed, erased, house)
        if self.mains:
            self.mains.point()


@cache
def _people() -> tuple[e.Event, ...]:
    people: list[tuple[str, str, tuple[str, ...], str | None]]
    people = [(name, "attendant", ("desk",), None) for name in ATTENDANTS]
    people += [(name, "courier", (), None) for name in COURIERS]
    people += [(name, "resident", (), UNITS[name]) for name in RESIDENTS]
    company = dict.fromkeys(COURIERS, CARRIER)
    return tuple(
        e.PersonEnrolled(name, role, groups, unit, company.get(name), "en", KEYS.digest("badge", name), True)
        for name, role, groups, unit in people
    )


def furnish(path: Path, world: SmallWorld) -> None:
    """Make a ledger at `path` that knows the people and the keys, each key in its slot."""
    label = Label("key", "key", "key")
    ledger = SqliteLedger(path, world.clock, KEYS.vault)
    keys = [e.KeyRegistered(key, "common", label, TAGS[key], HOME[key], ("desk",), None) for key in TAGS]
    cards = [Card(name, name).sealed() for name in (*ATTENDANTS, *COURIERS, *RESIDENTS)]
    right = GrantGiven("desk", "group:desk", "group:desk", None, None, None, "file")
    ledger.execute(lambda house: [*_people(), *keys, right], sealed=cards)
    ledger.close()


@dataclass
class SmallKiosk:
    """One run of the kiosk, from boot to power cut."""

    ledger: CutLedger
    visits: Visits
    doors: Doors
    drop: Drop
    collect: Collect
    keys: KeyDesk
    desk: Desk
    watcher: Watcher
    fees: Fees
    pickups: Pickups
    storeroom: Storeroom
    sweeps: Sweeps
    waiting: Waiting
    delegates: Delegates
    sendings: Sendings
    proofs: Proofs

    def look(self) -> None:
        """Have the watcher look at everything, as its thread does several times a second."""
        for place in FURNITURE.places:
            self.watcher.look(place)
        self.watcher.tick()

    def qr(self, parcel: Parcel) -> str:
        """Return what the QR code on a parcel's present slip says."""
        return claim_slip.write(KEYS.slips, "site", parcel.slip)

    def identify(self, person: str) -> None:
        """Have a person tap a badge."""
        if self.visits.current is None or self.visits.current.person.id != person:
            self.visits.by_badge(person)


def boot(path: Path, world: SmallWorld) -> SmallKiosk:
    """Return a kiosk before `world` that goes on with the ledger at `path`."""
    clock, hub = SystemClock(world.clock.now, world.clock.monotonic_s), Hub()
    ledger = CutLedger(path, clock, KEYS.vault)
    if ledger.last_at:
        clock.not_before(ledger.last_at)
    count = (
        "SELECT count(*) FROM events WHERE type = 'door.commanded/1' AND json_extract(body, '$.place') = ?"
    )

    def commanded(place: str) -> int:
        onlooker = sqlite3.connect(path)  # a connection of its own: sees only what is committed
        found = onlooker.execute(count, (place,)).fetchone()[0]
        onlooker.close()
        return int(found)

    world.commanded = commanded
    directory = QuickDirectory(card for _, card in ledger.vault.all_like("person:"))
    doors = Doors(ledger, world, world, clock, opens_within_s=OPENS_WITHIN_S, shut_prompt_s=AJAR_AFTER_S)
    visits = Visits(ledger, directory, hub, clock, KEYS.digest, IDLE_S)
    codes = Codes(KEYS.digest, 8)
    drop = Drop(ledger, doors, world, visits, directory, FURNITURE, codes)
    fees = Fees(ledger, clock, RULES.fee, "CNY", trusted=lambda: True)
    proofs = Proofs(ledger, clock, POLICY)
    pickups = Pickups(ledger, doors, visits, hub, clock, fees, proofs, all_at_once=True)
    slip_key = KEYS.slips.public_key()
    storeroom = Storeroom(
        ledger, visits, codes, hub, clock, slip_key, "site", shelves=("A1",), rule="shelf", fees=fees
    )
    collect = Collect(ledger, clock, codes, slip_key, "site", pickups, storeroom)
    sweeps = Sweeps(ledger, doors, visits, hub, clock)
    waiting = Waiting(ledger, visits, doors, collect, clock, RULES, "Asia/Shanghai", trusted=lambda: True)
    delegates = Delegates(ledger, pickups, visits, directory, clock, slip_key, "site", trusted=lambda: True)
    sendings = Sendings(ledger, doors, world, visits, hub, FURNITURE, (CARRIER,))
    patience = Patience(IDLE_S, AJAR_AFTER_S)
    chores = (pickups.tick, sweeps.tick, waiting.tick, delegates.tick)
    watcher = Watcher(ledger, world, doors, visits, hub, FURNITURE, clock, patience, chores=chores)
    for heard in (watcher.heard, pickups.heard, sweeps.heard):
        ledger.listen(heard)
    kiosk = SmallKiosk(
        ledger, visits, doors, drop, collect,
        KeyDesk(
            ledger, doors, visits, clock, ("repair",), "Asia/Shanghai", furniture=FURNITURE, sight=world
        ),
        Desk(ledger, doors, world, FURNITURE, codes), watcher,
        fees, pickups, storeroom, sweeps, waiting, delegates, sendings, proofs,
    )  # fmt: skip
    ledger.append(e.KioskStarted("test"))
    ledger.mains = world.mains
    return kiosk


def picture(house: House) -> str:
    """Return a house as text, order of changes included: two that are equal behave equally."""
    entities = {field.name: getattr(house, field.name) for field in fields(house)}
    return json.dumps({name: list(kept.items()) for name, kept in entities.items()}, default=_plain)


def _plain(value: object) -> object:
    return asdict(value) if hasattr(value, "__dataclass_fields__") else str(value)  # type: ignore[call-overload]
