"""The registers of the key desk (登记表册): searched, page by page, a period of each at once for its sheet of paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.domain.house import House
from kiosk.domain.money.account import CURRENCY
from kiosk.domain.movein.movein import MoveIn
from kiosk.domain.movements import Kind, Movement, Stage
from kiosk.flows.parcels.sending_slips import sent_line
from kiosk.flows.people.directory import Directory
from kiosk.flows.registers import lines as lines
from kiosk.flows.registers.books import BOOKS, Book
from kiosk.flows.registers.correction_lines import with_corrections
from kiosk.flows.registers.writer import Entry, Writer
from kiosk.language.messages import Language
from kiosk.language.reader import reads
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

REGISTERS = ("lent", "kept", "movein", "agreements", "stocktakes", "sent", *BOOKS)
COLUMNS = {
    "lent": ("key", "borrower", "taken", "signed", "returned", "signed_back"),
    "kept": ("home", "key", "left", "signed", "taken_home", "signed_home"),
    "movein": ("home", "day", "handed", "owed", "owner_signed", "estate_signed"),
    "agreements": ("home", "purpose", "period", "state", "resident_signed", "estate_signed"),
    "stocktakes": ("day", "why", "counted", "differences", "signed", "second_signed"),
    "sent": ("sent_on", "sender", "goes_to", "by_carrier", "fee", "courier_signed"),
    **{name: book.columns for name, book in BOOKS.items()},
}
"""The fields of each register's lines; their heads are "registers.column.<name>"."""
AT_ONCE = 50
MOST_HOMES = 12
MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Asked:
    """What is looked up: a register, words ("" for all), a period ("", a month "2026-05" or a day "2026-05-03")."""

    register: str
    words: str = ""
    period: str = ""
    before: str = ""
    """With `before_id`: the last line of the page before this one."""
    before_id: str = ""


@dataclass(frozen=True)
class Page:
    """Some lines, newest first, and the last one's place if there are older ones."""

    entries: Sequence[Entry]
    older: tuple[str, str] | None = None


Batch = tuple[list[Entry], tuple[str, str] | None]
"""Lines, and where the ones after them begin; None when these were the last."""


class Registers:
    """Each asks by an index: a page of a day takes as long with ten thousand lines behind it as with two millions."""

    def __init__(
        self,
        ledger: Ledger,
        register: Register,
        directory: Directory,
        clock: Clock,
        time_zone: str,
        currency: str = CURRENCY,
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._directory = directory
        self._clock = clock
        self._zone = time_zone
        self._currency = currency

    def page(self, asked: Asked, language: Language) -> Page:
        """Return a page of a register; lines that came to nothing are left out."""
        entries, older = self._batch(asked, language, AT_ONCE)
        return Page(entries, older)

    def all(self, asked: Asked, language: Language, most: int) -> Iterator[Entry]:
        """Yield every line that fits, newest first, `most` at most."""
        left = most
        while left > 0:
            entries, older = self._batch(asked, language, min(200, left))
            yield from entries[:left]
            left -= len(entries)
            if older is None:
                return
            asked = Asked(asked.register, asked.words, asked.period, *older)

    def writer(self, language: Language) -> Writer:
        """Return the record in one language."""
        reads(language)
        now, names = self._clock.now(), self._directory
        return Writer(self._ledger, self._register, names, self._zone, language, now, self._currency)

    def this_month(self) -> str:
        """Return the site's present month, "2026-05"."""
        return self._clock.now().astimezone(ZoneInfo(self._zone)).strftime("%Y-%m")

    def _batch(self, asked: Asked, language: Language, most: int) -> Batch:
        writer = self.writer(language)
        known: dict[str, Callable[[Writer, Asked, int], Batch]] = {
            "lent": self._lent,
            "kept": self._kept,
            "movein": self._handed_over,
            "agreements": self._agreements,
            "stocktakes": self._stocktakes,
            "sent": self._sent,
        }
        if book := BOOKS.get(asked.register):
            return self._book(writer, book, asked, most)
        return known[asked.register](writer, asked, most)

    def _book(self, writer: Writer, book: Book, asked: Asked, most: int) -> Batch:
        since, until = bounds_of(asked.period, self._zone)
        people, _ = meant(self._ledger.house, self._directory, asked.words)
        found: Sequence[Any] = self._register.matters(
            book.kind,
            words=asked.words.strip(),
            people=people,
            since=since,
            before=asked.before or until,
            before_id=asked.before_id,
            most=most,
        )
        entries = [
            with_corrections(writer, asked.register, book.columns, book.line(writer, one)) for one in found
        ]
        return entries, (entries[-1].at, entries[-1].id) if len(entries) == most else None

    def _lent(self, writer: Writer, asked: Asked, most: int) -> Batch:
        both = [*self._moved(asked, Kind.ISSUE, most), *self._moved(asked, Kind.HAND_OVER, most)]
        found = sorted(both, key=lambda one: (lines.stamp(one.begun), one.id), reverse=True)[:most]
        borrowed = [one for one in found if one.stage is not Stage.ABANDONED]
        return [lines.outing(writer, one) for one in borrowed], _after(found, most)

    def _kept(self, writer: Writer, asked: Asked, most: int) -> Batch:
        both = [*self._moved(asked, Kind.LEAVE, most), *self._moved(asked, Kind.TAKE_BACK, most)]
        found = sorted(both, key=lambda one: (lines.stamp(one.begun), one.id), reverse=True)[:most]
        shown = [one for one in found if one.stage is not Stage.ABANDONED and self._has_line(one)]
        return [lines.keeping(writer, one) for one in shown], _after(found, most)

    def _has_line(self, moved: Movement) -> bool:
        """A key that went home stands on the line of its being left, where that is on record."""
        if moved.kind is Kind.LEAVE:
            return True
        return not self._register.movements(item=moved.item, kind=Kind.LEAVE.value, most=1)

    def _handed_over(self, writer: Writer, asked: Asked, most: int) -> Batch:
        since, until = bounds_of(asked.period, self._zone)
        found: list[MoveIn] = []
        for unit in self._homes(asked.words):
            found += self._register.move_ins(
                unit=unit, since=since, before=asked.before or until, before_id=asked.before_id, most=most
            )
        newest = sorted(found, key=lambda one: (lines.stamp(one.begun), one.id), reverse=True)[:most]
        last = newest[-1] if len(newest) == most else None
        older = (lines.stamp(last.begun), last.id) if last else None
        return [lines.handing_over(writer, one) for one in newest], older

    def _homes(self, words: str) -> list[str]:
        """Return the homes that words may mean, [""] for all of them."""
        wanted = words.strip().casefold()
        if not wanted:
            return [""]
        people, _ = meant(self._ledger.house, self._directory, words)
        homes = {self._ledger.house.people[one].unit or "" for one in people}
        homes |= {one.unit or "" for one in self._ledger.house.people.values() if _begins(one.unit, wanted)}
        return sorted({*homes, words.strip().upper()} - {""})[:MOST_HOMES]

    def _agreements(self, writer: Writer, asked: Asked, most: int) -> Batch:
        since, until = bounds_of(asked.period, self._zone)
        people, _ = meant(self._ledger.house, self._directory, asked.words)
        wanted = asked.words.strip().casefold()
        found = [
            (lines.stamp(one.since), one.id, one)
            for one in self._ledger.house.consents.values()
            if not wanted or wanted in one.unit.casefold() or one.given_by in people
        ]
        begins = (asked.before or until, asked.before_id)
        found = [row for row in found if row[0] >= since and (not begins[0] or (row[0], row[1]) < begins)]
        newest = sorted(found, key=lambda row: row[:2], reverse=True)[:most]
        older = (newest[-1][0], newest[-1][1]) if len(newest) == most else None
        return [lines.agreement(writer, one) for _, _, one in newest], older

    def _sent(self, writer: Writer, asked: Asked, most: int) -> Batch:
        since, until = bounds_of(asked.period, self._zone)
        people, _ = meant(self._ledger.house, self._directory, asked.words)
        found = self._register.sendings(
            words=asked.words.strip(),
            people=people,
            since=since,
            before=asked.before or until,
            before_id=asked.before_id,
            most=most,
        )
        older = (lines.stamp(found[-1].made), found[-1].id) if len(found) == most else None
        return [sent_line(writer, one) for one in found], older

    def _stocktakes(self, writer: Writer, asked: Asked, most: int) -> Batch:
        since, until = bounds_of(asked.period, self._zone)
        before = int(asked.before) if re.fullmatch(r"\d{1,12}", asked.before) else None
        found = self._register.stocktakes(before_seq=before, most=most)
        entries = []
        for seq, name in found:
            one = self._register.stocktake(name)
            ended = lines.stamp(one.ended) if one and one.ended else ""
            if one is not None and since <= ended and (not until or ended < until):
                entries.append(lines.counted(writer, one, seq))
        over = len(found) < most or bool(since and found and not entries)
        return entries, None if over else (str(found[-1][0]), "")

    def _moved(self, asked: Asked, kind: Kind, most: int) -> Sequence[Movement]:
        since, until = bounds_of(asked.period, self._zone)
        people, keys = meant(self._ledger.house, self._directory, asked.words)
        keys += self._register.keys_struck_off(asked.words)
        return self._register.movements(
            words=asked.words.strip(),
            kind=kind.value,
            people=people,
            items=keys,
            since=since,
            before=asked.before or until,
            before_id=asked.before_id,
            most=most,
        )


def _after(found: Sequence[Movement], most: int) -> tuple[str, str] | None:
    return (lines.stamp(found[-1].begun), found[-1].id) if len(found) == most else None


def _begins(unit: str | None, wanted: str) -> bool:
    return bool(unit) and (unit or "").casefold().startswith(wanted)


def meant(house: House, directory: Directory, words: str) -> tuple[list[str], list[str]]:
    """Return the people and keys that words may mean: by name, phone's end, company, label."""
    wanted = words.strip().casefold()
    if not wanted:
        return [], []
    people = []
    for person in house.people.values():
        card = directory.card(person.id)
        said = f"{card.name}\n{person.company or ''}".casefold() if card else ""
        if wanted in said or (len(wanted) >= 4 and card and (card.phone or "").endswith(wanted)):
            people.append(person.id)
    keys = [
        key.id
        for key in house.keys.values()
        if any(wanted in key.label.in_language(one.value).casefold() for one in Language)
    ]
    return people, keys


def period_in(asked: str) -> str:
    """Return a period as an address may carry it: a month, a day, or "" for what is neither."""
    if MONTH.fullmatch(asked):
        return asked
    try:
        found = date.fromisoformat(asked) if len(asked) == 10 else None
    except ValueError:
        return ""
    return asked if found and 1970 < found.year < 9999 else ""


def bounds_of(period: str, zone: str) -> tuple[str, str]:
    """Return the first moment of a month or a day and the first one after it, in UTC as text; "" for no limit."""
    if not period:
        return "", ""
    here = ZoneInfo(zone)
    if len(period) == 7:
        first = date(int(period[:4]), int(period[5:]), 1)
        last = (first + timedelta(days=31)).replace(day=1)
    else:
        first = date.fromisoformat(period)
        last = first + timedelta(days=1)
    return _midnight(first, here), _midnight(last, here)


def _midnight(day: date, zone: ZoneInfo) -> str:
    return datetime.combine(day, time(), zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
