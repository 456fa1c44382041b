"""The words of the duty log, held in memory so that they are found years later: on disk they lie in the vault alone."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from kiosk.domain.dutylog.entry import DutyEntry
from kiosk.flows.worker import Worker
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

AT_ONCE = 250
"""So many lines are read at a time: whoever looks for words meanwhile waits for no more than these."""
TIDY_EVERY_S = 300.0
FIRST, BEFORE = "words:d-", "words:d."
"""Between them lie the vault's references of what was written into the log."""


class Wordbook:
    """Reads the log from its newest line back, from when somebody first looks for words.

    What was erased is never found again, and is gone from here within `TIDY_EVERY_S`.
    """

    def __init__(self, ledger: Ledger, register: Register) -> None:
        self._ledger = ledger
        self._register = register
        self._lock = threading.Lock()
        self._words: dict[str, tuple[str, str]] = {}
        """By a line's id: the vault's reference, and the words without their capitals."""
        self._begun = False
        self._newest: datetime | None = None
        self._back = ("", "")
        """Where the reading goes on."""
        self._whole = threading.Event()
        self._worker = Worker("duty words", self._turn, again_s=TIDY_EVERY_S)
        self.start, self.stop = self._worker.start, self._worker.stop

    def whole(self, patience_s: float) -> bool:
        """Return whether every line was read, waiting so long for it at most."""
        return self._whole.wait(patience_s)

    def begin(self) -> None:
        """Begin to read, if that has not begun; read what was written since."""
        with self._lock:
            first, self._begun = not self._begun, True
        if first:
            self._read_back()
        else:
            self._read_new()
        if not self._whole.is_set():  # all is read: whoever looks again waits for no tidying
            self._worker.wake()

    def holding(self, wanted: str) -> list[str]:
        """Return the ids of the lines with these words in them, as far as was read, the newest first."""
        words = wanted.casefold()
        with self._lock:
            return sorted((name for name, (_, said) in self._words.items() if words in said), reverse=True)

    def _turn(self) -> None:
        if not self._back[0] and not self._whole.is_set():
            return  # nobody has asked yet
        while not self._whole.is_set() and not self._worker.stopping:
            self._read_back()
        with self._lock:
            held = {name: reference for name, (reference, _) in self._words.items()}
        kept = set(self._ledger.sealed_between(FIRST, BEFORE))
        with self._lock:  # what was read meanwhile is none of `held`
            for name in [name for name, reference in held.items() if reference not in kept]:
                del self._words[name]

    def _read_back(self) -> None:
        page = self._page("", self._back)
        if len(page) < AT_ONCE:
            self._whole.set()
        else:
            self._back = _stamp(page[-1].made), page[-1].id

    def _read_new(self) -> None:
        since, back = _stamp(self._newest) if self._newest else "", ("", "")
        while len(page := self._page(since, back)) == AT_ONCE:
            back = _stamp(page[-1].made), page[-1].id

    def _page(self, since: str, back: tuple[str, str]) -> Sequence[DutyEntry]:
        page = self._register.matters(DutyEntry, since=since, before=back[0], before_id=back[1], most=AT_ONCE)
        fresh = [one for one in page if one.words and one.id not in self._words]
        opened = {one.id: (one.words, self._ledger.opened(one.words)) for one in fresh}
        with self._lock:  # held for no longer than this: who looks for words does not wait for the vault
            for name, (reference, content) in opened.items():
                if content:
                    self._words[name] = reference, content.decode(errors="replace").casefold()
            for one in page:
                self._newest = max(self._newest or one.made, one.made)
        return page


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
