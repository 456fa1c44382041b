"""Some weeks of the estate on record, up to the present, and where everything lies at the end of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind
from kiosk.enrolment import enrol
from kiosk.estate.history import history
from kiosk.estate.people import SEED, enrolment
from kiosk.ledger.store import SqliteLedger
from kiosk.settings import Settings, furniture_of
from kiosk.site_keys import load_or_make

RECORD = "ledger.db"
LATEST_S = 20 * 60
"""So long before the present the record ends: by then whoever stood at a door is gone."""


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
    for batch in told:
        quiet = not any(not one.ended for one in ledger.house.movements.values())
        if batch.at >= until and (quiet or batch.at >= until + timedelta(seconds=LATEST_S)):
            break
        clock.at = batch.at
        ledger.execute(lambda _house, batch=batch: batch.events, sealed=batch.sealed)  # type: ignore[misc]
    count = ledger.seq
    (root / "world.json").write_text(json.dumps(_lies(ledger.house)), encoding="utf-8")
    ledger.close()
    unfinished.rename(folder / RECORD)
    return count


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
