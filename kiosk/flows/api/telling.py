"""What a program is told of one event, and how that is signed."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from kiosk.domain.api.telling import ALARM, MOVED
from kiosk.domain.waiting.returning import HOW
from kiosk.flows.api.ports import Feed, Line
from kiosk.ports.record import Ledger
from kiosk.ports.register import Register


@dataclass(frozen=True)
class Happening:
    """One thing that a property wants to know. `id` is the same at every attempt, and at no other site."""

    seq: int
    id: str
    at: datetime
    kind: str
    facts: Mapping[str, object]

    @property
    def body(self) -> bytes:
        """What is posted: JSON, UTF-8."""
        told = {"type": self.kind, "timestamp": stamp(self.at), "data": self.facts}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


class Happenings:
    """Makes of the log's lines what a program is told; asks only for what does not change any more."""

    def __init__(self, ledger: Ledger, register: Register, feed: Feed) -> None:
        self._ledger = ledger
        self._register = register
        self._feed = feed

    def of(self, line: Line, kinds: frozenset[str]) -> Happening | None:
        """Return what an event is to a program that wants `kinds`, or None."""
        if (kind := MOVED.get(line.kind)) in kinds and kind is not None:
            moved = str(line.body.get("movement", ""))
            facts = self._moved(moved, kind) if moved else self._expired(str(line.body.get("parcel", "")))
        elif ALARM in kinds and line.kind not in MOVED:
            kind, facts = ALARM, self._feed.alarm_of(line.seq)
        else:
            return None
        return Happening(line.seq, f"evt_{line.hash[:24]}", line.at, kind, facts) if facts else None

    def _moved(self, name: str, kind: str) -> Mapping[str, object] | None:
        movement = self._ledger.find(name)
        if movement is None:
            return None
        if kind.startswith("parcel."):
            parcel = self._register.parcel(movement.item)
            if parcel is None or parcel.outgoing or (kind == "parcel.recalled" and movement.how == HOW):
                return None  # that one is told as returned; what residents send is none of a program's deliveries
            facts = {
                "parcel": parcel.id,
                "barcode": parcel.barcode,
                "unit": movement.unit,
                "size": parcel.size,
            }
            if kind == "parcel.returned":
                facts |= {"reason": movement.reason, "carrier": movement.work_order}
            return facts
        key = self._ledger.key(movement.item)
        if key is None:
            return None
        label = {one: key.label.in_language(one) for one in ("en", "zh_Hans", "zh_Hant")}
        due = stamp(movement.due) if movement.due and kind == "key.out" else None
        return {"key": key.id, "label": label, "key_kind": key.kind.value, "due": due}

    def _expired(self, name: str) -> Mapping[str, object] | None:
        parcel = self._register.parcel(name)
        if parcel is None:
            return None
        drop = self._ledger.find(parcel.movement)
        unit = drop.unit if drop else ""
        return {"parcel": parcel.id, "barcode": parcel.barcode, "unit": unit, "size": parcel.size}


def stamp(at: datetime) -> str:
    """Return a time as the API writes it: UTC, "2026-11-21T08:15:00.250Z"."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def headers(told: Happening, secrets: Sequence[bytes], at: datetime) -> dict[str, str]:
    """Return the headers under which a happening is posted at a moment, signed with each of the secrets.

    Source: Standard Webhooks, "Signature scheme": HMAC-SHA256 over id, timestamp and body, joined by full stops.
    """
    second = int(at.timestamp())
    signed = f"{told.id}.{second}.".encode() + told.body
    macs = [base64.b64encode(hmac.new(secret, signed, sha256).digest()).decode() for secret in secrets]
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "loge-webhook/1",
        "webhook-id": told.id,
        "webhook-timestamp": str(second),
        "webhook-signature": " ".join(f"v1,{mac}" for mac in macs),
    }


def shown_secret(secret: bytes) -> str:
    """Return a signing secret as receivers' libraries want it."""
    return f"whsec_{base64.b64encode(secret).decode()}"
