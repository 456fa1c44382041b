"""What ails a device, as a code that people's words stand under: told from exceptions and counters, not from text."""

from __future__ import annotations

import errno
import termios
from collections.abc import Iterator, Mapping

from drivers.trouble import DeviceTrouble, LinkLost, NoReply

CODES = frozenset(
    {
        "not_yet",  # nobody has tried yet
        "gone",  # no such port, cable, folder or address
        "busy",  # another program has it
        "forbidden",  # no permission to open it
        "wrong_port",  # something is there, and it is not this kind of device
        "not_installed",  # a library is missing
        "silent",  # it is there and says nothing
        "garbled",  # bytes come, and nothing whole among them
        "echo",  # the line hears its own questions, and nothing else
        "stranger",  # another board answers than the one that was asked
        "contradicts",  # whole answers that do not fit the question
        "board_silent",
        "board_garbled",
        "board_echo",
        "board_stranger",
        "board_contradicts",
        "coil_on",  # a coil does not let go
        "bus_gone",  # some of the key tags' buses are missing
        "wrong_key",  # a reader has another key than ours
        "tampered",  # a reader's case is open
        "paper_out",
        "paper_low",
        "cover_open",
        "cutter",
        "overheated",
        "printer_error",
        "no_picture",
        "no_sound",  # the machine has no sound card
        "unsteady",  # it comes and goes
        "room_low",  # the record's disk has little room
        "room_spent",  # it has next to none: nothing new is taken in
        "record_unwritable",  # it takes nothing
        "record_gone",  # its file is not at its place any more
        "record_replaced",  # another one has come there
        "record_damaged",  # what it holds can't be read as it was written
        "limited",  # works in part, for a reason without a code of its own
        "bug",
    }
)
"""Every code there is. The catalogue of messages has words for each."""

COUNTERS = (
    "skipped_bytes",
    "skipped_lines",
    "bad_checksums",
    "foreign_replies",
    "bad_reads",
    "half_lines",
    "unclear_readings",
)
"""Attributes in which a driver may count what came and was no answer, since it was opened."""

_OF_ERRNO = {
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.EBUSY: "busy",
    errno.EAGAIN: "busy",
    errno.ENOTTY: "wrong_port",
    errno.EINVAL: "wrong_port",
    errno.EISDIR: "wrong_port",
}


class Ailment(str):
    """Why a device works in part: words for engineers that carry their code; "" is no ailment."""

    code: str
    boards: tuple[int, ...]

    def __new__(cls, detail: str, code: str = "limited", boards: tuple[int, ...] = ()) -> Ailment:
        """Return `detail` with its code, and the boards that it is about."""
        made = super().__new__(cls, detail)
        made.code, made.boards = (code if detail else ""), boards
        return made


class Tally:
    """Bad frames of one device by kind, kept over its reopenings."""

    def __init__(self) -> None:
        self._earlier: dict[str, int] = {}
        self._now: dict[str, int] = {}

    def look(self, device: object) -> Mapping[str, int]:
        """Take in a device's counters; return what came on top since the last look."""
        before, self._now = self._now, counted(device)
        return {name: more for name, count in self._now.items() if (more := count - before.get(name, 0)) > 0}

    def close(self) -> None:
        """Its device is closed: the next one counts from nothing."""
        self._earlier, self._now = dict(self.total()), {}

    def total(self) -> Mapping[str, int]:
        """Return all counts that are not zero."""
        names = {**self._earlier, **self._now}
        sums = {name: self._earlier.get(name, 0) + self._now.get(name, 0) for name in names}
        return {name: count for name, count in sums.items() if count}


class Boards:
    """What ails single boards of one line in one round."""

    def __init__(self, line: object) -> None:
        self._line = line
        self._counts = Tally()
        self._counts.look(line)
        self._codes: dict[int, str] = {}
        self._strangers = False
        self.troubles: dict[int, DeviceTrouble] = {}

    def answered(self) -> None:
        """The board that was asked last is well."""
        self._strangers |= "foreign_replies" in self._counts.look(self._line)

    def missed(self, board: int, trouble: DeviceTrouble) -> None:
        """Take in what came of asking `board`."""
        self.troubles[board] = trouble
        self._codes[board] = code_of(trouble, self._line, self._counts.look(self._line))

    def ailment(self) -> Ailment:
        """Return what ails those that missed: one code, the most telling, for all of them."""
        if (
            self._strangers
        ):  # what should have come from one that is silent came too late, while another was asked
            self._codes = {b: "stranger" if code == "silent" else code for b, code in self._codes.items()}
        if self._codes:
            code = f"board_{min(self._codes.values(), key=_MOST_TELLING.index)}"
            details = "; ".join(trouble.detail for trouble in self.troubles.values())
            return Ailment(details, code, tuple(self._codes))
        burning = sorted(getattr(self._line, "burning", ()))
        words = ", ".join(f"board {board} channel {channel}" for board, channel in burning)
        return Ailment(f"coil on: {words}" if words else "", "coil_on", tuple({b: 0 for b, _ in burning}))


_MOST_TELLING = ("echo", "stranger", "garbled", "contradicts", "silent")


def counted(device: object) -> dict[str, int]:
    """Return those of `COUNTERS` that a device has."""
    return {name: count for name in COUNTERS if isinstance(count := getattr(device, name, None), int)}


def code_of(trouble: DeviceTrouble, device: object = None, more: Mapping[str, int] | None = None) -> str:
    """Return the code for `trouble`; `more` is what the device's counters have gained with it."""
    if trouble.code:
        return trouble.code
    if isinstance(trouble, LinkLost):
        return _lost(trouble)
    if not isinstance(trouble, NoReply):
        return "contradicts"
    if getattr(device, "only_echo", False):
        return "echo"
    if more and "foreign_replies" in more:
        return "stranger"
    return "garbled" if more else "silent"


def _lost(trouble: LinkLost) -> str:
    for cause in _causes(trouble):
        if isinstance(cause, ImportError):
            return "not_installed"
        number = cause.args[0] if isinstance(cause, termios.error) else getattr(cause, "errno", None)
        if number in _OF_ERRNO:
            return _OF_ERRNO[number]
    return "gone"


def _causes(trouble: BaseException) -> Iterator[BaseException]:
    """Yield what led to `trouble`, nearest first."""
    cause = trouble.__cause__ or trouble.__context__
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
