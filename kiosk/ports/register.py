"""The register: what the journeys ask of everything that was ever recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from kiosk.domain.alarms.alarm import Alarm
from kiosk.domain.bookings.booking import Booking
from kiosk.domain.house import House
from kiosk.domain.inspections.inspection import Inspection
from kiosk.domain.items import Parcel
from kiosk.domain.keys.changes import Rule
from kiosk.domain.keys.events import RulesChanged
from kiosk.domain.movein.movein import MoveIn
from kiosk.domain.movements import Movement
from kiosk.domain.sending.sending import Sending
from kiosk.domain.shifts.shift import Shift
from kiosk.domain.stocktake.stocktake import Stocktake


@dataclass(frozen=True)
class LogLine:
    """One event as the log holds it."""

    seq: int
    at: datetime
    kind: str
    body: Mapping[str, object]


M = TypeVar("M")


SHORTEST_WORDS, SHORT_WORDS_IN = 3, 3_000
"""Words of fewer characters are looked for in so many of the newest movements only."""


EVENTS_SEARCHED = 10_000
"""How many events one search for words looks through."""


@dataclass(frozen=True)
class KeyOuting:
    """One time that somebody had a key. `movement`: by which it left, "" for none; `back`: None while it is out."""

    key: str
    bearer: str
    movement: str
    taken: datetime
    back: datetime | None


@dataclass(frozen=True)
class KeyUse:
    """How often one person took one key, for how long altogether, and when last."""

    key: str
    bearer: str
    times: int
    out_s: int
    last: datetime


@dataclass(frozen=True)
class RuleLine:
    """One change of a rule, how it was before (None: there was none), and who noted what, if it was at the desk."""

    seq: int
    at: datetime
    rule: Rule
    before: Rule | None
    noted: RulesChanged | None


@dataclass(frozen=True)
class Moved:
    """One movement as a report counts it: its kind and stage, how its bearer was identified, when it began."""

    kind: str
    stage: str
    how: str
    begun: datetime


@dataclass(frozen=True)
class KeyBack:
    """A key that came back, and when it had been due."""

    key: str
    back: datetime
    due: datetime | None


class Register(Protocol):
    """Questions to the record, beyond the present."""

    def moved(self, since: str, before: str, most: int | None = None) -> Sequence[Moved]:
        """Return the first `most` movements, or all, that began between two moments (ISO times, UTC)."""

    def keys_back(self, since: str, before: str, taken_since: str) -> Sequence[KeyBack]:
        """Return every key that came back between two moments, of those that left at `taken_since` or later."""

    def happened(self, since: str, before: str) -> Mapping[str, int]:
        """Return how many events of each kind were recorded between two moments."""

    def events_between(
        self, kinds: Sequence[str], since: str, before: str, *, before_seq: int | None = None, most: int = 50
    ) -> Sequence[LogLine]:
        """Return events of these kinds that were recorded between two moments, newest first."""

    def outings(
        self, keys: Sequence[str], *, first: int = 0, most: int = 50, since: datetime | None = None
    ) -> Sequence[KeyOuting]:
        """Return some outings of some keys, newest first, from the `first` on. A resident's own are none.

        `since`: none that began earlier.
        """

    def outing_count(self, keys: Sequence[str], *, since: datetime | None = None) -> int:
        """Return how many outings some keys have had, from a moment on or ever."""

    def key_use(self, since: datetime, before: datetime, now: datetime, *, key: str = "") -> Sequence[KeyUse]:
        """Return who took each key (or one) how often between two moments; one still out counts until `now`."""

    def last_taken(self, keys: Sequence[str]) -> Mapping[str, datetime]:
        """Return when each of some keys left last; one that never did is not in it."""

    def hash_of(self, seq: int) -> str:
        """Return the hash of an event in hex, "" where there is none of that number."""

    def naming(self, name: str, most: int) -> Sequence[LogLine]:
        """Return the newest events in which an id stands, however long ago. Slow: it reads the whole log."""

    def keys_struck_off(self, words: str) -> Sequence[str]:
        """Return the keys with these words in their label that have left the register."""

    def keys_of_home(self, unit: str) -> Sequence[str]:
        """Return every key of a home, also those that have left the register."""

    def rule_lines(self, *, before_seq: int | None = None, most: int = 50) -> Sequence[RuleLine]:
        """Return the changes of the rules about keys, newest first."""

    def movements(
        self,
        *,
        words: str = "",
        kind: str = "",
        place: str = "",
        item: str = "",
        person: str = "",
        people: Sequence[str] = (),
        items: Sequence[str] = (),
        since: str = "",
        before: str = "",
        before_id: str = "",
        most: int = 50,
    ) -> Sequence[Movement]:
        """Return movements, newest first, that fit all of what is asked.

        `words` is looked for in a key's id, place, bearer, recipient, unit, work order and a parcel's number, and
        where an id begins; fewer than `SHORTEST_WORDS` characters in the newest `SHORT_WORDS_IN` alone. `people` and
        `items` widen it to what these bore, were to receive, or are. `person`: bore it, or was to receive it.
        `since` and `before`: begun then or later, begun earlier (ISO times, UTC); with `before_id`, begun at
        `before` itself as well, when its id is smaller: the last row of a page is where the next one goes on.
        """

    def parcel(self, parcel: str) -> Parcel | None:
        """Return a parcel, however long ago it left."""

    def events(self, *, words: str = "", before_seq: int | None = None, most: int = 50) -> Sequence[LogLine]:
        """Return events, newest first; `words` are looked for in the `EVENTS_SEARCHED` before `before_seq` alone."""

    def alarms(
        self,
        *,
        kind: str = "",
        place: str = "",
        since: str = "",
        before: str = "",
        before_id: str = "",
        most: int = 50,
    ) -> Sequence[Alarm]:
        """Return alarms, newest first; limits as for movements."""

    def alarm(self, name: str) -> Alarm | None:
        """Return one alarm, however long ago it was dealt with."""

    def move_ins(
        self, *, unit: str = "", since: str = "", before: str = "", before_id: str = "", most: int = 50
    ) -> Sequence[MoveIn]:
        """Return lists of what was handed over at a move-in, newest first; limits as for movements."""

    def move_in(self, name: str) -> MoveIn | None:
        """Return one list, however long ago it was signed."""

    def next_confirmed(self, movement: Movement) -> Movement | None:
        """Return the next movement of the same item that was confirmed, if there is one."""

    def stocktakes(self, *, before_seq: int | None = None, most: int = 50) -> Sequence[tuple[int, str]]:
        """Return the stocktakes that ended, newest first: the number of the event by which each did, and its id."""

    def stocktake(self, name: str) -> Stocktake | None:
        """Return a stocktake that two people have signed, as it was when it ended."""

    def shifts(
        self, *, person: str = "", before: str = "", before_id: str = "", most: int = 50
    ) -> Sequence[Shift]:
        """Return shifts, also those that go on, the last begun first; limits as for movements."""

    def shift(self, name: str) -> Shift | None:
        """Return one shift, however long ago it was."""

    def rights_at(self, at: datetime) -> House:
        """Return people, keys and their rules as they were on record at `at`; nothing else of the house."""

    def bookings(
        self, since: datetime, before: datetime, *, key: str = "", most: int = 500
    ) -> Sequence[Booking]:
        """Return the bookings, live or not, that have a moment between these two, in the order of their start."""

    def sendings(
        self,
        *,
        words: str = "",
        people: Sequence[str] = (),
        since: str = "",
        before: str = "",
        before_id: str = "",
        most: int = 50,
    ) -> Sequence[Sending]:
        """Return parcels that residents sent, however long ago, newest first; limits as for movements.

        `words` is looked for in home, waybill, carrier and number; `people` widens it to what these sent.
        """

    def matters(
        self,
        kind: type[M],
        *,
        words: str = "",
        people: Sequence[str] = (),
        unit: str = "",
        since: str = "",
        before: str = "",
        before_id: str = "",
        most: int = 50,
    ) -> Sequence[M]:
        """Return what the desk keeps of a kind (a class that `House` has a mapping of), however long ago, newest first.

        `words` is looked for in what the ledger's `FOUND` names for it; `people` widens that; alone it limits to
        theirs. Limits as for movements.
        """

    def matter(self, kind: type[M], name: str) -> M | None:
        """Return one of a kind, however long ago it was over."""

    def inspections(self, unit: str, *, most: int = 60) -> Sequence[Inspection]:
        """Return the inspections of a home, also those that were missed, newest first."""

    def inspection(self, inspection: str) -> Inspection | None:
        """Return an inspection, however long ago it was."""

    def beside(
        self, *, place: str = "", item: str = "", person: str = "", most: int = 30
    ) -> Sequence[LogLine]:
        """Return what happened at a place or with an item beside its movements, newest first.

        Doors that were forced, doubts, what the desk did. Looks at the last 20 000 events.
        """
