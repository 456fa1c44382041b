"""One receiver: told one thing after the other, again until it takes it, and never in anybody's way."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from kiosk.domain.api import events as a
from kiosk.domain.api.telling import sources
from kiosk.flows.api.ports import Feed, Hook, Hooks, Post
from kiosk.flows.api.telling import Happening, Happenings, headers
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock

log = logging.getLogger(__name__)

RESTS_S = (5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0)
"""How long a receiver that failed is left alone, by how often it did so in a row."""
NEWS_FOR = timedelta(hours=72)
"""What a dead receiver has not taken by then is news no more: it can read the states."""
KEPT_EACH = 500
"""Events of other kinds are passed over in memory; so many at most are looked at again after a power cut."""
GONE = 410


@dataclass(frozen=True)
class Means:
    """What every sender works with."""

    hooks: Hooks
    feed: Feed
    happenings: Happenings
    post: Post
    clock: Clock
    trusted: Callable[[], bool]


class Sender:
    """The thread of one hook. Its cursor moves on disk after the receiver's word, and not before."""

    def __init__(self, hook: str, means: Means, *, again_s: float = 5.0) -> None:
        self._hook = hook
        self._means = means
        self._seen = 0
        self._failures = 0
        self._not_before_s = 0.0
        self._worker = Worker(f"hook-{hook}", self._turn, again_s=again_s)
        self.start, self.wake, self.stop = self._worker.start, self._worker.wake, self._worker.stop

    def end(self) -> None:
        """Ask the thread to end, and wait for nothing."""
        self._worker.end()

    def _turn(self) -> None:
        """Tell everything that waits, or as much as the receiver takes."""
        while not self._worker.stopping and self._means.clock.monotonic_s() >= self._not_before_s:
            hook = self._means.hooks.hook(self._hook)
            if hook is None:
                return
            told = self._next(hook)
            if told is None:
                return
            if self._failures and self._is_old(told):
                self._means.hooks.done(hook.id, told.seq, skipped=1)
            else:
                self._tell(hook, told)

    def _next(self, hook: Hook) -> Happening | None:
        """Return what this hook is to be told next; what it does not want is passed over."""
        names = sources(hook.kinds)
        while not self._worker.stopping:
            start = max(self._seen, hook.cursor)
            lines, upto = self._means.feed.after(start, names)
            for line in lines:
                if told := self._means.happenings.of(line, hook.kinds):
                    self._passed(hook, told.seq - 1)
                    return told
            self._passed(hook, upto)
            if upto <= start:
                return None
        return None

    def _passed(self, hook: Hook, seq: int) -> None:
        self._seen = max(self._seen, seq)
        if self._seen - hook.cursor >= KEPT_EACH:
            self._means.hooks.done(hook.id, self._seen)

    def _tell(self, hook: Hook, told: Happening) -> None:
        now = self._means.clock.now()
        try:
            status = self._means.post(hook.url, headers(told, hook.signing(now), now), told.body)
        except OSError as trouble:
            self._rest(hook, str(trouble)[:80] or type(trouble).__name__)
            return
        if 200 <= status < 300:
            self._means.hooks.done(hook.id, told.seq, said=str(status), at=now)
            self._failures = 0
        elif status == GONE:
            log.warning("the receiver of webhook %s says that it is gone; the hook ends", hook.id)
            self._means.hooks.drop(hook.id, a.WebhookRemoved(hook.id, "receiver"))
        else:
            self._rest(hook, str(status))

    def _rest(self, hook: Hook, said: str) -> None:
        if not self._failures:
            log.warning("webhook %s waits: %s", hook.id, said)
        rest_s = RESTS_S[min(self._failures, len(RESTS_S) - 1)]
        self._failures += 1
        self._not_before_s = self._means.clock.monotonic_s() + rest_s
        self._means.hooks.failed(hook.id, said, self._means.clock.now())

    def _is_old(self, told: Happening) -> bool:
        return self._means.trusted() and self._means.clock.now() - told.at > NEWS_FOR
