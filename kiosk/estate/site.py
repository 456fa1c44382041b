"""The site of the estate: 500 key slots and the parcel locker on their boards, as a settings file."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.estate.toml_text import inline

COLUMNS, ROWS = 25, 20
SLOT_WIDTH_MM, SLOT_HEIGHT_MM = 90, 60
CABINET_BOTTOM_MM = 480
"""The lowest slot begins at a knee, the highest ends at 1.68 m."""
GAP_MM = 150
LINES = ("keys-a", "keys-b", "keys-c")
OTHER_LINES = ("parcels-a", "parcels-b", "parcels-c")
BOARDS, CHANNELS = 11, 16
"""Boards on each line of slots (a line of CU16 takes 15) and doors on a board."""
COMPARTMENT_WIDTH_MM = 400
HEIGHTS_MM = {"S": 120, "M": 220, "L": 380, "XL": 600}
LOCKER = (
    ("L", "M", "S", "S", "S", "M", "L"),
    ("XL", "M", "S", "S", "S", "L"),
    ("L", "M", "S", "S", "M", "M"),
    ("XL", "M", "S", "S", "M"),
)
"""Compartments by column, lowest first."""
_BOARD_OF = {"S": ("parcels-a", 0), "M": ("parcels-b", 1), "L": ("parcels-b", 2), "XL": ("parcels-c", 0)}

HEAD = """\
# An invented estate: a cabinet of 500 key slots and a locker of 24 doors. Written by `python -m kiosk.estate`.
# Every device path here is what the simulated lobby offers; on a real site they are /dev/... names.
# Relative paths are taken from the site's root folder (--root, else the folder of this file).

[site]
id = "hupan"
name = { en = "Lakeside Court", zh_Hans = "湖畔雅苑", zh_Hant = "湖畔雅苑" }
time_zone = "Asia/Shanghai"
language = "zh_Hans"
desk_phone = "0571-0000 1234"

[storage]
folder = "var"

[screen]
listen = "127.0.0.1:8410"
framed_by = ["http://127.0.0.1:8400", "http://localhost:8400"]

[services]
sample = true

[keys]
reasons = ["repair", "inspection", "cleaning", "handover", "emergency"]

[contractors]
deposit_by_kind = { plant = 20000 }

[storeroom]
shelves = ["A1", "A2", "B1", "B2"]

[sending]
carriers = ["顺丰速运", "京东物流", "中通快递", "中国邮政"]
"""
TAIL = """
[badge_reader]
kind = "pn532"
device = "dev/nfc0"

[printer]
device = "dev/printer"

[camera]
source = "http://127.0.0.1:8400/camera.mjpg"

[speech]
engine = "dev/espeak-ng"
cards = "dev/sound"

[documents]

[notices]
file = "outbox"
"""


def site_text() -> str:
    """Return the whole settings file."""
    return "\n".join([HEAD, *_lines(), *_cabinet(), *_locker(), TAIL])


def _lines() -> Iterator[str]:
    yield "# ---- serial lines and their boards: 500 slots on 32 boards, 24 compartments on four"
    left = COLUMNS * ROWS
    for name in LINES:
        boards = min(BOARDS, -(-left // CHANNELS))
        left -= boards * CHANNELS
        yield from _line(name, "kerong-cu16", f"dev/{name}", [{"address": at} for at in range(boards)])
    yield from _line("parcels-a", "kerong-cu16", "dev/parcels-a", [{"address": 0}])
    xor = [
        {"address": 1, "channels": 8, "shut_bit": 1, "first_status_byte": "low"},
        {"address": 2, "channels": 8, "shut_bit": 0, "first_status_byte": "high"},
    ]
    yield from _line("parcels-b", "xor-8a", "dev/parcels-b", xor)
    pins = {"address": 0, "latch_pins": [17, 27], "switch_pins": [22, 23], "shut_level": 0}
    yield from _line("parcels-c", "gpio", "unix:dev/gpio", [pins])
    yield '[one_wire]\nfolder = "dev/w1"\n'


def _line(name: str, family: str, device: str, boards: list[dict[str, object]]) -> Iterator[str]:
    yield f'[[lines]]\nname = "{name}"\nfamily = "{family}"\ndevice = "{device}"\nboards = ['
    yield from (f"  {inline(board)}," for board in boards)
    yield "]\n"


def _cabinet() -> Iterator[str]:
    yield "# ---- furniture, in millimetres; a column is a stack of doors, lowest first"
    yield f'[[cabinets]]\nprefix = "K"\nleft_mm = 0\nbottom_mm = {CABINET_BOTTOM_MM}'
    for column in range(COLUMNS):
        yield f"[[cabinets.columns]]\nwidth_mm = {SLOT_WIDTH_MM}\nslots = ["
        for number in range(column * ROWS + 1, (column + 1) * ROWS + 1):
            board, channel = divmod(number - 1, CHANNELS)
            wire = [LINES[board // BOARDS], board % BOARDS, channel + 1]
            bus = f"w1_bus_master{number}"
            slot = {"number": number, "height_mm": SLOT_HEIGHT_MM, "wire": wire, "bus": bus}
            yield f"  {inline(slot)},"
        yield "]"


def _locker() -> Iterator[str]:
    left_mm = COLUMNS * SLOT_WIDTH_MM + GAP_MM
    yield f'\n[[lockers]]\nprefix = "L"\nleft_mm = {left_mm}\nbottom_mm = 120'
    channels = dict.fromkeys(HEIGHTS_MM, 0)
    number = 0
    for column in LOCKER:
        yield f"[[lockers.columns]]\nwidth_mm = {COMPARTMENT_WIDTH_MM}\ncompartments = ["
        for size in column:
            number, channels[size] = number + 1, channels[size] + 1
            wire = [*_BOARD_OF[size], channels[size]]
            door = {"number": number, "size": size, "height_mm": HEIGHTS_MM[size], "wire": wire}
            yield f"  {inline({**door, 'presence': True} if size == 'S' else door)},"
        yield "]"
