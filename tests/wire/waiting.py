"""Waiting on conditions, with a deadline: what tests do where others would sleep."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_STEP = threading.Event()  # never set: its wait is a pause that shows its purpose


def until(condition: Callable[[], T], within_s: float = 2.0) -> T:
    """Return the first true value of `condition`, asked every few milliseconds.

    Raises:
        AssertionError: it was still false `within_s` after the first look.
    """
    latest_s = time.monotonic() + within_s
    while not (value := condition()):
        assert time.monotonic() < latest_s, f"not true within {within_s} s: {condition!r}"
        _STEP.wait(0.003)
    return value
