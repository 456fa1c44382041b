"""Amounts of money in the locale's form."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency

from kiosk.language.messages import Language


def money_of(cents: int, currency: str, language: Language) -> str:
    """Return an amount in words of that language: 20000 cents of CNY are "¥200.00", "CN¥200.00" in English."""
    return format_currency(Decimal(cents) / 100, currency, locale=language.value)
