"""What stands in the vault for a register's values: one part of it read, and the whole with that part put right."""

from __future__ import annotations

import json
from typing import Any

from kiosk.domain.corrections.correction import SERVICES, Value
from kiosk.ports.record import Ledger

BEFORE = {
    "deposits": "words:deposit:", "transfers": "words:transfer:", "loans": "loan-note:", "passes": "works:",
    "orders": "words:order:", "grievances": "words:grievance:", SERVICES: "service:",
}  # fmt: skip
"""How the references of a register's words begin, so that they go when the others of their kind do."""
PLAIN, QUOTED = "deposits", "loans"
"""Registers whose words are sealed as they are, and as one JSON string; those of the others are parts of an object."""
NOTHING: dict[str, dict[str, Any]] = {
    "orders": {"where": "", "words": ""},
    "grievances": {"words": "", "strokes": []},
    SERVICES: {"words": {}, "pens": {}, "kinds": {}},
}
"""What stands where nobody has written anything."""


def reference_of(register: str, about: str, act: str) -> str:
    """Return under which reference corrected words are sealed."""
    return f"{BEFORE[register]}{about}:{act[:16]}"


def part_of(register: str, value: Value, content: bytes) -> str:
    """Return the one value of what is sealed, "" for what is not in it."""
    if register == PLAIN or not value.attribute:
        return content.decode(errors="replace")
    known = json.loads(content)
    if register == QUOTED:
        return str(known)
    return str((known["words"] if register == SERVICES else known).get(value.part, ""))


def with_part(register: str, value: Value, content: bytes | None, typed: str, kind: str = "") -> bytes:
    """Return what is sealed with one value put right. `content`: as it stands, None where nothing does yet.

    `kind`: what kind of answer it is, for a service's.
    """
    if register == PLAIN or not value.attribute:
        return typed.encode()
    if register == QUOTED:
        return json.dumps(typed, ensure_ascii=False).encode()
    known: dict[str, Any] = json.loads(content) if content else NOTHING.get(register, {})
    if register == SERVICES:
        pens = {name: pen for name, pen in known["pens"].items() if name != value.part}
        words, kinds = {**known["words"], value.part: typed}, {**known["kinds"], value.part: kind}
        known = {**known, "words": words, "pens": pens, "kinds": kinds}
    else:
        known = {**known, value.part: typed}
    return json.dumps(known, ensure_ascii=False).encode()


def plain_of(ledger: Ledger, register: str, value: Value | None, stood: str) -> str | None:
    """Return what stands on record in plain words: opened where it is sealed, None where that is not kept any more."""
    if value is None or not stood.startswith(BEFORE[register]):
        return stood
    content = ledger.opened(stood)
    return part_of(register, value, content) if content else None
