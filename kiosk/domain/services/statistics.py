"""How services went: how many of each, how many in time, called off, what they brought in. Money in integer cents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.domain.items import Label
from kiosk.domain.services.request import Request, Stage


@dataclass(frozen=True)
class Tally:
    """One service's figures. `with_deadline`: how many of those done had one; `cents`: agreed for those done."""

    service: str
    name: Label
    asked: int = 0
    done: int = 0
    with_deadline: int = 0
    on_time: int = 0
    cancelled: int = 0
    refused: int = 0
    open: int = 0
    cents: int = 0
    kept_cents: int = 0

    @property
    def on_time_percent(self) -> int | None:
        """How many of a hundred with a deadline kept it; None where none had one."""
        return round(100 * self.on_time / self.with_deadline) if self.with_deadline else None


def tallies(requests: Iterable[Request]) -> list[Tally]:
    """Return the figures of each service among some requests, those asked for most often first."""
    found: dict[str, Tally] = {}
    for one in requests:
        known = found.get(one.service) or Tally(one.service, one.name)
        found[one.service] = _with(known, one)
    return sorted(found.values(), key=lambda each: (-each.asked, each.service))


def total(tallied: Iterable[Tally]) -> Tally:
    """Return the figures of all services together."""
    every = list(tallied)
    names = (
        "asked",
        "done",
        "with_deadline",
        "on_time",
        "cancelled",
        "refused",
        "open",
        "cents",
        "kept_cents",
    )
    sums = {name: sum(int(getattr(one, name)) for one in every) for name in names}
    return Tally("", Label("All", "合计", "合計"), **sums)


def _with(known: Tally, one: Request) -> Tally:
    done = one.stage is Stage.DONE
    return Tally(
        service=known.service,
        name=one.name,
        asked=known.asked + 1,
        done=known.done + done,
        with_deadline=known.with_deadline + (done and one.on_time is not None),
        on_time=known.on_time + (done and bool(one.on_time)),
        cancelled=known.cancelled + (one.stage is Stage.CANCELLED),
        refused=known.refused + (one.stage is Stage.REFUSED),
        open=known.open + (not one.over),
        cents=known.cents + ((one.terms.cents or 0) if done else 0),
        kept_cents=known.kept_cents + one.kept_cents,
    )
