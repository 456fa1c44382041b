"""A site of a thousand doors and a storeroom, without keys, as a settings file; and the estate's people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from kiosk.enrolment import Enrolment
from kiosk.estate.people import enrolment
from kiosk.estate.site import HEIGHTS_MM, LOCKER
from kiosk.estate.toml_text import inline

DOORS, BOARDS, CHANNELS, PREFIXES = 1000, 15, 16, ("L", "M")
"""A line of CU16 boards takes fifteen, each with sixteen doors."""
WIDTH_MM = 230
SHELVES = tuple(f"{rack}{shelf}" for rack in "ABCD" for shelf in range(1, 7))
_HEAD = f"""\
[site]
id = "thousand"
name = {{ en = "Lakeside Court", zh_Hans = "湖畔雅苑", zh_Hant = "湖畔雅苑" }}
time_zone = "Asia/Shanghai"
language = "zh_Hans"

[storage]
folder = "var"

[screen]
listen = "127.0.0.1:8410"

[storeroom]
shelves = {inline(SHELVES)}

[badge_reader]
kind = "pn532"
device = "dev/nfc0"

[printer]
device = "dev/printer"

[notices]
file = "outbox"
"""


def parcel_site_text() -> str:
    """Return the whole settings file."""
    return "\n".join([_HEAD, *_lines(), *_lockers()])


def parcel_people() -> Enrolment:
    """Return everybody of the estate, without its keys and their rules."""
    return Enrolment(people=enrolment().people)


def _lines() -> Iterator[str]:
    left = DOORS
    for line in range(-(-DOORS // (BOARDS * CHANNELS))):
        boards = min(BOARDS, -(-left // CHANNELS))
        left -= boards * CHANNELS
        listed = inline([{"address": at} for at in range(boards)])
        device = f"dev/parcels-{line}"
        yield (
            f'[[lines]]\nname = "p{line}"\nfamily = "kerong-cu16"\ndevice = "{device}"\nboards = {listed}\n'
        )


def _lockers() -> Iterator[str]:
    """Yield several lockers side by side: a door's number has three digits at most."""
    left_mm = 0
    for at, prefix in enumerate(PREFIXES):
        yield f'[[lockers]]\nprefix = "{prefix}"\nleft_mm = {left_mm}\nbottom_mm = 120'
        numbers = iter(range(DOORS // len(PREFIXES)))
        for sizes in cycle(LOCKER):
            column = list(zip(sizes, numbers, strict=False))
            if not column:
                break
            first = at * DOORS // len(PREFIXES)
            yield f"[[lockers.columns]]\nwidth_mm = {WIDTH_MM}\ncompartments = ["
            yield from (f"  {inline(_door(number, first + number, size))}," for size, number in column)
            yield "]"
            left_mm += WIDTH_MM


def _door(number: int, wired: int, size: str) -> dict[str, object]:
    board, channel = divmod(wired, CHANNELS)
    wire = [f"p{board // BOARDS}", board % BOARDS, channel + 1]
    door = {"number": number + 1, "size": size, "height_mm": HEIGHTS_MM[size], "wire": wire}
    return {**door, "presence": True} if size == "S" else door
