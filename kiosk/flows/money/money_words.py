"""Accounts and entries of the books in words."""

from __future__ import annotations

from kiosk.domain.money.account import GENERAL, HELD, PREPAID, currency_of, kind_of
from kiosk.flows.people.directory import Directory
from kiosk.language.messages import Language, known, text
from kiosk.language.money import money_of


def kind_words(kind: str, language: Language) -> str:
    """Return what an entry is: "收款", "Paid ahead"."""
    key = f"money.kind.{kind}"
    return text(key, language) if known(key) else kind


def account_words(account: str, language: Language, directory: Directory) -> str:
    """Return what an account is called, with whose it is."""
    plain, _, of = account.partition("@")[0].partition(":")
    name = text(f"money.account.{kind_of(plain)}", language)
    if kind_of(account) == PREPAID:
        person, _, about = of.rpartition(":")
        number = text("money.general", language) if about == GENERAL else about
        return f"{name} {directory.name(person)} {number}"
    if kind_of(account) == HELD:
        what, _, about = of.partition(":")
        key = f"money.held.{what}"
        return f"{name} {text(key, language) if known(key) else what} {about[:12]}"
    key = f"money.of.{of}"
    return (
        f"{name} {text(key, language)}"
        if known(key)
        else name
        if of in ("", "all", "books")
        else f"{name} {of}"
    )


def amount(cents: int, account_or_currency: str, language: Language) -> str:
    """Return an amount in the locale's form; of an account, in its currency."""
    named = ":" in account_or_currency
    return money_of(cents, currency_of(account_or_currency) if named else account_or_currency, language)
