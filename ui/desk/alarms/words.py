"""Alarms in words: which sentence, which names fill it in, who answers."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.alarms.alarm import Alarm, answers_for
from kiosk.domain.people import Person
from kiosk.language.messages import span_of
from ui.desk.alarms.pages import AlarmRow, Concerned, Explanation
from ui.desk.words import Words, drawn

SOME_DOORS = 6
"""So many doors of an override stand in a sentence; the others on its page."""


def code_of(alarm: Alarm) -> str:
    """Return the subject of its sentences: an override has others as it goes on."""
    if alarm.open and alarm.explained:
        return "alarm.override_second"
    return "alarm.override_count" if alarm.stocktake_due else f"alarm.{alarm.kind}"


def facts_of(words: Words, alarm: Alarm) -> Mapping[str, object]:
    """Return what fills in the sentences of an alarm."""
    house = words.journeys.ledger.house
    keys = [house.keys[name] for name in alarm.keys if name in house.keys]
    state = next((one for one in words.journeys.devices.states() if one.name == alarm.device), None)
    return {
        "place": words.place(alarm.place) if alarm.place else "",
        "item": ", ".join(words.item(name) for name in alarm.keys),
        "home": words.place(keys[0].place) if keys else "",
        "device": words.say(f"attendant.device.{state.kind}") if state else alarm.device,
        "name": alarm.device,
        "cabinet": alarm.cabinet,
        "doors": doors_of(words, alarm, most=SOME_DOORS) or words.say("alarms.seal.open"),
    }


def doors_of(words: Words, alarm: Alarm, most: int = 0) -> str:
    """Return the numbers of the doors concerned, as they stand in the settings; the first `most`, or all for 0."""
    known = words.journeys.furniture.places
    numbers = [str(known[place].number) for place in known if place in alarm.places]
    shown = numbers[: most or None]
    return ", ".join(shown) + (" …" if len(shown) < len(numbers) else "")


def owner_of(words: Words, owner: str) -> str:
    """Return who answers: a role, or somebody by name."""
    kind, _, person = owner.partition(":")
    return words.person(person) if kind == "person" else words.say(f"alarms.role.{owner}")


def row_of(words: Words, alarm: Alarm, reader: Person | None) -> AlarmRow:
    """Return one alarm as `reader` sees it."""
    age_s = (words.journeys.clock.now() - alarm.begun).total_seconds()
    return AlarmRow(
        id=alarm.id,
        kind=words.say(f"alarms.kind.{alarm.kind}"),
        code=code_of(alarm),
        facts=facts_of(words, alarm),
        begun=alarm.begun,
        age=span_of(age_s, words.language),
        count=alarm.count,
        owner=owner_of(words, alarm.owner),
        on_it=words.person(alarm.taken_by) if alarm.taken_by else "",
        goes_on=alarm.ended is None,
        over=alarm.ended,
        can_take=alarm.open and reader is not None and alarm.taken_by != reader.id,
        sounds=alarm.sounds,
        said=_said(words, alarm),
        said_at=alarm.acknowledged_at,
    )


def _said(words: Words, alarm: Alarm) -> Mapping[str, object] | None:
    if alarm.open or not alarm.found:
        return None
    return {
        "found": words.say(f"alarms.found.{alarm.found}"),
        "done": words.say(f"alarms.done.{alarm.done}"),
        "who": words.person(alarm.acknowledged_by),
    }


def concerned(words: Words, alarm: Alarm) -> tuple[Concerned, ...]:
    """Return the keys of an alarm with where they are and where they live."""
    house, found = words.journeys.ledger.house, []
    for name in alarm.keys:
        key = house.keys.get(name)
        at = words.custodian(key.custodian) if key else ""
        home = words.place(key.place) if key else ""
        found.append(Concerned(f"/desk/items/{name}", words.item(name), at, home))
    return tuple(found)


def explanation_of(words: Words, alarm: Alarm) -> Explanation | None:
    """Return why an override was used, with the names under it."""
    known = alarm.explained
    if known is None:
        return None
    facts = {
        "why": words.say(f"alarms.override.why.{known.reason}"),
        "broken": known.broken,
        "fresh": known.fresh,
        "who": ", ".join(words.person(one.person) for one in known.signed),
    }
    signed = tuple((words.person(one.person), *drawn(words, one.signature)) for one in known.signed)
    return Explanation(facts, known.complete, signed)


def may_acknowledge(alarm: Alarm, reader: Person) -> bool:
    """Return whether this reader may say what was found."""
    return alarm.open and alarm.explained is None and answers_for(alarm, reader)
