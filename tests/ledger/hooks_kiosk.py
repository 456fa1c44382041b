"""`python -m tests.ledger.hooks_kiosk FOLDER ORIGIN FROM UPTO`: tells of parcels, until it is killed."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from kiosk.api.feed import LogFeed
from kiosk.api.posting import Posting
from kiosk.api.store import ApiStore
from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.flows.api.webhooks import Webhooks
from kiosk.ledger.register import SqliteRegister
from kiosk.ledger.store import SqliteLedger
from tests.unit.houses import person


def main(folder: Path, origin: str, first: int, upto: int) -> None:
    """Set the one hook if there is none, record parcels by number, and tell of them for ever."""
    clock = SystemClock()
    ledger = SqliteLedger(folder / "ledger.db", clock, bytes(32))
    store = ApiStore(folder / "api.db", bytes(32))
    feed, register = LogFeed(ledger.path), SqliteRegister(ledger.path)
    webhooks = Webhooks(
        store, store, feed, Posting(), ledger, register, clock, [origin], lambda: True
    )  # fmt: skip
    ledger.listen(webhooks.heard)
    webhooks.start()
    if not store.hooks():
        ledger.append(person("r", "resident"), person("c", "courier"))
        webhooks.add("pms", origin, ["parcel.waiting"])
    for number in range(first, upto):
        movement = f"m{number}"
        drop = e.ParcelDropIntended(
            movement, f"p{number}", "c", "r", "1-1-0802", f"SF{number}", "S", "L01", "s", "c"
        )
        ledger.append(drop, e.ParcelDropConfirmed(movement, "presence"))
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
