"""A resident's own repairs in words: each with the clock that runs, until somebody comes, until it is done."""

from __future__ import annotations

from kiosk.domain.workorders.order import WorkOrder
from kiosk.language.messages import moment_of, text
from ui.reach import journeys
from ui.rendering import chosen_language, surroundings
from ui.voice.screens import MatterRow


def repair_row(one: WorkOrder) -> MatterRow:
    """Return a repair with its number and its clock."""
    stands, late = clock_of(one)
    return MatterRow(one.number, _say(f"orders.what.{one.what}"), stands, late)


def repair_rows(service: str) -> tuple[tuple[str, str], ...]:
    """Return label and words of the order that a service has, by the service's number; nothing where it has none."""
    order = journeys().work_orders.for_number(service)
    return ((_say("orders.fact.stage"), clock_of(order)[0]),) if order else ()


def clock_of(one: WorkOrder) -> tuple[str, bool]:
    """Return how an order stands against its clock, and whether that has run out."""
    clocks, now = journeys().work_orders.clocks, journeys().clock.now()
    language, zone = chosen_language(), surroundings().time_zone
    if one.over:
        return _say(f"orders.stage.{one.stage.value.replace(' ', '_')}"), False
    if one.waits_until:
        return _say("orders.clock.until", time=moment_of(one.waits_until, language, zone, "MMMd Hm")), False
    due, form = (clocks.done_by(one), "MMMd Hm") if one.on_site else (clocks.site_by(one), "Hm")
    late = due <= now
    key = f"orders.clock.{'done' if one.on_site else 'site'}_{'late' if late else 'by'}"
    return _say(key, time=moment_of(due, language, zone, form)), late


def _say(key: str, **facts: object) -> str:
    return text(key, chosen_language(), **facts)
