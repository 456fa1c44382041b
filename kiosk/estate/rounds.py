"""Empty homes that are looked after on an invented estate: the owners' plans, and who goes."""

from __future__ import annotations

from datetime import timedelta

from kiosk.domain.events import PersonIdentified
from kiosk.domain.inspections import going, planning
from kiosk.domain.inspections.inspection import POINTS, REASON
from kiosk.domain.keeping.keeping import DOCUMENTS, Signed, keys_of
from kiosk.domain.keys.consent import Consent
from kiosk.domain.refusal import Refused
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.outings import granted, outing_of
from kiosk.estate.pens import signed

PLANS = 16
"""So many homes are looked after at a time, about."""
AT_ONCE = 3
AWAY_MIN = 35.0


def plan_made(lobby: Lobby) -> Journey:
    """Yield an owner's plan for a home that stands empty, signed at the desk."""
    house, free = lobby.house, _to_be_had(lobby)
    if not free or len(_plans(lobby)) >= PLANS:
        return
    consent, by, name = lobby.rng.choice(free), lobby.on_duty("desk"), lobby.number()
    weekly = lobby.rng.choices((7, 14, 28), (6, 3, 1))[0]
    command = planning.MakePlan(
        plan=name,
        person=consent.given_by,
        every_days=weekly,
        weekday=lobby.rng.randrange(5),
        from_min=9 * 60,
        until_min=17 * 60,
        duration_min=60,
        who=("group:desk",),
        points=(*POINTS[:4], *(point for point in POINTS[4:] if lobby.likely(0.5))),
        wishes=0,
        tells=lobby.rng.choices(("findings", "each", "paper"), (5, 4, 1))[0],
    )
    drawn, digest = signed(consent.given_by, name)
    under = Signed(lobby.rng.choice(DOCUMENTS[:2]), by.id, drawn.reference, digest)
    try:
        made = planning.decide_plan(house, command, under, by, ("", ""), lobby.local)
    except Refused:  # the owner has moved out
        return
    yield Step(made, sealed=(drawn,))


def plan_ended(lobby: Lobby) -> Journey:
    """Yield a plan that its owner ends, or lets rest for some weeks: somebody lives there again."""
    plans = _plans(lobby)
    if len(plans) < PLANS // 2:
        return
    plan, by, today = lobby.rng.choice(plans), lobby.on_duty("desk"), lobby.local.date()
    if lobby.likely(0.5):
        until = today + timedelta(days=lobby.rng.randrange(10, 40))
        yield Step(planning.decide_pause(lobby.house, plan, by, today, until))
        return
    yield Step(planning.decide_end(lobby.house, plan, by))


def round_of_homes(lobby: Lobby) -> Journey:
    """Yield somebody's walk to the homes that are due, one after the other."""
    person = lobby.on_duty("desk")
    for plan, key in going.due_for(lobby.house, person)[:AT_ONCE]:
        covered = going.is_covered(lobby.house, plan, lobby.at)
        if not covered or lobby.house.waits_for(person.id):
            continue
        yield Step([PersonIdentified(person.id, "badge")], lobby.rng.uniform(5, 15))
        if found := granted(lobby, person, lobby.house.keys[key.id], REASON):
            yield from outing_of(lobby, person, found, AWAY_MIN)


def look_at_hours(lobby: Lobby) -> Journey:
    """Yield what the hour has made due, all day."""
    while True:
        due = going.what_is_due(lobby.house, lobby.local)
        yield Step([*due, *going.told_of_missed(lobby.house, due)], 3600)


def _to_be_had(lobby: Lobby) -> list[Consent]:
    """Return the consents under which a plan could be made: for some time to come, of a home with a key and no plan."""
    house = lobby.house
    return [
        one
        for one in house.consents.values()
        if REASON in one.reasons
        and one.holds_at(lobby.at + timedelta(days=60))
        and keys_of(house, one.unit)
        and going.plan_of(house, one.unit) is None
    ]


def _plans(lobby: Lobby) -> list[str]:
    return [one.id for one in lobby.house.inspection_plans.values() if one.ended is None]
