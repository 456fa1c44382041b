"""Tells other programs what happens: each by its own thread, from the log itself, so that nothing is forgotten."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from kiosk.domain.api import events as a
from kiosk.domain.api.telling import KINDS
from kiosk.domain.house import Recorded
from kiosk.domain.refusal import Refused
from kiosk.flows.api.ports import Feed, Hook, Hooks, Post, Tokens
from kiosk.flows.api.sending import Means, Sender
from kiosk.flows.api.telling import Happenings, shown_secret
from kiosk.flows.worker import Worker
from kiosk.ports.clock import Clock
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register

log = logging.getLogger(__name__)

MOST_HOOKS = 8
"""Each keeps a thread."""
BOTH_SIGN_FOR = timedelta(hours=24)
"""So long the secret before the newest one signs as well."""
LOOKS_EVERY_S = 2.0
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Given:
    """A hook with its secret in words, for the one answer that shows it."""

    hook: Hook
    secret: str


class Webhooks:
    """The hooks of a site and their threads. `origins`: the only places that anything may be sent to."""

    def __init__(
        self,
        hooks: Hooks,
        tokens: Tokens,
        feed: Feed,
        post: Post,
        ledger: Ledger,
        register: Register,
        clock: Clock,
        origins: Sequence[str],
        trusted: Callable[[], bool],
    ) -> None:
        self._hooks = hooks
        self._tokens = tokens
        self._feed = feed
        self._ledger = ledger
        self._clock = clock
        self._origins = frozenset(map(origin_of, origins))
        self._means = Means(hooks, feed, Happenings(ledger, register, feed), post, clock, trusted)
        self._senders: dict[str, Sender] = {}
        self._worker = Worker("webhooks", self._look, again_s=LOOKS_EVERY_S)
        self.start = self._worker.start

    def stop(self) -> None:
        """End all threads; what a receiver has not taken waits for the next start."""
        self._worker.stop()
        for sender in self._senders.values():
            sender.end()
        for sender in self._senders.values():
            sender.stop()

    def heard(self, recorded: Sequence[Recorded]) -> None:
        """Something is on record. Never blocks."""
        for sender in list(self._senders.values()):
            sender.wake()

    def of(self, by: str) -> list[Hook]:
        """Return the hooks that a token has set."""
        return [hook for hook in self._hooks.hooks() if hook.by == by]

    def add(self, by: str, url: str, kinds: Sequence[str]) -> Given:
        """Return a new hook, told of what happens from now on.

        Raises:
            Refused: `webhook.url`, `webhook.origin`, `webhook.kinds`, `webhook.too_many`.
        """
        origin = origin_of(url)
        if not origin:
            raise Refused("webhook.url")
        if origin not in self._origins:
            raise Refused("webhook.origin", origin=origin)
        if not kinds or not set(kinds) <= set(KINDS):
            raise Refused("webhook.kinds")
        if len(self._hooks.hooks()) >= MOST_HOOKS:
            raise Refused("webhook.too_many", most=MOST_HOOKS)
        secret = secrets.token_bytes(32)
        hook = Hook(
            id=f"hook_{secrets.token_hex(8)}",
            url=url,
            kinds=frozenset(kinds),
            by=by,
            made=self._clock.now(),
            cursor=self._feed.head,
            secrets=(secret,),
        )
        self._hooks.keep(hook, a.WebhookSet(hook.id, origin, tuple(sorted(hook.kinds)), by))
        self._worker.wake()
        return Given(hook, shown_secret(secret))

    def renew(self, by: str, name: str) -> Given:
        """Return a hook with a new secret; for a day the old one signs as well.

        Raises:
            Refused: `webhook.unknown`.
        """
        hook = self._own(by, name)
        secret = secrets.token_bytes(32)
        until = self._clock.now() + BOTH_SIGN_FOR
        self._hooks.renew(name, secret, until, a.WebhookSecretRenewed(name, by))
        self._worker.wake()
        return Given(hook, shown_secret(secret))

    def remove(self, by: str, name: str) -> None:
        """End a hook.

        Raises:
            Refused: `webhook.unknown`.
        """
        self._hooks.drop(self._own(by, name).id, a.WebhookRemoved(name, by))
        self._worker.wake()

    def _own(self, by: str, name: str) -> Hook:
        hook = self._hooks.hook(name)
        if hook is None or hook.by != by:
            raise Refused("webhook.unknown")
        return hook

    def _look(self) -> None:
        """Put on record what was done to tokens and hooks; give each hook its thread."""
        for number, event in self._tokens.untold():
            self._ledger.execute(lambda _house, one=event: [one])  # type: ignore[misc]
            self._tokens.told(number)
        there = {hook.id for hook in self._hooks.hooks() if origin_of(hook.url) in self._origins}
        for name in set(self._senders) - there:
            self._senders.pop(name).end()
        for name in there - set(self._senders):
            self._senders[name] = Sender(name, self._means)
            self._senders[name].start()


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address that may be posted to, or ""."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= 500
    if (
        not plain
        or parts.scheme not in DEFAULT_PORTS
        or not parts.hostname
        or "@" in parts.netloc
        or parts.fragment
    ):
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port or DEFAULT_PORTS[parts.scheme]}"
