"""Key tags by RDM6300 readers: one reader in a slot, or one that is held in the hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from drivers.link import Link, SerialLink
from drivers.rdm6300.codec import Parser
from drivers.trouble import LinkLost

BAUD = 9600
GONE_AFTER_S = 0.2
"""Four frames' time: a tag that is there is told every 50 ms, and a frame may be spoilt."""
IN_TURN_S = 5.0
"""Tags that are told one right after the other are there together: no hand changes a key within four frames' time."""
_AT_ONCE = 256
_MOST_ROUNDS = 16

OpenLink = Callable[[str], Link]


def _serial(path: str) -> Link:
    return SerialLink(path, BAUD)


class Rdm6300Reader:
    """One reader, one thread. It only ever talks: silence means that no tag is there, or that it is broken.

    The reader says nothing while no tag is near, so an empty slot and a dead reader look the same. Only a
    tag that was seen proves the reader: see `heard`.
    """

    def __init__(
        self,
        path: str,
        *,
        name: str,
        open_link: OpenLink = _serial,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the reader on `path`.

        Raises:
            LinkLost: the port is missing, busy or not a serial port.
        """
        self.name = name
        self._now_s = now_s
        self._parser = Parser()
        self._seen: dict[str, float] = {}
        self._together: set[str] = set()
        self._link = open_link(path)
        self._opened_s = now_s()
        self.heard = False
        """Whether the reader has told of any tag since it was opened."""

    @property
    def skipped_bytes(self) -> int:
        """How many received bytes belonged to no frame."""
        return self._parser.skipped

    @property
    def bad_checksums(self) -> int:
        """How many frames were whole and wrong."""
        return self._parser.bad_checksums

    def tags(self) -> tuple[str, ...] | None:
        """Return the tags that are there now, ten hex digits each; None just after opening: not known yet.

        Never waits. With two tags in one field the chip reads neither or either: those that it tells in turn are both
        there, each until it was not told for `IN_TURN_S`, or until nothing is told any more.

        Raises:
            LinkLost: the cable is out.
        """
        self._take(0.0)
        now_s = self._now_s()
        self._forget_gone(now_s)
        if not self._seen and now_s - self._opened_s < GONE_AFTER_S:
            return None
        return tuple(sorted(self._seen))

    def read(self, within_s: float) -> str | None:
        """Return the next tag told, or None: none was, `within_s` long.

        Raises:
            LinkLost: the cable is out.
        """
        latest_s = self._now_s() + within_s
        while True:
            left_s = max(0.0, latest_s - self._now_s())
            if told := self._take(left_s):
                return told[-1]
            if left_s == 0.0:
                return None

    def close(self) -> None:
        """Release the port; never raises."""
        self._link.close()

    def _forget_gone(self, now_s: float) -> None:
        silent_s = min((now_s - seen_s for seen_s in self._seen.values()), default=0.0)
        in_turn_s = IN_TURN_S if silent_s < GONE_AFTER_S else GONE_AFTER_S
        self._seen = {
            tag: seen_s
            for tag, seen_s in self._seen.items()
            if now_s - seen_s < (in_turn_s if tag in self._together else GONE_AFTER_S)
        }
        self._together = self._together & self._seen.keys() if len(self._seen) > 1 else set()

    def _heard(self, tag: str) -> None:
        """Take in a tag that is told now; whatever was told just before is there as well."""
        now_s = self._now_s()
        self._forget_gone(now_s)
        if others := self._seen.keys() - {tag}:
            self._together |= {tag, *others}
        self._seen[tag] = now_s

    def _take(self, within_s: float) -> list[str]:
        """Take in what has come, waiting for the first byte only, and return the tags in it."""
        told: list[str] = []
        for _ in range(_MOST_ROUNDS):  # a reader that never stops must not hold the thread
            received = self._link.read(_AT_ONCE, within_s)
            if not received:
                break
            told += self._parser.feed(received)
            within_s = 0.0
        for tag in told:
            self._heard(tag)
        self.heard = self.heard or bool(told)
        return told


class Rdm6300Slots:
    """Several readers, one to a slot; the same questions as for iButtons (`OneWireSlots`)."""

    def __init__(self, ports: Mapping[str, str], *, name: str, open_link: OpenLink = _serial) -> None:
        """Open the readers at `ports` (place -> path); one that is missing is tried again at each `read`.

        Raises:
            ValueError: two places share a port.
            LinkLost: not one reader could be opened.
        """
        if len(set(ports.values())) != len(ports):
            raise ValueError(f"{name}: each place needs a reader of its own")
        self.name = name
        self._ports = dict(ports)
        self._open_link = open_link
        self._readers: dict[str, Rdm6300Reader] = {}
        self._open_missing()

    def read(self) -> Mapping[str, tuple[str, ...] | None]:
        """Return for each place the tags there, () when there is none, None when it cannot be told.

        Raises:
            LinkLost: every reader is gone.
        """
        readings: dict[str, tuple[str, ...] | None] = dict.fromkeys(self._ports)
        for place, reader in list(self._readers.items()):
            try:
                readings[place] = reader.tags()
            except LinkLost:
                self._readers.pop(place).close()
        self._open_missing()
        return readings

    def missing(self) -> tuple[str, ...]:
        """Return the places whose reader is not there; each `read` looks for them again."""
        return tuple(place for place in self._ports if place not in self._readers)

    @property
    def skipped_bytes(self) -> int:
        """How many received bytes belonged to no frame, over the readers that are open."""
        return sum(reader.skipped_bytes for reader in list(self._readers.values()))

    @property
    def bad_checksums(self) -> int:
        """How many frames were whole and wrong, over the readers that are open."""
        return sum(reader.bad_checksums for reader in list(self._readers.values()))

    def unproven(self) -> tuple[str, ...]:
        """Return the places whose reader has told of no tag since it was opened: empty, or dead."""
        return tuple(
            place for place in self._ports if (reader := self._readers.get(place)) is None or not reader.heard
        )

    def close(self) -> None:
        """Release every port; never raises."""
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()

    def _open_missing(self) -> None:
        why = "no reader"
        for place, path in self._ports.items():
            if place in self._readers:
                continue
            try:
                self._readers[place] = Rdm6300Reader(
                    path, name=f"{self.name} {place}", open_link=self._open_link
                )
            except LinkLost as trouble:
                why = str(trouble)
        if not self._readers:
            raise LinkLost(self.name, why)
