"""How each recorded event about residents' own keys changes the house."""

from __future__ import annotations

from dataclasses import replace

from kiosk.domain.house import House
from kiosk.domain.keeping import events as k


def with_keeping(house: House, event: k.KeepingEvent) -> House:
    """Return the house after `event`. What was signed is evidence: it says who was there."""
    match event:
        case k.KeyTellingChosen() if person := house.people.get(event.person):
            people = {name: one for name, one in house.people.items() if name != person.id}
            wished = replace(person, told_of_keys=event.told)
            return replace(house, people={**people, person.id: wished})
        case k.ConsentCountersigned() if consent := house.consents.get(event.consent):
            consents = {name: one for name, one in house.consents.items() if name != consent.id}
            signed = replace(consent, countersigned_by=event.by, countersigned=event.signature)
            return replace(house, consents={**consents, consent.id: signed})
        case k.ConsentSigned(act=act) if act != "withdrawn" and (
            consent := house.consents.get(event.consent)
        ):
            consents = {name: one for name, one in house.consents.items() if name != consent.id}
            return replace(house, consents={**consents, consent.id: replace(consent, witness=event.by)})
        case k.KeyStruckOff():
            return without_key(house, event.key)
    return house


def without_key(house: House, key: str) -> House:
    """Return the house after a key has left the register; its life stays in the record."""
    keys = {name: one for name, one in house.keys.items() if name != key}
    conditions = {name: one for name, one in house.conditions.items() if name != key}
    return replace(house, keys=keys, conditions=conditions)
