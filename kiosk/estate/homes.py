"""640 homes in three towers, and the residents whom the desk knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from kiosk.enrolment import PersonEntry
from kiosk.estate import names

FLOORS = {1: 27, 2: 27, 3: 26}
"""Floors with homes by tower; the ground floor is the lobby, so that homes begin on the second."""
ENTRANCES, DOORS = 2, 4
REGISTERED = (74, 22, 4)
"""Of a hundred homes, so many have one, two or three people registered; more live there than that."""
READERS = {"zh_Hans": 91, "zh_Hant": 5, "en": 4}
"""Of a hundred homes, so many read each language."""
A_CARD_EVERY = 80
"""Of so many homes one has asked for a card at the desk."""


def units() -> list[str]:
    """Return all homes, by tower, entrance, floor and door: "3-2-1201"."""
    return [
        f"{tower}-{entrance}-{floor:02}{door:02}"
        for tower, floors in FLOORS.items()
        for entrance in range(1, ENTRANCES + 1)
        for floor in range(2, floors + 2)
        for door in range(1, DOORS + 1)
    ]


def residents(rng: Random) -> list[PersonEntry]:
    """Return everybody who is registered, home by home; the first of a home is its owner or tenant."""
    phones = iter(rng.sample(range(10_000), 2_000))
    found: list[PersonEntry] = []
    for at, unit in enumerate(units()):
        language = rng.choices(tuple(READERS), tuple(READERS.values()))[0]
        count = rng.choices((1, 2, 3), REGISTERED)[0]
        for number, name in enumerate(_household(rng, language, count), start=1):
            reached = rng.random()
            found.append(
                PersonEntry(
                    id=f"r-{unit}-{number}",
                    role="resident",
                    name=name,
                    unit=unit,
                    language=language,
                    phone=f"1390000{next(phones):04}" if reached < 0.9 else None,
                    email=f"home-{unit}-{number}@example.org" if reached < 0.35 else None,
                    badge=_card(at) if number == 1 and at % A_CARD_EVERY == 0 else None,
                    active=rng.random() > 0.004,
                )
            )
    return found


def _card(home: int) -> str:
    """Return the number of a home's card: seven bytes, none that the staff's badges have."""
    return f"04AA{home:08X}80"


def _household(rng: Random, language: str, count: int) -> Iterator[str]:
    """Yield the names of one home: partners keep their own surnames, a child has the first one's."""
    if language == "en":
        yield from (names.english(rng) for _ in range(count))
    elif language == "zh_Hant":
        yield from (names.traditional(rng) for _ in range(count))
    else:
        family, older = names.surname(rng), rng.random() < 0.3
        ages = ("old", "old", "middle") if older else ("middle", "middle", "young")
        families: Sequence[str] = (family, names.surname(rng), family)
        yield from (names.simplified(rng, families[at], ages[at]) for at in range(count))
