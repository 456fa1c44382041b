"""What of the things that are lent waits for somebody at the desk, and what a shift has to explain of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.domain.house import House
from kiosk.domain.loans.loan import CHASE_AFTER, FIT, LoanStage
from kiosk.domain.loans.returning import to_chase
from kiosk.domain.pending import Pending
from kiosk.domain.shifts.shift import Difference

if TYPE_CHECKING:
    from kiosk.domain.shifts.differences import Scene


def loans_waiting(house: House, now: datetime) -> Iterator[Pending]:
    """Yield borrowers to be asked, and what was damaged or lost and is not settled."""
    for one in to_chase(house, now):
        yield Pending("loan.late", max(one.due, one.contacted or one.due) + CHASE_AFTER, about=one.id)
    for one in house.loans.values():
        if one.stage is LoanStage.LOST:
            yield Pending("loan.lost", one.ended or one.made, urgent=False, about=one.id)
        elif one.stage is LoanStage.BACK and (not one.settled or one.repays):
            code = "loan.refund" if one.back_condition in FIT else "loan.damaged"
            yield Pending(code, one.ended or one.made, urgent=False, about=one.id)


def loans_unsettled(scene: Scene) -> Iterator[Difference]:
    """Yield things that nobody knows where they are, as their borrowers say."""
    for one in scene.house.loans.values():
        if one.stage is LoanStage.LOST:
            yield Difference("loan_lost", one.made, item=one.item, movement=one.id)
