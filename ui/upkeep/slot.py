"""The slot's page after a return: how the key is may be said there, and is asked where the key's rule wants it."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.movements import Kind, Movement, Stage
from ui.reach import journeys
from ui.screens import Act, Door

MOST_WAYS = 4
ASKED = "key.return.done_asked"
ASKED_FOR_S = 24
"""How long a page that asks stays before the screen goes back to the start; the desk asks then."""


def asking_how(page: Door, movement: Movement) -> Door:
    """Return the page with the way to a fault beside the others, for whoever has brought the key back."""
    visit = journeys().visits.current
    if movement.kind is not Kind.RETURN or movement.stage is not Stage.CONFIRMED:
        return page
    if visit is None or visit.person.id != movement.bearer:
        return page
    return with_fault(page, movement.id, asks=journeys().upkeep.asks(movement.item, movement.id))


def with_fault(page: Door, movement: str, *, asks: bool) -> Door:
    """Return a slot's page with the way to a fault; one that `asks` has the answer "all fine" as its first way on."""
    fault = Act("movement.fault", f"/movements/{movement}/fault", {}, way="get", icon="care")
    receipt = f"/movements/{movement}/receipt"
    if not asks:
        full = len(page.acts) >= MOST_WAYS
        others = tuple(one for one in page.acts if not full or one.path != receipt)
        acts = (fault, *others)
        if len(acts) >= MOST_WAYS:
            acts = tuple(replace(one, icon="") for one in acts)  # so that four ways fit a small screen
        return replace(page, acts=acts)
    at = f"/movements/{movement}"
    fine = Act("movement.fine", f"{at}/fine", {"came_from": at}, look="primary", icon="check")
    kept = tuple(one for one in page.acts if one.path.startswith(at) and one.path != receipt)
    return replace(page, text=ASKED, acts=(*kept, fault, fine), leaves_in_s=ASKED_FOR_S)
