"""One device's thread: opens it, makes its rounds, carries out calls between rounds, reopens it when lost."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

from drivers.trouble import DeviceTrouble, LinkLost, NoReply

log = logging.getLogger(__name__)


class Device(Protocol):
    """Anything that a loop can own."""

    def close(self) -> None:
        """Release the device; never raises."""


D = TypeVar("D", bound=Device)
T = TypeVar("T")


class Condition(Enum):
    """How a device is doing, in the three words that the screens use."""

    UP = "up"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True)
class Health:
    """A device's condition, since when (monotonic seconds), and why if it is not up."""

    device: str
    condition: Condition
    since_s: float
    detail: str = ""
    lost_count: int = 0


class DeviceLoop(Generic[D]):
    """A thread that owns one device: nobody else ever touches it.

    `make_round` is called every `every_s`; it returns a short word on what is degraded, or "" when all is well.
    Calls from other threads run between rounds. After trouble the device is closed and opened again, waiting
    0.2 s, then doubling up to `longest_wait_s`.
    """

    def __init__(
        self,
        name: str,
        open_device: Callable[[], D],
        make_round: Callable[[D], str],
        *,
        every_s: float,
        on_health: Callable[[Health], None],
        longest_wait_s: float = 2.0,
        patience: int = 3,
    ) -> None:
        self.name = name
        self._open_device = open_device
        self._make_round = make_round
        self._every_s = every_s
        self._on_health = on_health
        self._longest_wait_s = longest_wait_s
        self._patience = patience
        self._calls: queue.Queue[tuple[Callable[[D], Any], Future[Any]]] = queue.Queue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.health = Health(name, Condition.DOWN, time.monotonic(), "not opened yet")
        self.last_tick_s = time.monotonic()

    def start(self) -> None:
        """Begin: the device may come and go from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Close the device and end the thread."""
        self._stopping.set()
        self._calls.put((lambda _device: None, Future()))
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def call(self, action: Callable[[D], T], *, within_s: float) -> T:
        """Return what `action` returns, run on the device's own thread between two rounds.

        Raises:
            LinkLost: the device is down; the action was not begun.
            NoReply: the action had not begun `within_s`, and never will.
            DeviceTrouble: whatever the action itself met.
        """
        if self.health.condition is Condition.DOWN:
            raise LinkLost(self.name, self.health.detail)
        answer: Future[T] = Future()
        self._calls.put((action, answer))
        try:
            return answer.result(timeout=within_s)
        except NotInTime:
            if answer.cancel():
                raise NoReply(self.name, "busy") from None
            return answer.result()  # it had begun: its outcome is worth the wait

    def submit(self, action: Callable[[D], T]) -> Future[T]:
        """Return a future of `action`, run on the device's own thread as soon as the device is there."""
        answer: Future[T] = Future()
        self._calls.put((action, answer))
        return answer

    def _run(self) -> None:
        wait_s = 0.2
        while not self._stopping.is_set():
            self.last_tick_s = time.monotonic()
            try:
                device = self._open_device()
            except DeviceTrouble as trouble:
                self._tell(Condition.DOWN, str(trouble))
                self._stopping.wait(wait_s)
                wait_s = min(wait_s * 2, self._longest_wait_s)
                continue
            except Exception as bug:
                log.exception("bug in opening %s", self.name)
                self._tell(Condition.DOWN, f"bug: {type(bug).__name__}")
                self._stopping.wait(self._longest_wait_s)
                continue
            wait_s = 0.2
            try:
                self._serve(device)
            except DeviceTrouble as trouble:
                self._tell(Condition.DOWN, str(trouble))
            except Exception as bug:  # the thread outlives a bug; the watchdog and the log tell of it
                log.exception("bug in the loop of %s", self.name)
                self._tell(Condition.DOWN, f"bug: {type(bug).__name__}")
            finally:
                device.close()
            self._fail_waiting_calls()
            self._stopping.wait(wait_s)

    def _serve(self, device: D) -> None:
        """Make rounds and carry out calls until told to stop; raise when the device is lost."""
        misses = 0
        next_round_s = time.monotonic()
        while not self._stopping.is_set():
            self.last_tick_s = time.monotonic()
            try:
                action, answer = self._calls.get(timeout=max(0.0, next_round_s - time.monotonic()))
            except queue.Empty:
                next_round_s = time.monotonic() + self._every_s
                try:
                    degraded = self._make_round(device)
                except LinkLost:
                    raise
                except DeviceTrouble as trouble:
                    misses += 1
                    if misses >= self._patience:
                        raise
                    if misses > 1:  # one missed answer is noise on the wire
                        self._tell(Condition.DEGRADED, str(trouble))
                else:
                    misses = 0
                    self._tell(Condition.DEGRADED if degraded else Condition.UP, degraded)
                continue
            self._carry_out(device, action, answer)

    def _carry_out(self, device: D, action: Callable[[D], Any], answer: Future[Any]) -> None:
        if not answer.set_running_or_notify_cancel():
            return
        try:
            answer.set_result(action(device))
        except LinkLost as trouble:
            answer.set_exception(trouble)
            raise
        except Exception as trouble:  # a DeviceTrouble, or a bug that belongs to the caller
            answer.set_exception(trouble)

    def _fail_waiting_calls(self) -> None:
        """A call that waited on a lost device ends now: nothing fires later, when nobody expects it."""
        while True:
            try:
                _, answer = self._calls.get_nowait()
            except queue.Empty:
                return
            if answer.set_running_or_notify_cancel():
                answer.set_exception(LinkLost(self.name, self.health.detail))

    def _tell(self, condition: Condition, detail: str) -> None:
        before = self.health
        if before.condition is condition and before.detail == detail:
            return
        lost = before.lost_count + (condition is Condition.DOWN and before.condition is not Condition.DOWN)
        if before.condition is condition:
            self.health = replace(before, detail=detail)
        else:
            self.health = Health(self.name, condition, time.monotonic(), detail, lost)
        if condition is Condition.DOWN and before.condition is not Condition.DOWN:
            log.warning("%s is lost: %s", self.name, detail)
        elif condition is not Condition.DOWN and before.condition is Condition.DOWN:
            log.info("%s is there", self.name)
        self._on_health(self.health)
