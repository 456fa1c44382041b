"""A report begun in one touch: from an alarm, a release, or a key taken in an emergency, with what is known of it."""

from __future__ import annotations

from datetime import datetime

from kiosk.domain.incidents.incident import Incident
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from ui.desk.alarms.words import code_of, facts_of
from ui.desk.words import Words
from ui.reach import journeys

KIND_OF = {"forced": "intrusion", "override": "emergency", "key_gone": "theft", "board_lost": "power"}
"""What an alarm most likely was; its writer says otherwise where it was not."""


def prefilled(words: Words, act: str, source: str, about: str, by: Person) -> Incident:
    """Return the draft about an alarm, a release or a movement, or the report that there is of it already.

    Raises:
        Refused: `incident.unknown` for nothing that is on record; as `Incidents.begin`.
    """
    kind, happened, place, course, name = _known(words, source, about)
    flow = journeys().incidents
    if known := flow.from_source(source, name):
        return known
    now = journeys().clock.now()
    one = flow.begin(act, by, kind, min(happened, now), source, name)
    if not one.parts:
        one = flow.write(one.id, by, one.kind, one.happened, {"place": place, "course": course})
    return one


def _known(words: Words, source: str, about: str) -> tuple[str, datetime, str, str, str]:
    """Return kind, time, place, course and id of what a report is begun from."""
    house = journeys().ledger.house
    if source == "alarm":
        alarm = house.alarms.get(about) or journeys().register.alarm(about)
        if alarm:
            facts = facts_of(words, alarm)
            place = ", ".join(words.place(one) for one in alarm.places) or str(facts["name"])
            course = words.say(f"attendant.task.{code_of(alarm)}.what", **facts)
            return KIND_OF.get(alarm.kind, "other"), alarm.begun, place, course, alarm.id
    if source == "emergency":
        found = house.emergencies.get(about) or next(reversed(list(house.emergencies.values())), None)
        if found:
            doors = ", ".join(words.place(one) for one in found.places)
            who = words.say(
                "incidents.released_by", who=words.person(found.by), second=words.person(found.second)
            )
            return "emergency", found.begun, doors[:200], who, found.id
    if source == "movement":
        movement = journeys().ledger.find(about)
        if movement and movement.report:
            course = words.say("attendant.report.taken", who=words.person(movement.bearer),
                item=words.item(movement.item), time="")  # fmt: skip
            return (
                "emergency",
                movement.begun,
                movement.unit or words.place(movement.place),
                course,
                movement.id,
            )
    raise Refused("incident.unknown")
