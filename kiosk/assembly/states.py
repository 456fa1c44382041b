"""Every device's state as the journeys and the desk are told of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from drivers.loop import Condition, Health
from kiosk.ports.clock import Clock
from kiosk.ports.devices import DeviceState

OnChange = Callable[[str, bool | None, str], None]
"""Gets the device, whether it was just lost or is back (None: neither), and why."""

STILL_PRINTS = ("paper_low", "unsteady")
"""Ailments of a printer that can print all the same."""


@dataclass(frozen=True)
class _Known:
    """What was last told of one device, and how to look at it now."""

    state: DeviceState
    look: Callable[[], Health] | None
    told_lost: bool = False


class States:
    """Every device's state, and who is told when one is lost or back."""

    def __init__(self, clock: Clock, on_change: OnChange) -> None:
        self._clock = clock
        self._on_change = on_change
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}

    def add(self, name: str, kind: str, look: Callable[[], Health] | None = None) -> None:
        """Know of a device, not heard of yet; `look` returns its health with the counters of this moment."""
        state = DeviceState(name, kind, "down", self._clock.now(), "", 0, code="not_yet")
        self._known[name] = _Known(state, look)

    def heard(self, health: Health) -> None:
        """Take in what a device's loop says of it.

        A device that comes and goes is lost once and back once: while it is unsteady, nobody is told again.
        """
        with self._lock:
            known = self._known[health.device]
            before = known.state
            condition = health.condition.value
            since = before.since if before.condition == condition else self._clock.now()
            lost = health.condition is Condition.DOWN or (known.told_lost and health.unsteady)
            changed = known.told_lost != lost
            state = _in_words(replace(before, condition=condition, since=since), health)
            self._known[health.device] = _Known(state, known.look, lost)
        if changed or (before.condition, before.code) != (state.condition, state.code):
            self._on_change(health.device, lost if changed else None, health.detail)

    def states(self) -> Sequence[DeviceState]:
        """Return every device's state with the counters of this moment, in the order of the settings."""
        return [self._now(known) for known in list(self._known.values())]

    def is_up(self, kind: str) -> bool:
        """Return whether one device of that kind works; a printer without paper does not."""
        return any(known.state.kind == kind and _works(known.state) for known in list(self._known.values()))

    def _now(self, known: _Known) -> DeviceState:
        if known.look is None:
            return known.state
        health = known.look()
        ago_s = None if health.answered_s is None else time.monotonic() - health.answered_s
        return replace(
            known.state,
            lost_count=health.lost_count,
            missed_count=health.missed_count,
            bad_frames=dict(health.bad_frames),
            answered=None if ago_s is None else self._clock.now() - timedelta(seconds=ago_s),
            round_ms=health.round_s * 1000,
        )


def _in_words(state: DeviceState, health: Health) -> DeviceState:
    return replace(
        state, detail=health.detail, lost_count=health.lost_count, code=health.code, boards=health.boards
    )


def _works(state: DeviceState) -> bool:
    if state.kind == "printer" and state.condition == "degraded":
        return state.code in STILL_PRINTS
    return state.condition != "down"
