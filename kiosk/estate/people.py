"""Everything that the estate's people file says, as entries and as text."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from kiosk.enrolment import Enrolment
from kiosk.estate import rules
from kiosk.estate.homes import residents
from kiosk.estate.keys import keys
from kiosk.estate.staff import couriers, staff
from kiosk.estate.toml_text import table

SEED = 1
_HEAD = """\
# People, keys and rules of an invented estate, written by `python -m kiosk.estate`. All names, homes and phones are
# made up. Badge numbers are what the simulated reader shows. PINs are stored only as argon2id hashes.
"""


def enrolment(seed: int = SEED) -> Enrolment:
    """Return the people, keys and rules of the estate; the same for the same seed."""
    at_work = staff(Random(f"staff {seed}"))
    at_home = residents(Random(f"residents {seed}"))
    hung = keys(Random(f"keys {seed}"))
    return Enrolment(
        people=(*at_work, *couriers(Random(f"couriers {seed}")), *at_home),
        keys=tuple(hung),
        timetables=rules.TIMETABLES,
        grants=rules.grants(at_work),
        key_rules=rules.key_rules(),
        reasons=rules.REASONS,
        limits=rules.LIMITS,
        consents=rules.consents(Random(f"consents {seed}"), hung, at_home),
    )


def people_text(enrolled: Enrolment) -> str:
    """Return the whole people file."""
    parts = [_HEAD]
    for name, entries in enrolled.model_dump(exclude_defaults=True).items():
        if isinstance(entries, Mapping):
            parts.append(table(f"[{name}]", entries))
        else:
            parts += [table(f"[[{name}]]", entry) for entry in entries]
    return "\n".join(parts)
