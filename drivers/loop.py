"""One device's thread: opens it, makes its rounds, carries out calls between rounds, reopens it when lost."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from drivers.ailments import Ailment, Tally, code_of
from drivers.calls import Calls
from drivers.health import Condition, Health, Pulse, log_change
from drivers.trouble import DeviceTrouble, LinkLost, NoReply

__all__ = ["Condition", "Device", "DeviceLoop", "Health"]

log = logging.getLogger(__name__)


class Device(Protocol):
    """Anything that a loop can own."""

    def close(self) -> None:
        """Release the device; never raises."""


D = TypeVar("D", bound=Device)
T = TypeVar("T")


AGAIN_S = 0.2
"""After a loss the device is opened again so soon. To look for a port that is missing costs next to nothing: that goes
on every 0.4 s. Whatever is there and does not work is left alone for longer and longer."""


class DeviceLoop(Generic[D]):
    """A thread that owns one device: nobody else ever touches it.

    `make_round` is called every `every_s`; it returns what is degraded (an `Ailment`, or a plain word), or "" when all
    is well. Calls from other threads run between rounds. After `patience` missed rounds in a row, or once the link is
    lost, it is closed and opened again: after 0.2 s, then doubling up to `longest_wait_s`; every 0.4 s while its port
    is missing. A device that is lost three times in `quiet_s` is unsteady until it has held so long.
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
        quiet_s: float = 60.0,
        again_s: float = AGAIN_S,
    ) -> None:
        self.name = name
        self._open_device = open_device
        self._make_round = make_round
        self._every_s = every_s
        self._on_health = on_health
        self._longest_wait_s = longest_wait_s
        self._patience = patience
        self._again_s = self._wait_s = again_s
        self._pulse = Pulse(quiet_s)
        self._tally = Tally()
        self._calls: Calls[D] = Calls()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.health = Health(name, Condition.DOWN, time.monotonic(), "not opened yet", code="not_yet")
        self.last_tick_s = time.monotonic()
        self._told_bug = ""

    def look(self) -> Health:
        """Return the health with the counters of this moment."""
        pulse = self._pulse
        return replace(
            self.health,
            missed_count=pulse.missed_count,
            bad_frames=self._tally.total(),
            answered_s=pulse.answered_s,
            round_s=pulse.round_s,
        )

    @property
    def waiting_calls(self) -> int:
        """How many calls have not begun."""
        return len(self._calls)

    def start(self) -> None:
        """Begin: the device may come and go from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Close the device and end the thread."""
        self._stopping.set()
        self._calls.ask(lambda _device: None)  # wakes it
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
        answer = self._calls.ask(action)
        try:
            return answer.result(timeout=within_s)
        except NotInTime:
            if answer.cancel():
                raise NoReply(self.name, "busy") from None
            return answer.result()  # it had begun: its outcome is worth the wait

    def submit(self, action: Callable[[D], T]) -> Future[T]:
        """Return a future of `action`, run on the device's own thread as soon as the device is there."""
        return self._calls.ask(action)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.last_tick_s = time.monotonic()
            if (device := self._opened()) is not None:
                self._own(device)
                self._stopping.wait(self._wait_s)

    def _opened(self) -> D | None:
        """Return the device, or None after a pause: it is not there, or does not work."""
        try:
            device = self._open_device()
        except DeviceTrouble as trouble:
            code = code_of(trouble)
            self._tell(Condition.DOWN, str(trouble), code)
            if (
                code == "gone"
            ):  # and once it is there, the first attempt that fails is soon followed by another
                self._wait_s = self._again_s
                self._stopping.wait(2 * self._again_s)
            else:
                self._stopping.wait(self._wait_s)
                self._wait_s = min(self._wait_s * 2, self._longest_wait_s)
            return None
        except Exception as bug:
            self._tell_bug(bug)
            self._stopping.wait(self._longest_wait_s)
            return None
        self._wait_s = self._again_s
        return device

    def _own(self, device: D) -> None:
        """Serve the device until it is lost, then close it; the thread outlives a bug, and the log tells of it."""
        try:
            self._serve(device)
        except DeviceTrouble as trouble:
            self._tell(Condition.DOWN, str(trouble), self._code(trouble, device))
        except Exception as bug:
            self._tell_bug(bug)
            self._wait_s = self._longest_wait_s
        finally:
            self._tally.look(device)
            self._tally.close()
            device.close()
        self._calls.fail(lambda: LinkLost(self.name, self.health.detail))

    def _serve(self, device: D) -> None:
        """Make rounds and carry out calls until told to stop; raise when the device is lost."""
        misses = 0
        next_round_s = time.monotonic()
        while not self._stopping.is_set():
            self.last_tick_s = time.monotonic()
            if not self._calls.carry_out_one(device, next_round_s - time.monotonic()):
                next_round_s = time.monotonic() + self._every_s
                misses = self._one_round(device, misses)

    def _one_round(self, device: D, misses: int) -> int:
        """Return how many rounds in a row have been missed, this one included; raise when it was one too many."""
        began_s = time.monotonic()
        self._tally.look(device)
        try:
            degraded = self._make_round(device)
        except LinkLost:
            raise
        except DeviceTrouble as trouble:
            self._pulse.missed_count += 1
            if misses + 1 >= self._patience:
                raise
            # one missed answer is noise on the wire; and a device that is down is not half up by missing again
            if misses and self.health.condition is not Condition.DOWN:
                self._tell(Condition.DEGRADED, str(trouble), self._code(trouble, device))
            return misses + 1
        ailment = degraded if isinstance(degraded, Ailment) else Ailment(degraded)
        if ailment.boards:
            self._pulse.missed_count += 1
        self._tally.look(device)
        self._pulse.answered(began_s)
        self._told_bug = ""
        self._tell(
            Condition.DEGRADED if ailment else Condition.UP, str(ailment), ailment.code, ailment.boards
        )
        return 0

    def _code(self, trouble: DeviceTrouble, device: D) -> str:
        return code_of(trouble, device, self._tally.look(device))

    def _tell_bug(self, bug: Exception) -> None:
        """Say a bug once with its traceback, however often it strikes before the next good round."""
        if (words := f"bug: {type(bug).__name__}") != self._told_bug:
            log.exception("bug in the loop of %s", self.name)
        self._told_bug = words
        self._tell(Condition.DOWN, words, "bug")

    def _tell(self, condition: Condition, detail: str, code: str, boards: tuple[int, ...] = ()) -> None:
        before = self.health
        if condition is Condition.DOWN and before.condition is not Condition.DOWN:
            self._pulse.lost()
        unsteady = self._pulse.is_unsteady()
        if unsteady and condition is not Condition.DOWN:
            condition, code = Condition.DEGRADED, code or "unsteady"
        now = replace(
            before,
            condition=condition,
            detail=detail,
            code=code,
            boards=boards,
            unsteady=unsteady,
            lost_count=self._pulse.lost_count,
        )
        if now == before:
            return
        if before.condition is not condition:
            now = replace(now, since_s=time.monotonic())
        self.health = now
        log_change(log, before, now)
        self._on_health(self.look())
