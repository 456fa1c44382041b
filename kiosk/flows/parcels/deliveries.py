"""Announced deliveries: from a table or another program, so that a barcode alone says whose parcel it is."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kiosk.domain.deliveries import events as d
from kiosk.domain.deliveries.announcing import MOST_AT_ONCE, Announcement, announce, home_digits
from kiosk.domain.deliveries.delivery import Delivery
from kiosk.domain.events import Event
from kiosk.domain.house import House
from kiosk.domain.people import Role
from kiosk.domain.refusal import Refused
from kiosk.flows.people.directory import Directory
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger

COLUMNS: Mapping[str, frozenset[str]] = {
    "barcode": frozenset({"barcode", "waybill", "tracking", "运单号", "運單號", "快递单号", "單號", "单号"}),
    "unit": frozenset({"unit", "home", "room", "房号", "房號", "单元", "單元", "住户"}),
    "name": frozenset({"name", "recipient", "姓名", "收件人"}),
    "last_four": frozenset({"last_four", "phone", "手机尾号", "手機尾號", "手机", "手機", "电话", "電話"}),
    "size": frozenset({"size", "大小", "尺寸"}),
    "heavy": frozenset({"heavy", "重", "重物"}),
    "category": frozenset({"category", "class", "类别", "類別", "快件类别", "快件類別"}),
    "carrier": frozenset({"carrier", "company", "快递公司", "快遞公司", "承运商"}),
}
"""The head of each column, as tables may write it."""
YES = frozenset({"1", "yes", "y", "true", "是", "重"})
MOST_BYTES = 2_000_000
CATEGORY_WORDS = {
    "挂号": "registered",
    "掛號": "registered",
    "贵重": "valuable",
    "貴重": "valuable",
    "生鲜": "fresh",
}
CATEGORY_WORDS |= {"生鮮": "fresh", "普通": "ordinary"}
SIZE_WORDS = {"小": "S", "中": "M", "大": "L", "特大": "XL"}


@dataclass(frozen=True)
class Announced:
    """What announcing came to: how many were taken and known, and the code of what is wrong by line."""

    taken: int
    known: int
    wrong: Mapping[int, str]
    again: str = ""
    """The table's head and its wrong lines, to be put right and sent again."""


class Deliveries:
    """Parcels that are yet to come."""

    def __init__(self, ledger: Ledger, directory: Directory, clock: Clock) -> None:
        self._ledger = ledger
        self._directory = directory
        self._clock = clock

    def from_table(self, table: bytes, by: str) -> Announced:
        """Take a CSV table: UTF-8 or GB 18030, with commas, semicolons or tabs, a head in any of the three languages.

        Raises:
            Refused: `delivery.table` for what is no such table, or too large.
        """
        text = text_of(table)
        rows = list(self._rows(text))
        found = self.take([announcement for _, announcement in rows], f"csv:{by}")
        wrong = {rows[number - 1][0]: code for number, code in found.wrong.items()}
        lines = [line.rstrip("\r") for line in text.split("\n")]  # as the table's reader counts them
        again = [lines[0], *(lines[number - 1] for number in wrong if number <= len(lines))] if wrong else []
        return Announced(found.taken, found.known, wrong, "\n".join(again))

    def take(self, announcements: Sequence[Announcement], source: str) -> Announced:
        """Record announcements; the good ones count, whatever is wrong with others.

        Raises:
            Refused: `delivery.table` for too many at once.
        """
        if len(announcements) > MOST_AT_ONCE:
            raise Refused("delivery.table")
        outcome: list[Announced] = []

        def decide(house: House) -> list[Event]:
            found = announce(house, announcements, source, self._clock.now())
            taken = sum(isinstance(event, d.DeliveryAnnounced) for event in found.events)
            outcome[:] = [Announced(taken, found.known, found.wrong)]
            return list(found.events)

        self._ledger.execute(decide)
        return outcome[0]

    def awaited(self, *, words: str = "", source: str = "") -> list[Delivery]:
        """Return what is awaited, the newest first: all of it, or what has `words` in it or is from `source`."""
        wanted, digits = words.strip().casefold(), home_digits(words)
        return [
            one
            for one in reversed(list(self._ledger.house.deliveries.values()))
            if (not source or one.source == source)
            and (
                wanted in one.barcode.casefold()
                or wanted in one.carrier.casefold()
                or wanted in one.unit.casefold()
                or (digits and not re.search("[a-z]", wanted) and home_digits(one.unit).startswith(digits))
            )
        ]

    def withdraw(self, barcode: str, *, source: str = "") -> bool:
        """Return whether a parcel was awaited, and now is not. `source`: only if it was announced from there."""

        def decide(house: House) -> list[Event]:
            known = house.deliveries.get(barcode)
            ours = known is not None and source in ("", known.source)
            return [d.DeliveryWithdrawn(barcode, "called_off")] if ours else []

        return bool(self._ledger.execute(decide))

    def _rows(self, text: str) -> Iterator[tuple[int, Announcement]]:
        """Yield each row with its line number; an empty line is none."""
        try:
            dialect = csv.Sniffer().sniff(text.partition("\n")[0], ",;\t")
        except csv.Error:
            dialect = csv.excel
        reader = csv.reader(io.StringIO(text), dialect)
        try:
            heads = _heads(next(reader, []))
            taken = 0
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    taken += 1
                    if taken > MOST_AT_ONCE:
                        raise Refused("delivery.table")  # before anybody's home is looked for
                    yield reader.line_num, self.announcement(_named(heads, cells))
        except csv.Error:
            raise Refused("delivery.table") from None

    def announcement(self, row: Mapping[str, str]) -> Announcement:
        """Return what one row announces: text by the names of `COLUMNS`."""
        size, category = row.get("size", "").upper(), row.get("category", "").casefold()
        return Announcement(
            barcode=row.get("barcode", "").replace(" ", ""),
            unit=row.get("unit", ""),
            person=self._meant(row),
            size=SIZE_WORDS.get(size, size),
            heavy=row.get("heavy", "").casefold() in YES,
            carrier=row.get("carrier", ""),
            category=CATEGORY_WORDS.get(category, category),
        )

    def _meant(self, row: Mapping[str, str]) -> str:
        """Return which resident of the home is meant, by name or end of the phone; "" for nobody in particular."""
        home, name = home_digits(row.get("unit", "")), row.get("name", "")
        last_four = row.get("last_four", "")[-4:]
        for person in self._ledger.house.people.values():
            if person.role is not Role.RESIDENT or home_digits(person.unit or "") != home:
                continue
            card = self._directory.card(person.id)
            phone = (card.phone if card else None) or ""
            if card and (card.name == name or (len(last_four) == 4 and phone.endswith(last_four))):
                return person.id
        return ""


def text_of(table: bytes) -> str:
    """Return the text of a table, whichever program wrote it.

    Raises:
        Refused: `delivery.table`.
    """
    if len(table) > MOST_BYTES:
        raise Refused("delivery.table")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return unicodedata.normalize("NFKC", table.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Refused("delivery.table")


def _heads(cells: Iterable[str]) -> list[str]:
    heads = [
        next((name for name, words in COLUMNS.items() if cell.strip().casefold() in words), "")
        for cell in cells
    ]
    if not {"barcode", "unit"} <= set(heads):
        raise Refused("delivery.table")
    return heads


def _named(heads: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {head: cell.strip() for head, cell in zip(heads, cells, strict=False) if head}
