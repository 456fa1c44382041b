"""What somebody answered to a service's questions: sealed under their key, and read again for desk and paper."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from kiosk.domain.services.answers import Answered
from kiosk.domain.services.catalogue import Service
from kiosk.domain.services.request import Request
from kiosk.flows.identity.signing import Strokes, is_written
from kiosk.ports.record import Ledger, Sealed

PREFIX = "service:"


@dataclass(frozen=True)
class Told:
    """Everything that was answered, by field. `pens`: what was written by hand. `kept`: not erased meanwhile."""

    words: Mapping[str, str] = field(default_factory=dict)
    pens: Mapping[str, Strokes] = field(default_factory=dict)
    kept: bool = True
    kinds: Mapping[str, str] = field(default_factory=dict)
    """What kind of answer each sealed one is."""


def sealed_answers(
    request: str, person: str, service: Service, said: Answered, pens: Mapping[str, Strokes]
) -> tuple[list[Sealed], str, str]:
    """Return what is personal ready for the vault, its reference there and its digest; nothing for nothing personal."""
    if not said.sealed:
        return [], "", ""
    written = {
        name: [[list(point) for point in stroke] for stroke in strokes]
        for name, strokes in pens.items()
        if name in said.sealed and is_written(strokes)
    }
    kinds = {one.code: one.kind.value for one in service.fields if one.code in said.sealed}
    known = {"words": dict(said.sealed), "pens": written, "kinds": kinds}
    content = json.dumps(known, ensure_ascii=False).encode()
    reference = f"{PREFIX}{request}:{os.urandom(4).hex()}"
    return [Sealed(reference, person, content)], reference, sha256(content).hexdigest()


def told_of(ledger: Ledger, one: Request) -> Told:
    """Return what was answered for a request, with what is personal as far as it is kept."""
    if not one.details:
        return Told(dict(one.answers))
    content = ledger.opened(one.details)
    if not content:
        return Told(dict(one.answers), kept=False)
    known = json.loads(content)
    pens = {
        name: [[(x, y, t) for x, y, t in stroke] for stroke in strokes]
        for name, strokes in known["pens"].items()
    }
    return Told({**one.answers, **known["words"]}, pens, kinds=known["kinds"])
