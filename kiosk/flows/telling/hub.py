"""Tells every open screen what has just changed."""

from __future__ import annotations

import queue
import secrets
import threading
from collections.abc import Iterator

Message = tuple[str, dict[str, object]]


class Subscription:
    """One screen's queue of messages. A screen that does not keep up is told to look at everything again."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Message | None] = queue.Queue(maxsize=200)

    def put(self, message: Message) -> None:
        """Add a message, or replace all of them by "look again" when they pile up."""
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            with self._waiting.mutex:
                self._waiting.queue.clear()
            self._waiting.put_nowait(("changed", {"topic": "everything"}))

    def close(self) -> None:
        """End the stream."""
        with self._waiting.mutex:
            self._waiting.queue.clear()
        self._waiting.put_nowait(None)

    def next(self, within_s: float) -> Message | None:
        """Return the next message, or None if none came in time.

        Raises:
            StopIteration: the stream has been closed.
        """
        try:
            message = self._waiting.get(timeout=within_s)
        except queue.Empty:
            return None
        if message is None:
            raise StopIteration
        return message


class Hub:
    """All screens that are open now, at most `most`: one more ends the oldest."""

    def __init__(self, most: int = 24) -> None:
        self.boot = secrets.token_hex(4)
        self._most = most
        self._lock = threading.Lock()
        self._open: list[Subscription] = []

    def subscribe(self) -> Subscription:
        """Return a new stream; its first message says which run of the kiosk this is."""
        subscription = Subscription()
        subscription.put(("hello", {"boot": self.boot}))
        with self._lock:
            if len(self._open) >= self._most:
                self._open.pop(0).close()
            self._open.append(subscription)
        return subscription

    def leave(self, subscription: Subscription) -> None:
        """Forget a stream whose screen is gone."""
        with self._lock:
            if subscription in self._open:
                self._open.remove(subscription)

    def publish(self, name: str, /, **facts: object) -> None:
        """Send a message to every open screen."""
        for subscription in self._each():
            subscription.put((name, facts))

    def show(self, to: str, /, **facts: object) -> None:
        """Have the lobby screen go somewhere: "movement", "keys", "asking", "home", "courier", "message", "idle"."""
        self.publish("show", to=to, **facts)

    def changed(self, topic: str) -> None:
        """Say that something was changed: "movement:<id>", "visit", "devices", "house"."""
        self.publish("changed", topic=topic)

    def close(self) -> None:
        """End all streams."""
        for subscription in self._each():
            subscription.close()

    def _each(self) -> Iterator[Subscription]:
        with self._lock:
            return iter(list(self._open))
