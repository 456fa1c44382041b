"""Some weeks of the estate on record, up to the present, and where everything lies at the end of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind
from kiosk.domain.people import Role
from kiosk.enrolment import enrol
from kiosk.estate.history import history
from kiosk.estate.people import SEED, enrolment
from kiosk.flows.reports.reporting import Reports
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from kiosk.settings import Settings, furniture_of
from kiosk.site_keys import load_or_make

RECORD = "ledger.db"
LATEST_S = 20 * 60
"""So long before the present the record ends: by then whoever stood at a door is gone."""
AT_NIGHT, IN_THE_MORNING = time(0, 12), time(9)


class PastClock:
    """A clock that shows the time of what is being recorded."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the hour of what is recorded next."""
        return self.at

    def monotonic_s(self) -> float:
        """Return the same in seconds."""
        return self.at.timestamp()


class HastyLedger(SqliteLedger):
    """A ledger that does not wait for the disk: a power cut while it is made leaves a file that nobody opens."""

    def __init__(self, path: Path, clock: PastClock, vault_key: bytes) -> None:
        super().__init__(path, clock, vault_key)
        self._connection.execute("PRAGMA synchronous = OFF")


def is_on_record(settings: Settings, root: Path) -> bool:
    """Return whether the site has a record already; nobody writes another one over it."""
    return (root / settings.storage.folder / RECORD).exists()


def put_on_record(settings: Settings, root: Path, weeks: int, seed: int = SEED) -> int:
    """Return how many events are on record: people and keys, then these weeks of movements up to now.

    `root`/world.json tells the simulated lobby what hangs and lies where at the end of them.
    """
    zone, until = ZoneInfo(settings.site.time_zone), datetime.now(UTC) - timedelta(seconds=LATEST_S)
    first = until.astimezone(zone).date() - timedelta(weeks=weeks)
    clock = PastClock(datetime(first.year, first.month, first.day, tzinfo=zone) - timedelta(hours=8))
    folder = root / settings.storage.folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys, unfinished = load_or_make(folder / "keys"), folder / f"{RECORD}.new"
    unfinished.unlink(missing_ok=True)
    ledger = HastyLedger(unfinished, clock, keys.vault)
    enrol(enrolment(seed), ledger, keys.digest, lambda _person: None)
    told = history(
        lambda: ledger.house, furniture_of(settings), days=7 * weeks + 1, first=first,
        zone=settings.site.time_zone, seed=seed, digest=keys.digest,
    )  # fmt: skip
    nights = Nights(ledger, clock, settings.site.time_zone)
    for batch in told:
        if batch.at >= until and (_quiet(ledger.house) or batch.at >= until + timedelta(seconds=LATEST_S)):
            break
        clock.at = batch.at
        nights.pass_until(batch.at)
        ledger.execute(lambda _house, batch=batch: batch.events, sealed=batch.sealed)  # type: ignore[misc]
    count = ledger.seq
    (root / "world.json").write_text(json.dumps(_lies(ledger.house)), encoding="utf-8")
    nights.close()
    ledger.close()
    unfinished.rename(folder / RECORD)
    return count


class Nights:
    """What every day came to, written down in the night after it, and reported in the morning."""

    def __init__(self, ledger: SqliteLedger, clock: PastClock, zone: str) -> None:
        self._ledger = ledger
        self._register = SqliteRegister(ledger.path)
        self._reports = Reports(ledger, self._register, clock, zone)
        self._zone = ZoneInfo(zone)
        self._counted = clock.at.astimezone(self._zone).date()
        self._reported = self._counted

    def pass_until(self, at: datetime) -> None:
        """Count the day that is over, once what moved at midnight has come to rest; report it from nine on."""
        local = at.astimezone(self._zone)
        yesterday = local.date() - timedelta(days=1)
        if yesterday > self._counted and local.time() > AT_NIGHT:
            self._reports.count(yesterday)
            if yesterday.isoformat() in self._ledger.house.day_figures:
                self._counted = yesterday
        if self._counted == yesterday > self._reported and local.time() > IN_THE_MORNING:
            people = self._ledger.house.people.values()
            chief = next(one for one in people if one.role is Role.SUPERVISOR and one.active)
            name = sha256(f"report {yesterday}".encode()).hexdigest()[:32]
            self._reports.freeze(name, yesterday.isoformat(), chief)
            self._reported = yesterday

    def close(self) -> None:
        """Ask nothing more."""
        self._register.close()


def _quiet(house: House) -> bool:
    """Return whether nothing is under way."""
    return all(one.ended for one in house.movements.values())


def _lies(house: House) -> dict[str, object]:
    """Return what lies where, as the simulated lobby keeps it."""
    doors: dict[str, dict[str, object]] = {}
    hands = []
    for key in house.keys.values():
        if key.custodian.kind is CustodianKind.PLACE:
            doors.setdefault(key.custodian.id, {})["key"] = key.tag
        else:
            hands.append(key.tag)
    for parcel in house.parcels.values():
        if parcel.live and parcel.custodian.kind is CustodianKind.PLACE:
            lying = doors.setdefault(parcel.custodian.id, {}).setdefault("parcels", [])
            assert isinstance(lying, list)
            lying.append(parcel.barcode)
    return {"doors": doors, "keys_in_hand": hands}
