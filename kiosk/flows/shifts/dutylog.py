"""The duty log at the desk: written line by line, put right by further lines, read by day, compared with its print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from kiosk.domain.dutylog.entry import DutyEntry, last_written, mark_of
from kiosk.domain.dutylog.writing import WriteLine, decide_correction, decide_line, written_by
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.registers.finding import bounds_of
from kiosk.flows.shifts.wordbook import Wordbook
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger, Sealed
from kiosk.ports.register import Register

LONGEST_WORDS = 1000
PER_DAY = 400
"""So many lines of a day are shown at most."""
PATIENCE_S = 0.15
"""So long somebody who looks for words waits for older lines to be read."""
NUMBER = re.compile(r"([12]\d{3})-(\d{1,6})")


@dataclass(frozen=True)
class Compared:
    """What a printed line says against the log. `entry`: the line of that number, None for none.

    `same`: the mark is the log's own. `whole`: every line of that year up to it carries the mark that it must.
    """

    name: str
    entry: DutyEntry | None
    same: bool
    whole: bool


class DutyLog:
    """《值班日志》: nothing in it is ever changed, or taken out."""

    def __init__(self, ledger: Ledger, register: Register, clock: Clock, time_zone: str) -> None:
        self._ledger = ledger
        self._register = register
        self._clock = clock
        self._zone = ZoneInfo(time_zone)
        self._zone_name = time_zone
        self._wordbook = Wordbook(ledger, register)
        self.start, self.stop = self._wordbook.start, self._wordbook.stop

    def write(self, act: str, kind: str, happened: datetime | None, by: Person, words: str) -> DutyEntry:
        """Return the line that somebody has written. `act`: the form's id; `happened` None: just now.

        Raises:
            Refused: as `writing.decide_line`.
        """
        return self._write(act, kind, happened, by, words, None)

    def correct(
        self, act: str, wrong: str, kind: str, happened: datetime | None, by: Person, words: str
    ) -> DutyEntry:
        """Return the line that stands in place of an earlier one from now on.

        Raises:
            Refused: as `writing.decide_correction`.
        """
        return self._write(act, kind, happened, by, words, wrong)

    def day(self, day: str) -> list[DutyEntry]:
        """Return the lines of a day of the site ("2026-05-03"), as they were written, the first one first."""
        since, before = bounds_of(day, self._zone_name)
        found = self._register.matters(DutyEntry, since=since, before=before, most=PER_DAY)
        return sorted(found, key=_in_order)

    def find(self, words: str, people: Sequence[str] = (), most: int = 50) -> list[DutyEntry]:
        """Return lines with these words in them, in their number or by these people, the newest first.

        Until `read_to_the_end` it may be that older ones are found a moment later.
        """
        wanted = words.strip()
        named = self._register.matters(DutyEntry, words=wanted, people=people, most=most)
        found = {one.id: one for one in named}
        self._wordbook.begin()
        self._wordbook.whole(PATIENCE_S)
        for one in (self.entry(name) for name in self._wordbook.holding(wanted)[:most]):
            if (
                one and wanted.casefold() in self.words(one).casefold()
            ):  # it may have been erased since it was read
                found[one.id] = one
        return sorted(found.values(), key=_in_order, reverse=True)[:most]

    @property
    def read_to_the_end(self) -> bool:
        """Whether `find` looks for words in every line; in the first moments after a start it does not."""
        return self._wordbook.whole(0)

    def words(self, entry: DutyEntry) -> str:
        """Return what was written, "" for what the house has added, or what is not kept any more."""
        content = self._ledger.opened(entry.words) if entry.words else None
        return content.decode(errors="replace") if content else ""

    def entry(self, name: str) -> DutyEntry | None:
        """Return a line, however long ago it was written."""
        return self._ledger.house.duty_entries.get(name) or self._register.matter(DutyEntry, name)

    def last(self) -> DutyEntry | None:
        """Return the line that was written last."""
        return last_written(self._ledger.house)

    def today(self) -> str:
        """Return the site's present day, "2026-05-03"."""
        return self._clock.now().astimezone(self._zone).date().isoformat()

    def moment(self, day: str, hour: str) -> datetime | None:
        """Return a day and an hour of the site's clock ("2026-05-03", "07:30") as a moment, None for what is none."""
        try:
            return datetime.fromisoformat(f"{day}T{hour}:00").replace(tzinfo=self._zone).astimezone(UTC)
        except (ValueError, OverflowError):  # before the calendar's first hour, in another zone
            return None

    def compare(self, number: str, mark: str) -> Compared:
        """Return whether a printed line, and with it every line before it in its year, is as the log has it.

        Raises:
            Refused: `duty.number` for what is no line's number.
        """
        found = NUMBER.fullmatch(number.strip())
        if not found or not int(found[2]):
            raise Refused("duty.number")
        year, wanted = int(found[1]), int(found[2])
        typed, marks, expected, whole = _bare(mark), "", 1, True
        for entry in self._written_in(year):
            whole = whole and entry.number == expected and mark_of(entry, marks) == entry.mark
            marks, expected = entry.mark, entry.number + 1
            if entry.number == wanted:
                return Compared(entry.name, entry, typed == entry.mark, whole)
        return Compared(f"{year}-{wanted:04}", None, same=False, whole=whole)

    def _written_in(self, year: int) -> Iterator[DutyEntry]:
        """Yield what was written in a year's book, in the order of its numbers."""
        first = datetime(year, 1, 1, tzinfo=self._zone).astimezone(UTC)
        until = datetime(year + 1, 1, 1, tzinfo=self._zone).astimezone(UTC) + timedelta(days=1)
        before, before_id, found = f"{until:%Y-%m-%dT%H:%M:%S}", "", list[DutyEntry]()
        while page := self._register.matters(
            DutyEntry, since=f"{first:%Y-%m-%dT%H:%M:%S}", before=before, before_id=before_id, most=1000
        ):
            found += page
            before, before_id = f"{page[-1].made.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", page[-1].id
        yield from sorted((one for one in found if one.written and one.year == year), key=_in_order)

    def _write(
        self, act: str, kind: str, happened: datetime | None, by: Person, words: str, wrong: str | None
    ) -> DutyEntry:
        typed = words.strip()[:LONGEST_WORDS].encode()
        if known := written_by(self._ledger.house, act):
            return known
        now = self._clock.now()
        command = WriteLine(
            act=act,
            kind=kind,
            happened=(happened or now).replace(second=0, microsecond=0),
            by=by,
            words=f"words:d-{act[:16]}" if typed else "",
            digest=sha256(typed).hexdigest(),
            year=now.astimezone(self._zone).year,
        )
        was = self.entry(wrong) if wrong else None
        sealed = [Sealed(command.words, by.id, typed)] if typed else []
        self._ledger.execute(
            lambda house: (
                decide_line(house, command, now)
                if wrong is None
                else decide_correction(house, command, was, now)
            ),
            sealed=sealed,
        )
        written = written_by(self._ledger.house, act)
        if written is None:  # so many lines were added since that it is not at hand any more
            raise Refused("duty.unknown")
        return written


def _in_order(entry: DutyEntry) -> tuple[datetime, int, int]:
    return entry.made, entry.year, entry.number


def _bare(mark: str) -> str:
    return re.sub(r"[^0-9a-f]", "", mark.casefold())
