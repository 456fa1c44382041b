"""`python -m tests.powercuts [ERRAND ...] [--every N]`: the power fails at every step of every errand at the desk.

Prints a table: how many steps the disk was asked for, on how many pictures of the disk the kiosk was started again,
what it found there, and what broke. `--normal`: with `synchronous = NORMAL`, which must lose what was acknowledged.

`--doors`: every errand at a door instead, before a world that lives on: whole kiosks are killed before and after each
flush and each firing of a latch, and what their disk had not flushed is kept, lost or torn in turn.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.ledger.nursery import nursed
from tests.powercuts.doors import DOORS, Cut, cut_door
from tests.powercuts.errands import ERRANDS
from tests.powercuts.images import LOST, MODES
from tests.powercuts.playing import on_memory, site_of
from tests.powercuts.sweeping import Sweep, swept


def main() -> int:
    """Return 0 if everything held."""
    parser = argparse.ArgumentParser(prog="tests.powercuts", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("errands", nargs="*", choices=[[], *ERRANDS, *DOORS])
    parser.add_argument("--doors", action="store_true", help="those at doors, by real kills before a world")
    parser.add_argument("--lanes", type=int, default=2, help="so many worlds at a time, for --doors")
    parser.add_argument("--mode", choices=["", *MODES], default="", help="what the disk forgets, for --doors")
    parser.add_argument("--every", type=int, default=1, help="only every n-th step")
    parser.add_argument("--normal", action="store_true", help="the control: must lose what was acknowledged")
    asked = parser.parse_args()
    if asked.doors:
        return _at_doors(
            asked.errands or DOORS, asked.lanes, LOST if asked.normal else asked.mode, asked.normal
        )
    began_s, sweeps = time.monotonic(), list[Sweep]()
    with on_memory() as root:
        settings = site_of(root / "site")
        modes = (LOST,) if asked.normal else MODES
        print(f"| errand | steps | cuts x modes | {' | '.join(HEADS)} | broken |")
        print(f"|---|---|---|{'---|' * len(HEADS)}---|")
        for name in asked.errands or ERRANDS:
            one = swept(settings, root, name, every=asked.every, modes=modes, normal=asked.normal)
            sweeps.append(one)
            _say(name, one)
    total = sum(sum(one.found.values()) + len(one.broken) for one in sweeps)
    broken = sum(len(one.broken) for one in sweeps)
    print(f"\n{total} power cuts, {broken} broken, {time.monotonic() - began_s:.0f} s")
    return int((broken == 0) if asked.normal else (broken > 0))


def _at_doors(errands: Sequence[str], lanes: int, mode: str, normal: bool) -> int:
    began_s, arguments = time.monotonic(), ["--normal"] if normal else []
    print(f"| errand | kill points | {' | '.join(MODES)} | something forgotten | broken |")
    print(f"|---|---|{'---|' * len(MODES)}---|---|")
    with (
        tempfile.TemporaryDirectory(prefix="loge-doors-") as made,
        nursed(Path(made), "tests.powercuts.door_kiosk", *arguments) as nursery,
    ):

        def cut(name: str) -> Cut:
            found = cut_door(nursery, Path(made) / name.replace(" ", "-"), name, mode=mode)
            told = " | ".join(str(found.modes[one]) for one in MODES)
            row = f"| {name} | {found.points} | {told} | {found.forgotten} | {len(found.broken)} |"
            print(row, flush=True)
            for point, how, why in found.broken:
                print(f"    point {point}, {how}: {why[:600]}", file=sys.stderr, flush=True)
            return found

        with ThreadPoolExecutor(lanes) as threads:
            cuts = list(threads.map(cut, errands))
    broken, points = sum(len(one.broken) for one in cuts), sum(one.points for one in cuts)
    print(
        f"\n{points} kill points x {len(cuts)} journeys, {broken} broken, {time.monotonic() - began_s:.0f} s"
    )
    return int((broken == 0) if normal else (broken > 0))


HEADS = ("from the start", "as acknowledged", "more than acknowledged")


def _say(name: str, one: Sweep) -> None:
    by_head: Counter[str] = Counter()
    for (_, found), count in one.found.items():
        by_head[found] += count
    made = sum(one.found.values()) + len(one.broken)
    told = " | ".join(str(by_head[head]) for head in HEADS)
    print(f"| {name} | {one.steps} | {made} | {told} | {len(one.broken)} |", flush=True)
    for cut, mode, why in one.broken[:3]:
        print(f"    step {cut}, {mode}: {why[:300]}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
