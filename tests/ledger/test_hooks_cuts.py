"""A power cut while programs are told things: nothing is left out, and only what was not acknowledged comes twice."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lobby import HERE
from tests.receiver import Handler, Receiver, Told, status
from tests.wire.waiting import until

PARCELS = 12


def kiosk(folder: Path, origin: str, first: int, upto: int) -> subprocess.Popen[bytes]:
    """Return a kiosk that records these parcels and tells of them."""
    command = [sys.executable, "-m", "tests.ledger.hooks_kiosk", str(folder), origin, str(first), str(upto)]
    return subprocess.Popen(command, cwd=HERE, start_new_session=True, stdout=subprocess.DEVNULL)


def parcel(told: Told) -> str:
    """Return which parcel was told of."""
    return str(json.loads(told.body)["data"]["parcel"])


@pytest.mark.parametrize("before_answer", [True, False], ids=["before the answer", "after the answer"])
def test_a_cut_loses_nothing_and_repeats_only_what_nobody_knows_of(
    tmp_path: Path, before_answer: bool
) -> None:
    receiver = Receiver()
    children = [kiosk(tmp_path, receiver.origin, 0, PARCELS)]

    def kills(handler: Handler) -> None:
        """Pull the plug at the third, the sixth ... message: just before or just after it is answered."""
        cut = len(receiver.told) % 3 == 0 and len(receiver.told) <= 9
        if cut and before_answer:
            os.killpg(children[-1].pid, signal.SIGKILL)
        status(204)(handler)
        if cut and not before_answer:
            handler.wfile.flush()
            os.killpg(children[-1].pid, signal.SIGKILL)

    receiver.answers(kills)
    try:
        while len({parcel(one) for one in receiver.told}) < PARCELS:
            count = len({parcel(one) for one in receiver.told})
            until(
                lambda seen=count: (  # type: ignore[misc]
                    children[-1].poll() is not None or len({parcel(one) for one in receiver.told}) > seen
                ),
                30,
            )
            if children[-1].poll() is not None:
                recorded = _recorded(tmp_path)
                children.append(kiosk(tmp_path, receiver.origin, recorded, PARCELS))
    finally:
        for child in children:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        receiver.close()
    order = [parcel(one) for one in receiver.told]
    assert len(children) > 2, "the plug was pulled"
    assert list(dict.fromkeys(order)) == [f"p{number}" for number in range(PARCELS)]
    twice = [one for place, one in enumerate(order[1:]) if one == order[place]]
    assert len(order) == PARCELS + len(twice), "a repeat follows at once, or not at all"
    assert len(twice) <= len(children) - 1
    assert (len(twice) == len(children) - 1) or not before_answer
    by_parcel: dict[str, set[str]] = {}
    for one in receiver.told:
        by_parcel.setdefault(parcel(one), set()).add(one.id)
    assert all(len(ids) == 1 for ids in by_parcel.values()), "a repeat is known by its id"


def _recorded(folder: Path) -> int:
    """Return how many parcels are on record."""
    connection = sqlite3.connect(folder / "ledger.db")
    count = connection.execute(
        "SELECT count(*) FROM events WHERE type = 'parcel.drop.confirmed/1'"
    ).fetchone()[0]
    connection.close()
    return int(count)
