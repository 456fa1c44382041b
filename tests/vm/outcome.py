"""What a check came to: passed with a figure, failed with a reason, or skipped with one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass


class Failed(Exception):
    """The check found what must not be; the message says what."""


class Skipped(Exception):
    """The check can't be made here; the message says why."""


@dataclass(frozen=True)
class Outcome:
    """One line of the report."""

    name: str
    verdict: str
    """PASS, FAIL or SKIPPED."""
    said: str


def tried(name: str, check: Callable[[], str]) -> Outcome:
    """Return what a check came to; whatever it raises beside `Skipped` is a failure."""
    try:
        outcome = Outcome(name, "PASS", check())
    except Skipped as reason:
        outcome = Outcome(name, "SKIPPED", str(reason))
    except (Exception, AssertionError) as wrong:
        outcome = Outcome(name, "FAIL", f"{type(wrong).__name__}: {wrong}" if str(wrong) else repr(wrong))
    say(line_of(outcome))
    return outcome


def say(words: str) -> None:
    """Tell whoever has started this, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def line_of(outcome: Outcome) -> str:
    """Return an outcome as one line of the report."""
    return f"{outcome.verdict:<8} {outcome.name}: {outcome.said}"


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """Return 0 if nothing failed; a check that was skipped is told and fails nothing."""
    return int(any(outcome.verdict == "FAIL" for outcome in outcomes))
