"""A badge reader whose badges are asked for their proof before anyone hears of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from drivers.pn532.badge import Badge
from drivers.secure_badge.driver import SecureBadges, Verdict

_PROVABLE = {"desfire", "type4"}
_SILENT_LOOKS = 3
_REST_S = 1.0
_MOST_REMEMBERED = 32


class TalkingReader(Protocol):
    """A reader that can pass messages to the badge it has found (see `Pn532Reader`)."""

    def sense(self) -> Badge | None:
        """Return the badge in the field, or None."""

    def transceive(self, message: bytes) -> bytes | None:
        """Return that badge's answer, or None: it left or stays mute."""

    def count(self) -> int:
        """Return how many badges are in the field."""

    def close(self) -> None:
        """Release the reader; never raises."""


class SecureReader:
    """A reader like the one inside it, except that a badge's `proven` tells the truth.

    A refused badge is not asked again while it stays, nor for a second after: each wrong key is counted by
    the badge, which slows down after 50 in a row and blocks the key for good after 1000.
    """

    def __init__(
        self, reader: TalkingReader, badges: SecureBadges, *, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        """Take `reader` over; it is closed with this one."""
        self._reader = reader
        self._badges = badges
        self._now_s = now_s
        self._resting: dict[bytes, tuple[float, Verdict]] = {}
        self._silent: tuple[bytes, int] = (b"", 0)
        self.verdict: Verdict | None = None
        """What the badge of the last look has shown; None if it was not asked, being of a plain kind."""

    def sense(self) -> Badge | None:
        """Return the badge in the field, proven or not, or None: there is none, or it left half-way.

        Raises:
            LinkLost, NoReply, BadReply: the reader, not the badge, is in trouble.
        """
        self.verdict = None
        badge = self._reader.sense()
        if badge is None or badge.is_random or badge.kind not in _PROVABLE:
            self._silent = (b"", 0)
            return badge
        self.verdict = verdict = self._ask(badge.uid)
        if verdict is Verdict.GONE:
            looks = self._silent[1] + 1 if self._silent[0] == badge.uid else 1
            self._silent = (badge.uid, looks)
            # a badge on its way in or out falls silent once; one that stays and never answers is no proof
            return badge if looks >= _SILENT_LOOKS else None
        self._silent = (b"", 0)
        return replace(badge, proven=verdict is Verdict.PROVEN)

    def adopt(self, only: bytes | None = None) -> tuple[Badge | None, Verdict]:
        """Return the badge in the field with this site's keys put into it, and what it now proves.

        `only`: the uid of the one that may be changed; another that lies there stays as it is, and is NOT_OURS.

        Raises:
            LinkLost, NoReply, BadReply: the reader, not the badge, is in trouble.
        """
        badge = self._reader.sense()
        if badge is None:
            return None, Verdict.GONE
        if badge.is_random or badge.kind not in _PROVABLE or only not in (None, badge.uid):
            return badge, Verdict.NOT_OURS
        verdict = self._badges.adopt(badge.uid, self._reader.transceive)
        self._resting.pop(badge.uid, None)
        return replace(badge, proven=verdict is Verdict.PROVEN), verdict

    def count(self) -> int:
        """Return how many badges the reader tells apart in the field."""
        return self._reader.count()

    def close(self) -> None:
        """Release the reader; never raises."""
        self._reader.close()

    def _ask(self, uid: bytes) -> Verdict:
        now_s = self._now_s()
        until_s, verdict = self._resting.get(uid, (now_s, Verdict.GONE))
        if now_s >= until_s:
            verdict = self._badges.prove(uid, self._reader.transceive)
        if verdict in (Verdict.PROVEN, Verdict.GONE):
            self._resting.pop(uid, None)
        else:
            while len(self._resting) >= _MOST_REMEMBERED:
                del self._resting[next(iter(self._resting))]
            self._resting[uid] = (now_s + _REST_S, verdict)
        return verdict
