"""The tests' hand inside the guest: does what the host asks over a port, with everything imported before it is asked.

A writer or a kiosk is a process forked off here, so that it starts in no time even where processors are emulated.
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
import threading
import traceback
from pathlib import Path
from typing import Any

from kiosk.__main__ import main as kiosk_command
from kiosk.assembly.storage import open_storage
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import connect_to_read
from kiosk.settings import load
from tests.bench.appends import movement_events, take
from tests.ledger import kiosk_with_kill
from tests.vm.hand import PlainHand, Port, answer

UP_WITHIN_S = 200
"""Emulated, beside other things that this machine has to do."""


class Hand(PlainHand):
    """What more can be asked here; every public method is one deed."""

    def write(self, site: str, root: str, synchronous: str, turn: int) -> int:
        """Have movements written for ever, each batch acknowledged on `loge.acks` once it is durable."""
        if child := os.fork():
            return child
        with contextlib.suppress(OSError):
            _write(Path(site), Path(root), synchronous, turn)
        os._exit(1)

    def kiosk(self) -> int:
        """Have the next line of `loge.kiosk` answered by a kiosk of its own (tests/ledger/kiosk_with_kill.py)."""
        if child := os.fork():
            return child
        try:
            _be_a_kiosk()
        except BaseException:
            traceback.print_exc()
        os._exit(1)

    def commands(self, root: str) -> dict[str, Any]:
        """Return how often each latch was commanded on record, and where the chain is broken ("": nowhere)."""
        record = connect_to_read(Path(root) / "var" / "ledger.db")
        verdict = walk(record)
        sql = "SELECT json_extract(body, '$.place'), count(*) FROM events WHERE type = 'door.commanded/1' GROUP BY 1"
        commanded = dict(record.execute(sql))
        record.close()
        return {"broken": verdict.reason, "commanded": commanded, "events": verdict.events}

    def prove(self, site: str, root: str, acks: list[tuple[int, str]]) -> dict[str, Any]:
        """Return what `kiosk verify` says, which acknowledged events are gone, and whether a replay is the same."""
        words = io.StringIO()
        with contextlib.redirect_stdout(words), contextlib.redirect_stderr(words):
            code = kiosk_command(["verify", site, "--root", root])
        settings = load(Path(site))
        record = connect_to_read(Path(root) / settings.storage.folder / "ledger.db")
        there = dict(record.execute("SELECT seq, hex(hash) FROM events"))
        record.close()
        lost = [seq for seq, head in acks if there.get(seq, "").lower() != head]
        storage = open_storage(settings, Path(root))
        live = storage.ledger.house
        storage.ledger.rebuild()
        same = storage.ledger.house == live
        storage.close()
        return {"verify": code, "said": words.getvalue(), "lost": lost, "events": len(there), "replay": same}


def _write(site: Path, root: Path, synchronous: str, turn: int) -> None:
    port = Port("loge.acks")
    storage = open_storage(load(site), root)
    storage.ledger._connection.execute(f"PRAGMA synchronous = {synchronous}")
    port.say("begun")
    while True:
        for batch in movement_events(turn):
            take(storage.ledger, batch)
            port.say(storage.ledger.newest)
        turn += 1


def _be_a_kiosk() -> None:
    """Join the port with one end of a pair of sockets; at the other is a kiosk."""
    port, (ours, theirs) = Port("loge.kiosk"), socket.socketpair()

    def inward() -> None:
        while True:
            ours.sendall(port.take())

    def outward() -> None:
        while piece := ours.recv(65536):
            port.give(piece)

    for one in (inward, outward):
        threading.Thread(target=one, daemon=True).start()
    kiosk_with_kill.serve(theirs, kiosk_with_kill.Acts, up_within_s=UP_WITHIN_S)


if __name__ == "__main__":
    answer(Hand())
