"""The estate's rules: hours, rights, what keys ask for, reasons, holidays, and what residents have signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from random import Random

from kiosk.enrolment import KeyEntry, PersonEntry
from kiosk.rules_file import (
    ConsentEntry,
    GrantEntry,
    KeyRuleEntry,
    LimitsEntry,
    ReasonEntry,
    TimetableEntry,
)

CHINA = timezone(timedelta(hours=8))
FIRST_CONSENT, LAST_CONSENT = date(2021, 6, 1), date(2026, 9, 30)

TIMETABLES = (
    TimetableEntry(name="day", daily="07:00-22:00"),
    TimetableEntry(name="night", daily="22:00-07:00"),
    TimetableEntry(name="office", weekdays="08:00-12:00, 13:30-18:00", weekend="", holidays=""),
    TimetableEntry(name="weekends", weekdays="", weekend="09:00-18:00", holidays="09:00-18:00"),
)
REASONS = (
    ReasonEntry(code="repair", needs_work_order=True),
    ReasonEntry(code="inspection"),
    ReasonEntry(code="cleaning"),
    ReasonEntry(code="handover", private=True),  # to the resident or a guest: never a key of the estate
    ReasonEntry(code="emergency", emergency=True, needs_note=True),
)
HOLIDAYS = (
    (date(2026, 1, 1), 3),  # 元旦
    (date(2026, 2, 15), 9),  # 春节
    (date(2026, 4, 4), 3),  # 清明
    (date(2026, 5, 1), 5),  # 劳动节
    (date(2026, 6, 19), 3),  # 端午
    (date(2026, 9, 25), 3),  # 中秋
    (date(2026, 10, 1), 7),  # 国庆
)
"""The first day and the number of days of each holiday of 2026."""
LIMITS = LimitsEntry(
    holidays=tuple(first + timedelta(days=day) for first, days in HOLIDAYS for day in range(days)),
    most_at_once={"attendant": 4, "supervisor": 8, "manager": 2},
)
_RIGHTS = (
    ("desk-homes", "group:desk", "kind:unit", "day"),
    ("desk-homes-night", "group:desk", "kind:unit", "night"),
    ("desk-common", "group:desk", "kind:common", None),
    ("cleaning-homes", "group:housekeeping", "kind:unit", "office"),
    ("cleaning-homes-weekend", "group:housekeeping", "kind:unit", "weekends"),
    ("cleaning-rooms", "group:housekeeping", "group:cleaning", "day"),
    ("cleaning-lobbies", "group:housekeeping", "group:lobby", "day"),
    ("cleaning-club", "group:housekeeping", "group:club", "day"),
    ("plant-all", "group:plant", "kind:plant", None),
    ("plant-shafts", "group:plant", "group:shafts", None),
    ("plant-roofs", "group:plant", "group:roof", "day"),
    ("plant-homes", "group:plant", "kind:unit", "office"),
    ("security-gates", "group:security", "group:gates", None),
    ("security-lobbies", "group:security", "group:lobby", "night"),
    ("security-roofs", "group:security", "group:roof", "night"),
    ("security-fire", "group:security", "group:fire", None),
    ("garden-own", "group:garden", "group:garden", "day"),
    ("garden-gates", "group:garden", "group:gates", "office"),
    ("supervisors-homes", "role:supervisor", "kind:unit", None),
    ("supervisors-common", "role:supervisor", "kind:common", None),
    ("manager-common", "role:manager", "kind:common", None),
)
SWITCH_ROOMS = (
    "p-1-switch", "p-2-switch", "p-3-switch", "p-substation", "p-low-voltage",
)  # fmt: skip
NEVER_TOGETHER = (
    ("p-generator", "p-low-voltage"),  # nobody alone can feed back into the mains
    ("p-transformer-1", "p-transformer-2"),  # one of them stays in service
    ("p-fire-pump", "p-sprinkler"),  # the water of the sprinklers is not shut off at both ends
)
ONLY_WITH = (("p-fuel", "p-generator"),)
_PLANT_REASONS = ("repair", "inspection", "emergency")


def grants(people: Sequence[PersonEntry]) -> tuple[GrantEntry, ...]:
    """Return the rights of groups and roles, and three of single people, for a time."""
    gardeners, guards, cleaners = (
        [person.id for person in people if person.groups == (group,) and person.role == "attendant"]
        for group in ("garden", "security", "housekeeping")
    )
    return (
        *(GrantEntry(id=name, who=who, what=what, timetable=hours) for name, who, what, hours in _RIGHTS),
        GrantEntry(
            id="pool-season", who=f"person:{gardeners[0]}", what="key:c-pool", timetable="day",
            since=date(2026, 5, 15), until=date(2026, 9, 15),
        ),
        GrantEntry(
            id="relief-desk", who=f"person:{guards[0]}", what="kind:unit", timetable="night",
            since=date(2026, 2, 10), until=date(2026, 2, 28),
        ),
        GrantEntry(id="club-opening", who=f"person:{cleaners[0]}", what="key:c-kitchen"),
    )  # fmt: skip


def key_rules() -> tuple[KeyRuleEntry, ...]:
    """Return what kinds of keys ask for, and those keys that ask for something of their own."""
    never: dict[str, tuple[str, ...]] = {}
    for one, other in NEVER_TOGETHER:
        never[one], never[other] = (*never.get(one, ()), other), (*never.get(other, ()), one)
    with_others = {one: (other,) for one, other in ONLY_WITH}
    own = sorted({*SWITCH_ROOMS, *never, *with_others, "p-gas"})
    return (
        KeyRuleEntry(kind="unit", due_min=240, due_by="22:00"),
        KeyRuleEntry(kind="common", due_by="23:00"),
        KeyRuleEntry(kind="plant", due_min=480, reasons=_PLANT_REASONS),
        *(_own_rule(key, never.get(key, ()), with_others.get(key, ())) for key in own),
        KeyRuleEntry(key="c-pool", due_min=720, reasons=("repair", "inspection", "cleaning")),
    )


def _own_rule(key: str, never_with: tuple[str, ...], only_with: tuple[str, ...]) -> KeyRuleEntry:
    switch = key in SWITCH_ROOMS
    return KeyRuleEntry(
        key=key,
        authorisers=2 if switch else 1 if key == "p-gas" else 0,
        from_another_group=switch,
        needs_work_order=switch,
        reasons=_PLANT_REASONS,
        only_with=only_with,
        never_with=never_with,
        due_min=120 if switch else 240,
    )


def consents(
    rng: Random, keys: Sequence[KeyEntry], people: Sequence[PersonEntry]
) -> tuple[ConsentEntry, ...]:
    """Return what nine of ten homes with a key have signed: most for years, some for emergencies only."""
    owners = {person.unit: person.id for person in reversed(people) if person.unit}
    homes = [unit for unit in dict.fromkeys(key.unit for key in keys) if unit and rng.random() < 0.9]
    return tuple(_consent(rng, number, unit, owners[unit]) for number, unit in enumerate(homes, start=1))


def _consent(rng: Random, number: int, unit: str, owner: str) -> ConsentEntry:
    signed_on = FIRST_CONSENT + timedelta(days=int((LAST_CONSENT - FIRST_CONSENT).days * rng.random() ** 3))
    since = datetime(signed_on.year, signed_on.month, signed_on.day, tzinfo=CHINA)
    reasons = rng.choices(
        (
            ("repair", "inspection", "cleaning", "handover"),
            ("repair", "inspection"),
            ("inspection",),
            ("emergency",),
        ),
        (35, 40, 10, 15),
    )[0]
    years = rng.choices((1, 3, 5, 10), (10, 10, 45, 35))[0]
    return ConsentEntry(
        id=f"agreement-{number:03}",
        unit=unit,
        given_by=owner,
        reasons=(*reasons, *(("emergency",) if "repair" in reasons and rng.random() < 0.6 else ())),
        since=since,
        until=since + timedelta(days=365 * years),
        signed=f"paper {number}",
        groups=("desk", "plant") if rng.random() < 0.3 else (),
        told=rng.random() < 0.4,
    )
