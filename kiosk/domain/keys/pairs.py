"""Keys that belong together: which is out without one that it goes only with."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.domain.house import House
from kiosk.domain.items import CustodianKind, Key, with_person


def apart(house: House) -> Iterator[tuple[Key, Key]]:
    """Yield each key that is with somebody while one that it goes only with is not, and that other one."""
    for key in house.keys.values():
        if key.custodian.kind is CustodianKind.PERSON:
            for name in house.rulebook.rule_for(key).only_with:
                other = house.keys.get(name)
                if other is not None and other.custodian != key.custodian:
                    yield key, other


def missing_beside(house: House, person: str) -> Key | None:
    """Return a key that somebody should hold beside one they hold, if there is one."""
    return next((other for key, other in apart(house) if key.custodian == with_person(person)), None)
