"""The forty who work there, and the couriers who come by."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from kiosk.enrolment import PersonEntry
from kiosk.estate import names
from kiosk.flows.people.directory import spoken

SUPERVISORS: tuple[tuple[str, ...], ...] = (
    ("desk", "housekeeping"), ("plant",), ("security",),
)  # fmt: skip
TEAMS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (5, ("desk",)), (2, ("desk", "housekeeping")), (1, ("desk", "security")),
    (10, ("housekeeping",)), (6, ("plant",)), (1, ("plant", "security")),
    (8, ("security",)), (3, ("garden",)),
)  # fmt: skip
"""How many attendants are of which groups."""
COMPANIES = ("顺丰速运", "京东物流", "中通快递", "圆通速递", "韵达快递", "申通快递", "中国邮政", "极兔速递")
_EASY = {"123456", "654321", "012345", "543210"}


def staff(rng: Random) -> list[PersonEntry]:
    """Return the property manager, supervisors and attendants, each with a badge and a PIN."""
    posts: list[tuple[str, tuple[str, ...]]] = [("manager", ())]
    posts += [("supervisor", groups) for groups in SUPERVISORS]
    posts += [("attendant", groups) for count, groups in TEAMS for _ in range(count)]
    found: dict[str, PersonEntry] = {}
    badges = _badges(rng)
    for role, groups in posts:
        name = names.simplified(rng, age=rng.choice(("middle", "middle", "old", "young")))
        identity = _free(f"{role[0]}-{spoken(name)[0]}", found)
        found[identity] = PersonEntry(
            id=identity,
            role=role,
            name=name,
            groups=groups,
            badge=next(badges),
            pin=_pin(rng, 6),
        )
    return list(found.values())


def couriers(rng: Random) -> list[PersonEntry]:
    """Return one courier a company, and a second one of the largest two; one of them has left."""
    found: dict[str, PersonEntry] = {}
    badges = _badges(rng)
    for number, company in enumerate((*COMPANIES, *COMPANIES[:2])):
        name = names.simplified(rng, age="middle")
        identity = _free(f"c-{spoken(name)[0]}", found)
        found[identity] = PersonEntry(
            id=identity,
            role="courier",
            name=name,
            company=company,
            badge=next(badges) if number < 4 else None,
            pin=_pin(rng, 8),
            active=number != len(COMPANIES),
        )
    return list(found.values())


def _free(wanted: str, taken: dict[str, PersonEntry]) -> str:
    numbered = (wanted, *(f"{wanted}-{number}" for number in range(2, 99)))
    return next(name for name in numbered if name not in taken)


def _badges(rng: Random) -> Iterator[str]:
    """Yield badge numbers of seven bytes, as NTAG and DESFire cards have them; no two alike."""
    yield from (f"04{number:010X}80" for number in rng.sample(range(1 << 40), 64))


def _pin(rng: Random, digits: int) -> str:
    """Return a PIN with at least four different digits, none of those that everybody tries."""
    while True:
        pin = "".join(rng.choices("0123456789", k=digits))
        if len(set(pin)) >= 4 and pin not in _EASY:
            return pin
