"""What somebody answers to a service's questions: checked, and split into what stands on record and what is sealed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from kiosk.domain.refusal import Refused
from kiosk.domain.services.catalogue import Asked, Kind, Service

DAY_BEGINS = time(9)
"""The hour of a day for which somebody named no hour."""
FARTHEST_DAYS = 366
LONGEST_WORDS = 200
MOST_CENTS = 100_000_000
PHONE = re.compile(r"\+?[0-9][0-9 \-]{4,19}")
MONEY = re.compile(r"([0-9]{1,7})(?:[.,]([0-9]{1,2}))?")
UNTOLD_KINDS = frozenset({Kind.TEXT, Kind.PHONE, Kind.UNIT})
"""What somebody may tell the desk instead of writing it."""


@dataclass(frozen=True)
class Answered:
    """Checked answers by field. `sealed`: what is personal; `untold`: what its customer tells the desk."""

    clear: Mapping[str, str] = field(default_factory=dict)
    sealed: Mapping[str, str] = field(default_factory=dict)
    untold: tuple[str, ...] = ()
    wished: datetime | None = None


def checked(
    service: Service,
    raw: Mapping[str, str],
    units: Collection[str],
    now: datetime,
    *,
    pens: Collection[str] = (),
    untold: Collection[str] = (),
) -> Answered:
    """Return the answers as they stand on record. `now` in the site's time zone; `pens`: fields written by hand.

    Raises:
        Refused: `service.answer.<kind>` for what is no such answer, `service.answer.missing`, each with its `field`;
            `service.too_early` for an hour that is past or more than a year ahead.
    """
    clear: dict[str, str] = {}
    sealed: dict[str, str] = {}
    owed: list[str] = []
    for one in service.fields:
        written = " ".join(raw.get(one.code, "").split())
        if one.code in pens and one.kind is Kind.TEXT:
            sealed[one.code] = ""
        elif not written and one.code in untold and one.kind in UNTOLD_KINDS:
            owed.append(one.code)
        elif written:
            (sealed if one.sealed else clear)[one.code] = answer_of(one, written, units)
        elif one.required:
            raise Refused("service.answer.missing", field=one.code)
    return Answered(clear, sealed, tuple(owed), _wished(service, {**clear, **sealed}, now))


def answer_of(one: Asked, written: str, units: Collection[str]) -> str:
    """Return one answer in its plain form: a day as 2026-11-22, an hour as 07:30, money as cents.

    Raises:
        Refused: `service.answer.<kind>`.
    """
    plain = _PLAIN[one.kind](one, written, units)
    if plain is None:
        raise Refused(f"service.answer.{one.kind.value}", field=one.code, least=one.least, most=one.most)
    return plain


def _text(one: Asked, written: str, units: Collection[str]) -> str | None:
    return "".join(letter for letter in written if letter.isprintable())[:LONGEST_WORDS] or None


def _day(one: Asked, written: str, units: Collection[str]) -> str | None:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return None


def _hour(one: Asked, written: str, units: Collection[str]) -> str | None:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", written, re.ASCII)
    return f"{int(found[1]):02d}:{found[2]}" if found else None


def _phone(one: Asked, written: str, units: Collection[str]) -> str | None:
    return written if PHONE.fullmatch(written) else None


def _choice(one: Asked, written: str, units: Collection[str]) -> str | None:
    return written if any(choice.code == written for choice in one.choices) else None


def _unit(one: Asked, written: str, units: Collection[str]) -> str | None:
    return written if written in units else None


def _number(one: Asked, written: str, units: Collection[str]) -> str | None:
    if not re.fullmatch(r"[0-9]{1,9}", written, re.ASCII):
        return None
    return str(int(written)) if one.least <= int(written) <= one.most else None


def _money(one: Asked, written: str, units: Collection[str]) -> str | None:
    return str(cents_of(written)) if cents_of(written) else None


def cents_of(typed: str) -> int:
    """Return an amount as it was typed in cents, 0 for what is none: "12.5" are 1250."""
    found = MONEY.fullmatch(typed.strip())
    cents = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
    return cents if cents <= MOST_CENTS else 0


_PLAIN: Mapping[Kind, Callable[[Asked, str, Collection[str]], str | None]] = {
    Kind.TEXT: _text,
    Kind.DATE: _day,
    Kind.TIME: _hour,
    Kind.PHONE: _phone,
    Kind.CHOICE: _choice,
    Kind.UNIT: _unit,
    Kind.NUMBER: _number,
    Kind.COUNT: _number,
    Kind.MONEY: _money,
}


def _wished(service: Service, said: Mapping[str, str], now: datetime) -> datetime | None:
    """Return the hour for which it is wished: the first day and the first hour that are asked for; None for neither."""
    day_of, hour_of = service.first_of(Kind.DATE), service.first_of(Kind.TIME)
    day = said.get(day_of.code) if day_of else None
    if day is None:
        return None
    hour = said.get(hour_of.code) if hour_of else None
    at = time.fromisoformat(hour) if hour else DAY_BEGINS
    wished = datetime.combine(date.fromisoformat(day), at, now.tzinfo)
    over = wished < now if hour else wished.date() < now.date()
    if over or wished > now + timedelta(days=FARTHEST_DAYS):
        raise Refused("service.too_early", field=day_of.code if day_of else "")
    return wished
