"""What a shift explains of work orders: keys that left for one that is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kiosk.domain.shifts.shift import Difference
from kiosk.domain.workorders.lateness import out_after_end

if TYPE_CHECKING:
    from kiosk.domain.shifts.differences import Scene


def orders(scene: Scene) -> Iterator[Difference]:
    """Yield each key that is out for an order that is over, where it is not late already: that is told by itself."""
    for order, name in out_after_end(scene.house):
        key = scene.house.keys[name]
        is_late = key.due is not None and key.due <= scene.now and scene.trusted
        if not is_late and order.key_stays != "with_resident":
            yield Difference("order_key_out", order.ended, item=name, movement=order.id)
