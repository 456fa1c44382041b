"""Calls from other threads that wait for a device's own: each is carried out once, or ends with the device's loss."""

from __future__ import annotations

import queue
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from drivers.trouble import LinkLost

D = TypeVar("D")
T = TypeVar("T")


class Calls(Generic[D]):
    """A queue of actions on one device. Anybody asks; only the device's thread carries out."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[tuple[Callable[[D], Any], Future[Any]]] = queue.Queue()

    def __len__(self) -> int:
        """How many have not begun."""
        return self._waiting.qsize()

    def ask(self, action: Callable[[D], T]) -> Future[T]:
        """Return a future of `action`; cancelling it before it has begun takes it back."""
        answer: Future[T] = Future()
        self._waiting.put((action, answer))
        return answer

    def carry_out_one(self, device: D, within_s: float) -> bool:
        """Carry out the next call, waiting for one so long; return whether there was any.

        Raises:
            LinkLost: the device went with it. Whoever asked is told the same.
        """
        try:
            action, answer = self._waiting.get(timeout=max(0.0, within_s))
        except queue.Empty:
            return False
        if not answer.set_running_or_notify_cancel():
            return True
        try:
            answer.set_result(action(device))
        except LinkLost as trouble:
            answer.set_exception(trouble)
            raise
        except Exception as trouble:  # a DeviceTrouble, or a bug that belongs to the caller
            answer.set_exception(trouble)
        return True

    def fail(self, why: Callable[[], LinkLost]) -> None:
        """End every call that waits: nothing fires later, when nobody expects it."""
        while True:
            try:
                _, answer = self._waiting.get_nowait()
            except queue.Empty:
                return
            if answer.set_running_or_notify_cancel():
                answer.set_exception(why())
