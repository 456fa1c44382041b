"""The lobby's screens about faults and losses by name with fixed contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kiosk.domain.movements import Kind
from kiosk.domain.upkeep.condition import FAULTS, LOST_HOW
from ui import key_screens as ks
from ui import screens as s
from ui.upkeep import screens as u
from ui.upkeep.slot import with_fault

ID = "5b1f0c9e4a7d2c3b8f6e1d0a9c8b7a65"
LABEL = "Booster pump room, tower 3"
HOME = "1-1-1204 住戶鑰匙"


def upkeep_scenes(door: Callable[[Kind, str], s.Door]) -> Mapping[str, s.Screen]:
    """Return every screen about a key's condition; `door` makes the slot's page of a kind and a moment."""
    return dict(_all(door(Kind.RETURN, "done")))


def _all(done: s.Door) -> Iterator[tuple[str, s.Screen]]:
    yield "door-key.return-done-fault", with_fault(done, ID, asks=False)
    yield "door-key.return-done-asked", with_fault(done, ID, asks=True)
    yield "key-fault", u.Fault(movement=ID, fault=ID, label=LABEL, choices=FAULTS, back="/")
    for what in ("part_missing", "worn"):
        yield f"key-fault-noted-{what}", u.FaultNoted(movement=ID, fault=ID, label=LABEL, what=what)
    yield "key-lost", u.LostHow(key="k-1", label=HOME, choices=LOST_HOW)
    yield "key-lost-sign", u.LostSign(key="k-1", label=HOME, how="stolen", movement=ID, back="/keys")
    yield (
        "key-lost-unsigned",
        u.LostSign(
            key="k-1", label=LABEL, how="stolen", movement=ID, problem="signature.missing", back="/keys"
        ),
    )
    yield "key-lost-done", u.LostDone(label=LABEL)
    rows = tuple(
        ks.KeyRow(f"k-{number}", LABEL, "plant", number, True, False, remark=remark)
        for number, remark in enumerate(("hard to turn, May 3", "串上缺少钥匙，5月3日 报"), 1)
    )
    resting = tuple(
        ks.KeyRow(f"k-{number}", HOME, "unit", number, False, False, why)
        for number, why in enumerate(("key.withdrawn", "key.lost", "key.being_replaced"), 3)
    )
    yield "keys-remarks", ks.KeyList(held=(), rows=(*rows, *resting))
