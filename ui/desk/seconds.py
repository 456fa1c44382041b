"""A colleague as the last way of a form at the desk: who may be named, and what was typed."""

from __future__ import annotations

from flask import request

from kiosk.domain.people import STAFF
from ui.desk.sessions import present
from ui.desk.witnesses import is_witnessed
from ui.reach import journeys
from ui.screens import Message

ASKS = frozenset({"proof.lacking", "handing.right", "pin.wrong", "pin.paused", "judging.second"})
"""Refusals after which a form asks for a colleague."""


def seconds(problem: Message | None) -> tuple[tuple[str, str], ...]:
    """Return who may be named on a form that was refused for want of more; nobody on any other."""
    if problem is None or problem.code not in ASKS or is_witnessed():  # a witness is a second person already
        return ()
    alone = journeys().contractors.demands
    may_be_me = alone is not None and alone.alone
    staff = [one for one in journeys().ledger.house.people.values() if one.role in STAFF and one.active]
    named = [one for one in staff if may_be_me or one.id != present().id]
    return tuple((one.id, journeys().directory.name(one.id)) for one in named)


def posted_second() -> tuple[str, str]:
    """Return the colleague of the posted form and their PIN, "" for none."""
    return request.form.get("second", ""), request.form.get("pin", "")
