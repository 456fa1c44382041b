"""What the journeys need of the world outside: satisfied by shape, wired in `kiosk.assembly`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from kiosk.domain.alarms.alarm import Alarm
from kiosk.domain.bookings.booking import Booking
from kiosk.domain.documents.document import Document
from kiosk.domain.events import Event
from kiosk.domain.house import House, Recorded
from kiosk.domain.inspections.inspection import Inspection
from kiosk.domain.items import Key, Parcel
from kiosk.domain.keys.changes import Rule
from kiosk.domain.keys.events import RulesChanged
from kiosk.domain.movein.movein import MoveIn
from kiosk.domain.movements import Movement
from kiosk.domain.places import Reading
from kiosk.domain.sending.sending import Sending
from kiosk.domain.shifts.shift import Shift
from kiosk.domain.stocktake.stocktake import Stocktake
from kiosk.language.messages import Language


class Unavailable(Exception):
    """A device that this needs is not there; `device` is its name in the settings, `kind` what it is to people.

    `begun` tells that nobody knows whether the device did what it was asked.
    """

    def __init__(self, device: str, kind: str, detail: str = "", *, begun: bool = False) -> None:
        super().__init__(f"{device}: {detail}" if detail else device)
        self.device = device
        self.kind = kind
        self.detail = detail
        self.begun = begun


class Clock(Protocol):
    """The time, passed in."""

    def now(self) -> datetime:
        """Return the present, in UTC."""

    def monotonic_s(self) -> float:
        """Return seconds that never jump."""


@dataclass(frozen=True)
class Sealed:
    """Something personal to be kept in the vault, under the key of the person it is about."""

    reference: str
    person: str
    content: bytes


Decide = Callable[[House], Sequence[Event]]


class Ledger(Protocol):
    """The record: everything that happened, in order, on disk before anything moves."""

    @property
    def house(self) -> House:
        """The state after the last event: one consistent, immutable picture."""

    @property
    def head(self) -> str:
        """The hash of the last event, in hex."""

    @property
    def newest(self) -> tuple[int, str]:
        """The number of the last event and its hash in hex, of one and the same."""

    def execute(
        self, decide: Decide, *, sealed: Sequence[Sealed] = (), erased: Sequence[str] = ()
    ) -> Sequence[Recorded]:
        """Return what `decide` made of the house, durably recorded; nobody else decides meanwhile.

        With it the records `sealed` go into the vault, and those whose references are `erased` out of it.
        """

    def find(self, movement: str) -> Movement | None:
        """Return a movement, however long ago it ended."""

    def key(self, key: str) -> Key | None:
        """Return a key, also one that has left the register."""

    def opened(self, reference: str) -> bytes | None:
        """Return what was sealed under `reference`, or None if it is not there any more."""

    def sealed_of(self, *people: str) -> Sequence[str]:
        """Return the references of all that is sealed under the keys of these people."""

    def sealed_before(self, prefix: str, before: datetime, most: int) -> Sequence[str]:
        """Return the references that begin with `prefix` of what was sealed before a moment, `most` at most."""

    def sealed_between(self, first: str, before: str) -> Sequence[str]:
        """Return the references in the vault from `first` on that sort before `before`, in their order."""


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


class Stills(Protocol):
    """The camera, for evidence."""

    def still(self) -> bytes:
        """Return what it sees now as an upright JPEG of at most 1280 x 1280 pixels.

        Raises:
            Unavailable: the camera is down, or gives no whole picture.
        """


class Glances(Protocol):
    """The camera, for whoever holds something before it."""

    def glance(self) -> bytes:
        """Return what it sees now as a mirror would show it: a JPEG too coarse for anybody to read a card in it.

        Raises:
            Unavailable: the camera is down, or gives no whole picture.
        """


@dataclass(frozen=True)
class ReadDocument:
    """A document that was read. `picture`: the side it was read from, cut out upright, a JPEG."""

    document: Document
    picture: bytes = field(repr=False)


class DocumentReading(Protocol):
    """The reader of ID cards, passports and licences. Slow: ask on a thread that nobody waits at a screen for."""

    def prepare(self) -> None:
        """Have it started: a document is about to be shown. Returns at once."""

    def read(self, pictures: Sequence[bytes]) -> Document | None:
        """Return what some pictures (JPEG or PNG) of one document say together, None where none is seen.

        Raises:
            Unavailable: it is not there, or died over it. It comes back by itself.
        """

    def cut_out(self, pictures: Sequence[bytes]) -> ReadDocument | None:
        """Return the same with the document's side, cut out of the last picture that showed it. Raises as `read`."""


class Latches(Protocol):
    """The doors' coils."""

    def unlock(self, place: str) -> None:
        """Fire the latch of a place once.

        Raises:
            Unavailable: its line is down, or did not take the command.
        """

    def reachable(self, place: str) -> bool:
        """Return whether its line is up."""


class Sight(Protocol):
    """What the sensors show at this moment."""

    def reading(self, place: str) -> Reading:
        """Return the last look at a place; unknown while its line is down."""

    def readings(self) -> Mapping[str, Reading]:
        """Return the last look at every place."""


@dataclass(frozen=True)
class DeviceState:
    """A device as people are told of it: condition is "up", "degraded" or "down".

    `code`: what ails it, "" for nothing; the texts under "device.ailment" say it. `detail`: the same for engineers.
    `boards`: those it is about, where it is not the whole line. `bad_frames`: what came and was no answer, by kind,
    since the start. `answered`: when it last made a good round. `round_ms`: how long that took.
    """

    name: str
    kind: str
    condition: str
    since: datetime
    detail: str
    lost_count: int
    code: str = ""
    boards: tuple[int, ...] = ()
    missed_count: int = 0
    bad_frames: Mapping[str, int] = field(default_factory=dict)
    answered: datetime | None = None
    round_ms: float = 0.0


class Devices(Protocol):
    """The state of every device."""

    def states(self) -> Sequence[DeviceState]:
        """Return every device's state, in the order of the settings."""

    def is_up(self, kind: str) -> bool:
        """Return whether at least one device of that kind works."""


class PieceShape(Protocol):
    """A piece of paper to be printed: one bit a pixel, most significant first, 1 = black."""

    @property
    def width_px(self) -> int:
        """Pixels a row."""

    @property
    def rows(self) -> bytes:
        """All rows, each padded to whole bytes."""


class LineShape(Protocol):
    """A line in the printer's own letters."""

    @property
    def text(self) -> str:
        """What stands there."""

    @property
    def size(self) -> tuple[int, int]:
        """How many times wider and higher than plain letters."""

    @property
    def bold(self) -> bool:
        """Whether it is emphasised."""

    @property
    def centred(self) -> bool:
        """Whether it stands in the middle."""

    @property
    def inverse(self) -> bool:
        """Whether it is white on black."""


class TypedShape(Protocol):
    """A piece of paper of lines, and pictures between them."""

    @property
    def strips(self) -> Sequence[PieceShape | LineShape]:
        """Its parts, from the top."""


class Press(Protocol):
    """What makes a document that lasts: a PDF with the site's own signature."""

    def make(self, html: str, reason: str, name: str) -> bytes:
        """Return the signed PDF of an HTML document; `name` signs, and why is the `reason`.

        Raises:
            Unavailable: it could not be made; the detail says why.
        """

    def keep(self, name: str, pdf: bytes) -> str:
        """Return where a PDF was put down for the office to fetch it, readable by nobody else.

        Raises:
            Unavailable: the disk did not take it.
        """

    def tidy(self) -> None:
        """Throw away what was put down too long ago."""


class Speaker(Protocol):
    """The voice that reads pages aloud."""

    def say(self, words: str, language: Language) -> bytes:
        """Return `words` as a WAV file, or b"" where nothing of them can be said.

        Raises:
            Unavailable: it does not work just now.
        """


class Printer(Protocol):
    """The receipt printer."""

    def print(self, pieces: Sequence[PieceShape | TypedShape]) -> tuple[str, str]:
        """Return ("printed" | "not sent" | "unknown", detail), once that is known. Never prints twice."""


@dataclass(frozen=True)
class Message:
    """Words for one person, in their language, and ways to reach them."""

    id: str
    person: str
    name: str
    phone: str | None
    email: str | None
    language: str
    subject: str
    body: str
    qr: str | None = None


class Channel(Protocol):
    """One way to tell people things."""

    name: str

    def send(self, message: Message) -> bool:
        """Return whether it was taken; False: this person can't be reached this way.

        Raises:
            OSError: not now; try again later.
        """
