"""Wake-up calls of an invented estate: mostly answered; now and then somebody goes up and finds the home empty."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.domain.refusal import Refused
from kiosk.domain.services import calling
from kiosk.domain.services import deciding as d
from kiosk.domain.services.answers import checked
from kiosk.domain.services.request import PHONE
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.services import answered, catalogue

SERVICE = "wake-up"
HOURS = ("05:30", "06:00", "06:15", "06:30", "07:00")
ANSWERS = 0.82
"""So often somebody answers a call."""
WAITS_MIN = 5
"""So long after a call that nobody answered it is tried again."""


def wake_up(lobby: Lobby) -> Journey:
    """Yield one wish to be woken, for a morning or some, and each of its calls."""
    rng, by, name = lobby.rng, lobby.on_duty("desk"), lobby.number()
    wanted, person = catalogue().services[SERVICE], rng.choice(lobby.residents)
    raw = {
        "day": f"{lobby.local + timedelta(days=1):%Y-%m-%d}",
        "hour": rng.choice(HOURS),
        "mornings": str(rng.choice((1, 1, 1, 2, 5))),
        "phone": f"1380004{rng.randrange(10_000):04}",
    }
    try:
        said = checked(wanted, raw, {one.unit or "" for one in lobby.residents}, lobby.local)
        kept, details, digest = answered(lobby, name, wanted, said, person)
        asked = d.Ask(name, person.id, by.id, PHONE, f"{rng.getrandbits(64):016x}", said, details, digest)
        yield Step(d.decide_ask(lobby.house, asked, wanted, lobby.local), rng.uniform(1, 8) * 60, kept)
        yield Step(d.decide_accept(lobby.house, name, by.id, by.id), 30)
        for call in lobby.house.requests[name].calls:
            yield Step((), max(1.0, (call.due - lobby.at).total_seconds() + rng.uniform(-60, 120)))
            yield from _called(lobby, name, call.due)
    except (Refused, KeyError):
        return


def _called(lobby: Lobby, name: str, due: datetime) -> Journey:
    """Yield the calls of one morning, and what whoever goes up finds where nobody has answered two of them."""
    for attempt in range(calling.UNANSWERED):
        by, heard = lobby.on_duty("desk"), lobby.likely(ANSWERS)
        made = calling.decide_call(lobby.house, name, due, attempt, answered=heard, by=by.id, now=lobby.at)
        yield Step(made, 40 if heard else WAITS_MIN * 60)
        if heard:
            return
    found = lobby.rng.choices(calling.FOUND, (80, 19, 1))[0]
    yield Step((), lobby.rng.uniform(4, 9) * 60)
    yield Step(calling.decide_went_up(lobby.house, name, due, found, lobby.on_duty("desk").id), 60)
