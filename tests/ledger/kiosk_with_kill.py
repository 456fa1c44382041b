"""`python -m tests.ledger.kiosk_with_kill SOCKET`: kiosks that kill themselves at the n-th durable step.

Everything is imported once; each connection to the socket gets a kiosk in a process of its own, forked off. One JSON
object a line each way: {"do": name, ...} -> {"ok": result} or {"refused": code}. The first line is {"site", "root"}.
A dead kiosk is an end of file.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kiosk import claim_slip
from kiosk.assembly.equipment import Locks
from kiosk.assembly.house import Kiosk
from kiosk.domain.items import CustodianKind, ParcelStage
from kiosk.domain.money.entry import TAKEN
from kiosk.domain.money.voucher import PAPER as VOUCHER
from kiosk.domain.movements import Movement
from kiosk.domain.outgoing import PaperStage
from kiosk.domain.refusal import Refused
from kiosk.flows.money.money import Asked
from kiosk.ledger.store import SqliteLedger
from kiosk.settings import load
from kiosk.site_keys import load_or_make
from tests.ledger.nursery import PATIENCE_S
from tests.lobby import LIN_PIN, SIGNATURE
from tests.wire.waiting import until


class Fuse:
    """Kills this process, without a word to anybody, at the n-th point that is passed after `arm`."""

    def __init__(self) -> None:
        self._left: int | None = None
        self._lock = threading.Lock()

    def arm(self, points: int) -> None:
        """Have the n-th point from now be the last."""
        self._left = points

    def passed(self, point: str) -> None:
        """Pass one point."""
        with self._lock:
            if self._left is None:
                return
            self._left -= 1
            if self._left <= 0:
                os.write(2, f"killed at: {point}\n".encode())
                self.blow()

    def blow(self) -> None:
        """Be gone."""
        os.kill(os.getpid(), signal.SIGKILL)


def lay(fuse: Fuse) -> None:
    """Wrap every durable step: a batch written and not yet committed, a batch committed, a latch before and after."""
    project, commit, unlock = SqliteLedger._project, SqliteLedger._commit, Locks.unlock

    def projected(ledger: SqliteLedger, *facts: Any) -> None:
        project(ledger, *facts)
        fuse.passed("written, not committed")

    def committed(ledger: SqliteLedger, rows: Any, *facts: Any) -> None:
        commit(ledger, rows, *facts)
        fuse.passed("committed " + " ".join(row[2] for row in rows))

    def unlocked(locks: Locks, place: str) -> None:
        fuse.passed(f"before the latch of {place}")
        unlock(locks, place)
        fuse.passed(f"after the latch of {place}")

    for owner, name, wrapped in (
        (SqliteLedger, "_project", projected), (SqliteLedger, "_commit", committed), (Locks, "unlock", unlocked),
    ):  # fmt: skip
        setattr(owner, name, wrapped)


class Acts:
    """What people ask of the kiosk; every public method is one act."""

    def __init__(self, kiosk: Kiosk, fuse: Fuse) -> None:
        self._kiosk = kiosk
        self._journeys = kiosk.journeys
        self._fuse = fuse
        self._slip_key = load_or_make(kiosk.ledger.path.parent / "keys").slips

    def arm(self, points: int) -> None:
        """Die at the n-th point."""
        self._fuse.arm(points)

    def tap(self, badge: str) -> None:
        """Tap a badge."""
        self._journeys.visits.by_badge(badge)

    def drop(self, movement: str, barcode: str, size: str) -> dict[str, Any]:
        """Ask for a compartment."""
        recipient = self._journeys.drop.find_recipients(last_four="0802")[0].person
        return _told(self._journeys.drop.start(movement, barcode, recipient, size))

    def qr(self, parcel: str) -> str:
        """What a parcel's slip says."""
        slip = self._kiosk.ledger.house.parcels[parcel].slip
        return claim_slip.write(self._slip_key, self._kiosk.settings.site.id, slip)

    def collect(self, qr: str) -> dict[str, Any]:
        """Show a slip."""
        return _told(self._journeys.collect.by_slip(qr))

    def issue(self, movement: str, key: str) -> dict[str, Any]:
        """Ask for a key."""
        return _told(self._journeys.keys.issue(movement, key, "repair", "W-7", LIN_PIN, SIGNATURE))

    def give_back(self, movement: str, key: str) -> dict[str, Any]:
        """Bring a key back."""
        return _told(self._journeys.keys.give_back(movement, key))

    def again(self, movement: str) -> None:
        """Press "try again"."""
        self._journeys.doors.again(movement)

    def stop(self, movement: str) -> None:
        """Press "stop here"."""
        self._journeys.doors.stop(movement)

    def say(self, movement: str, statement: str) -> None:
        """Say what is so."""
        self._journeys.doors.say(movement, statement)

    def look(self, movement: str) -> dict[str, Any] | None:
        """Read the screen; None: the kiosk does not know that movement."""
        found = self._kiosk.ledger.find(movement)
        return _told(found) | {"moment": self._journeys.doors.moment(movement).moment} if found else None

    def pay(self, form: str, cents: int) -> str:
        """Pay ahead over the desk, both names under the voucher."""
        asked = Asked(form, TAKEN, "r-zhang", "GK-1", cents)
        by = self._kiosk.ledger.house.people["a-lin"]
        return self._journeys.money.post(asked, by, SIGNATURE, SIGNATURE)

    def books(self) -> dict[str, Any]:
        """Return what the desk's books say, and what became of the vouchers' paper."""
        house = self._kiosk.ledger.house
        papers = {one.movement: one.stage.value for one in house.papers.values() if one.what == VOUCHER}
        signed = [one.id for one in house.vouchers.values() if one.complete]
        balances = {one.id: one.balance_cents for one in house.accounts.values()}
        return {"balances": balances, "signed": signed, "papers": papers, "entries": len(house.money_entries)}

    def quiet(self) -> bool:
        """Return whether nothing is left to be printed or told."""
        house = self._kiosk.ledger.house
        busy = (PaperStage.QUEUED, PaperStage.BEGUN)
        return not house.notices and not any(paper.stage in busy for paper in house.papers.values())

    def settle(self, place: str, finding: str) -> None:
        """An attendant looks and says what is there."""
        self._journeys.desk.settle(place, self._kiosk.ledger.house.people["s-chen"], finding, "looked")

    def custody(self) -> dict[str, Any]:
        """Return what the record says lies in each place, who holds each key, and which places are in doubt."""
        house = self._kiosk.ledger.house
        held: dict[str, list[str]] = {}
        for parcel in house.parcels.values():
            if parcel.stage is ParcelStage.WAITING:
                held.setdefault(parcel.custodian.id, []).append(parcel.barcode)
        for key in house.keys.values():
            if key.custodian.kind is CustodianKind.PLACE:
                held.setdefault(key.custodian.id, []).append(key.tag)
        return {
            "held": held,
            "keys": {key.id: [key.custodian.kind.value, key.custodian.id] for key in house.keys.values()},
            "stages": {parcel.id: parcel.stage.value for parcel in house.parcels.values()},
            "barcodes": {parcel.id: parcel.barcode for parcel in house.parcels.values()},
            "doubts": {door.place: door.doubt for door in house.doors.values() if door.doubt},
            "under_way": [movement.place for movement in house.movements.values() if not movement.ended],
        }


def _told(movement: Movement) -> dict[str, Any]:
    return {
        "id": movement.id, "item": movement.item, "place": movement.place, "stage": movement.stage.value,
        "note": movement.note, "ended": movement.ended,
    }  # fmt: skip


def own_steps(root: Path) -> Fuse:
    """Return a fuse that counts what the kiosk itself takes for durable steps."""
    fuse = Fuse()
    lay(fuse)
    return fuse


def serve(
    line: socket.socket,
    knows: type[Acts],
    up_within_s: float = PATIENCE_S,
    laid: Callable[[Path], Fuse] = own_steps,
) -> None:
    """Be a kiosk until the line ends or the fuse blows, which `laid` lays before a site's folder is opened."""
    requests = line.makefile("rb")
    asked = json.loads(requests.readline())
    fuse = laid(Path(asked["root"]))
    began_s = time.monotonic()
    settings = load(Path(asked["site"])).model_copy(update={"camera": None, "badge_reader": None})
    kiosk = Kiosk(settings, Path(asked["root"]))
    made_s = time.monotonic()
    kiosk.start()
    until(
        lambda: all(state.condition == "up" for state in kiosk.states.states() if state.kind != "printer"),
        up_within_s,
    )
    until(lambda: all(reading.usable for reading in kiosk.eyes.readings().values()), up_within_s)
    _say(line, {"ok": {"made_s": made_s - began_s, "up_s": time.monotonic() - made_s}})
    acts = knows(kiosk, fuse)
    for request in requests:
        facts = json.loads(request)
        _say(line, _answer(getattr(acts, facts.pop("do")), facts))


def _answer(act: Callable[..., Any], facts: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"ok": act(**facts)}
    except Refused as refused:
        return {"refused": refused.code}


def _say(line: socket.socket, answer: dict[str, Any]) -> None:
    line.sendall(json.dumps(answer).encode() + b"\n")


def main(path: str, knows: type[Acts] = Acts, laid: Callable[[Path], Fuse] = own_steps) -> None:
    """Fork a kiosk for every connection, until killed; `knows`: what can be asked of it, `laid`: its fuse."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen(16)
        while True:
            line, _ = door.accept()
            if os.fork() == 0:
                door.close()
                serve(line, knows, laid=laid)
                os._exit(0)
            line.close()


if __name__ == "__main__":
    main(sys.argv[1])
