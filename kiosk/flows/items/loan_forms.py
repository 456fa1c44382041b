"""What a form on loans says: who borrows, by whose leave, how a thing is that comes back; ready for the vault."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from kiosk.domain.loans.lending import VISITOR
from kiosk.domain.refusal import Refused
from kiosk.flows.people.directory import Card
from kiosk.ports.record import Sealed

LONGEST_NOTE = 200


@dataclass(frozen=True)
class Borrower:
    """Who borrows: a resident by id, or (`person` "") somebody else by name and telephone."""

    person: str = ""
    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Leave:
    """A supervisor's leave: who, their PIN (not needed of whoever is at the desk), and why."""

    by: str = ""
    pin: str = ""
    reason: str = ""


NO_LEAVE = Leave()


@dataclass(frozen=True)
class Seen:
    """How a thing is that comes back, and who brings it: "" the borrower, a resident's id, or a name."""

    condition: str
    note: str = ""
    brought_by: str = ""
    bringer: str = ""


def visitor(lending: str, borrower: Borrower) -> Card | None:
    """Return the card of somebody who is no resident, None for a resident.

    Raises:
        Refused: `loan.name_needed`.
    """
    if borrower.person:
        return None
    name = " ".join(borrower.name.split())[:40]
    phone = borrower.phone.strip()[:20]
    if not name or len([one for one in phone if one.isdigit()]) < 5:
        raise Refused("loan.name_needed")
    return Card(f"{VISITOR}{lending[:12]}", name, phone)


def sealed_words(person: str, reference: str, words: str) -> tuple[list[Sealed], str, str]:
    """Return typed words ready for the vault, their reference and their SHA-256 in hex; nothing for none."""
    typed = words.strip()[:LONGEST_NOTE]
    if not typed:
        return [], "", ""
    content = json.dumps(typed, ensure_ascii=False).encode()
    return [Sealed(reference, person, content)], reference, sha256(content).hexdigest()
